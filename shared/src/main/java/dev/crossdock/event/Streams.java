package dev.crossdock.event;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import dev.crossdock.flow.WorldException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a batch of a stream's changes, and answers with the first that failed: the stream goes on from there. */
public final class Streams {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private Streams() {}

    /**
     * Handles one change after the other, in this thread, and stops at the first for which {@code handler} throws: that one and
     * all behind it come again. Going on behind a failure would be waste, for Lambda takes the lowest failure as its checkpoint.
     */
    public static StreamsEventResponse each(DynamodbEvent event, Consumer<ItemChange> handler) {
        for (var record : event.getRecords()) {
            var change = change(record);
            try {
                handler.accept(change);
                continue;
            } catch (WorldException e) {
                LOG.warn(
                        "change.failed change={} sequence={} reason=\"{}\"",
                        change.id(),
                        change.sequence(),
                        e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("change.failed change={} sequence={}", change.id(), change.sequence(), e);
            }
            return new StreamsEventResponse(List.of(new StreamsEventResponse.BatchItemFailure(change.sequence())));
        }
        return new StreamsEventResponse(List.of());
    }

    private static ItemChange change(DynamodbEvent.DynamodbStreamRecord record) {
        var detail = record.getDynamodb();
        var identity = record.getUserIdentity();
        var at = detail.getApproximateCreationDateTime();
        return new ItemChange(
                record.getEventID(),
                detail.getSequenceNumber(),
                values(detail.getKeys()),
                values(detail.getOldImage()),
                values(detail.getNewImage()),
                at == null ? Instant.EPOCH : at.toInstant(),
                // As the guide to time to live says; nobody else deletes as the service itself.
                identity != null && "dynamodb.amazonaws.com".equals(identity.getPrincipalId()));
    }

    private static Map<String, Object> values(Map<String, AttributeValue> attributes) {
        var values = new LinkedHashMap<String, Object>();
        if (attributes != null) attributes.forEach((name, attribute) -> values.put(name, value(attribute)));
        return values;
    }

    private static Object value(AttributeValue a) {
        if (a.getS() != null) return a.getS();
        if (a.getN() != null) return new BigDecimal(a.getN());
        if (a.getBOOL() != null) return a.getBOOL();
        if (a.getM() != null) return values(a.getM());
        if (a.getL() != null) {
            var list = new ArrayList<>();
            for (var item : a.getL()) list.add(value(item));
            return list;
        }
        if (a.getB() != null) return bytes(a.getB());
        if (a.getSS() != null) return List.copyOf(a.getSS());
        if (a.getNS() != null) return a.getNS().stream().map(BigDecimal::new).toList();
        if (a.getBS() != null) return a.getBS().stream().map(Streams::bytes).toList();
        return null;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
