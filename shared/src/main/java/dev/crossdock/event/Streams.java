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

    /** A table's numbers go to 10^126; what is written with more would fill the memory where its digits are written out. */
    private static final int LARGEST_EXPONENT = 200;

    private Streams() {}

    /**
     * Handles one change after the other, in this thread, and stops at the first for which {@code handler} throws: that one and
     * all behind it come again. Going on behind a failure would be waste, for Lambda takes the lowest failure as its checkpoint.
     */
    public static StreamsEventResponse each(DynamodbEvent event, Consumer<ItemChange> handler) {
        for (var record : records(event)) {
            var sequence = record.getDynamodb().getSequenceNumber();
            try {
                handler.accept(change(record));
                continue;
            } catch (WorldException e) {
                LOG.warn(
                        "change.failed change={} sequence={} reason=\"{}\"",
                        record.getEventID(),
                        sequence,
                        e.getMessage());
            } catch (RuntimeException | StackOverflowError e) {
                LOG.error("change.failed change={} sequence={}", record.getEventID(), sequence, e);
            }
            return new StreamsEventResponse(List.of(new StreamsEventResponse.BatchItemFailure(sequence)));
        }
        return new StreamsEventResponse(List.of());
    }

    /** What has no sequence number cannot be gone on from, and no stream sends it: it is said and passed over. */
    private static List<DynamodbEvent.DynamodbStreamRecord> records(DynamodbEvent event) {
        var records = new ArrayList<DynamodbEvent.DynamodbStreamRecord>();
        if (event.getRecords() == null) return records;
        for (var record : event.getRecords()) {
            boolean whole = record != null
                    && record.getDynamodb() != null
                    && record.getDynamodb().getSequenceNumber() != null;
            if (whole) records.add(record);
            else LOG.error("change.without-sequence");
        }
        return records;
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
        if (a == null) return null;
        if (a.getS() != null) return a.getS();
        if (a.getN() != null) return number(a.getN());
        if (a.getBOOL() != null) return a.getBOOL();
        if (a.getM() != null) return values(a.getM());
        if (a.getL() != null) {
            var list = new ArrayList<>();
            for (var item : a.getL()) list.add(value(item));
            return list;
        }
        if (a.getB() != null) return bytes(a.getB());
        if (a.getSS() != null) return List.copyOf(a.getSS());
        if (a.getNS() != null) return a.getNS().stream().map(Streams::number).toList();
        if (a.getBS() != null) return a.getBS().stream().map(Streams::bytes).toList();
        return null;
    }

    private static BigDecimal number(String digits) {
        var number = new BigDecimal(digits);
        if (Math.abs((long) number.scale()) > LARGEST_EXPONENT) throw new NumberFormatException("no table's number");
        return number;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
