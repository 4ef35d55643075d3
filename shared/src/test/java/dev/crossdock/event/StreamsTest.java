package dev.crossdock.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.Identity;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamsTest {
    private final List<String> seen = new ArrayList<>();

    @Test
    void theStreamGoesOnFromTheFirstFailure() {
        var answer = Streams.each(event(record("1"), record("2"), record("3"), record("4")), change -> {
            seen.add(change.sequence());
            if (change.sequence().equals("2") || change.sequence().equals("4"))
                throw new IllegalStateException("a bug");
        });
        assertThat(answer.getBatchItemFailures()).hasSize(1);
        assertThat(answer.getBatchItemFailures().get(0).getItemIdentifier()).isEqualTo("2");
        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    void aBatchWithoutFailuresIsAnsweredByAnEmptyList() {
        assertThat(Streams.each(event(record("1")), change -> {}).getBatchItemFailures())
                .isEmpty();
    }

    @Test
    void imagesComeAsPlainValues() {
        var record = record("1");
        record.getDynamodb()
                .setNewImage(Map.of(
                        "text", new AttributeValue("x"),
                        "number", new AttributeValue().withN("12345678901234567890.10"),
                        "truth", new AttributeValue().withBOOL(false),
                        "nothing", new AttributeValue().withNULL(true),
                        "map", new AttributeValue().withM(Map.of("in", new AttributeValue("y"))),
                        "list", new AttributeValue().withL(new AttributeValue("z")),
                        "bytes", new AttributeValue().withB(ByteBuffer.wrap(new byte[] {1, 2})),
                        "set", new AttributeValue().withSS("a", "b")));
        Streams.each(event(record), change -> {
            assertThat(change.after())
                    .containsEntry("text", "x")
                    .containsEntry("number", new BigDecimal("12345678901234567890.10"))
                    .containsEntry("truth", false)
                    .containsEntry("nothing", null)
                    .containsEntry("map", Map.of("in", "y"))
                    .containsEntry("list", List.of("z"))
                    .containsEntry("set", List.of("a", "b"));
            assertThat((byte[]) change.after().get("bytes")).containsExactly(1, 2);
            assertThat(change.before()).isEmpty();
            assertThat(change.at()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
            seen.add(change.id());
        });
        assertThat(seen).containsExactly("id-1");
    }

    @Test
    void aDeletionByTimeToLiveIsTold() {
        var record = record("1");
        var identity = new Identity();
        identity.setPrincipalId("dynamodb.amazonaws.com");
        record.setUserIdentity(identity);
        Streams.each(event(record), change -> seen.add("expired " + change.expired()));
        Streams.each(event(record("2")), change -> seen.add("expired " + change.expired()));
        assertThat(seen).containsExactly("expired true", "expired false");
    }

    private static DynamodbEvent event(DynamodbEvent.DynamodbStreamRecord... records) {
        var event = new DynamodbEvent();
        event.setRecords(List.of(records));
        return event;
    }

    private static DynamodbEvent.DynamodbStreamRecord record(String sequence) {
        var detail = new StreamRecord();
        detail.setSequenceNumber(sequence);
        detail.setApproximateCreationDateTime(new Date(1_700_000_000_000L));
        detail.setKeys(Map.of("id", new AttributeValue("k")));
        var record = new DynamodbEvent.DynamodbStreamRecord();
        record.setEventID("id-" + sequence);
        record.setDynamodb(detail);
        return record;
    }
}
