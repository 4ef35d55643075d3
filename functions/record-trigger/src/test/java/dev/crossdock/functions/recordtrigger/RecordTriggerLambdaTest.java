package dev.crossdock.functions.recordtrigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.event.PlayedLambda;
import dev.crossdock.event.Queue;
import dev.crossdock.graph.ChangeMessage;
import dev.crossdock.graph.RecordItem;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.WrittenBy;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As Lambda calls the function with a stream's batch, over a queue in memory. */
@QuarkusTest
class RecordTriggerLambdaTest {
    private static final String CALLS = "call-webservice.fifo";
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Inject
    Queue queue;

    @Test
    void aBatchOfChangesBecomesCallsUpToTheFirstFailureAndTheRestComesAgain() throws Exception {
        var unreadable = created("B", 200);
        images(unreadable).remove("NewImage");
        images(unreadable)
                .put(
                        "NewImage",
                        Map.of("pk", Map.of("S", "products#1"), "sk", Map.of("S", "B"), "rev", Map.of("N", "1")));
        var batch = List.of(created("A", 100), elsewhere(150), unreadable, created("C", 300));

        assertThat(PlayedLambda.failures(Map.of("Records", batch))).containsExactly("200");
        assertThat(called()).containsExactly("A");

        var repaired = List.of(created("B", 200), created("C", 300));
        assertThat(PlayedLambda.failures(Map.of("Records", repaired))).isEmpty();
        assertThat(called()).containsExactlyInAnyOrder("B", "C");
    }

    /** Ids of the records that calls are asked for. */
    private List<String> called() {
        var ids = new ArrayList<String>();
        for (var next = receive(); !next.isEmpty(); next = receive()) {
            for (var message : next) {
                var change = ChangeMessage.parse(message.body());
                assertThat(change.trigger()).isEqualTo("reindex");
                assertThat(change.change().after())
                        .isEqualTo(Map.of("sku", change.change().id()));
                ids.add(change.change().id());
                queue.done(CALLS, message);
            }
        }
        return ids;
    }

    private List<Queue.Received> receive() {
        return queue.receive(CALLS, 10, Duration.ofMinutes(10));
    }

    private static Map<String, Object> created(String id, int sequence) {
        return created("products", id, sequence);
    }

    private static Map<String, Object> elsewhere(int sequence) {
        return created("orders", "7", sequence);
    }

    /** As Lambda has it: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
    private static Map<String, Object> created(String collection, String id, int sequence) {
        var record =
                new Stored(collection, id, "{\"sku\":\"" + id + "\"}", "h", 1, true, "[]", WrittenBy.API, NOW, NOW, 0);
        var image = new HashMap<String, Object>();
        RecordItem.of(record)
                .forEach((name, value) -> image.put(
                        name,
                        value instanceof Boolean
                                ? Map.of("BOOL", value)
                                : value instanceof Long ? Map.of("N", value.toString()) : Map.of("S", value)));
        var detail = new LinkedHashMap<String, Object>();
        detail.put("ApproximateCreationDateTime", 1428537600.25);
        detail.put("Keys", Map.of("pk", image.get("pk"), "sk", image.get("sk")));
        detail.put("NewImage", image);
        detail.put("SequenceNumber", Integer.toString(sequence));
        detail.put("SizeBytes", 26);
        detail.put("StreamViewType", "NEW_AND_OLD_IMAGES");
        var change = new LinkedHashMap<String, Object>();
        change.put("eventID", "event-" + sequence);
        change.put("eventName", "INSERT");
        change.put("eventVersion", "1.1");
        change.put("eventSource", "aws:dynamodb");
        change.put("awsRegion", "eu-north-1");
        change.put("dynamodb", detail);
        change.put("eventSourceARN", "arn:aws:dynamodb:eu-north-1:123456789012:table/records/stream/2026");
        return change;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> images(Map<String, Object> change) {
        return (Map<String, Object>) change.get("dynamodb");
    }
}
