package dev.crossdock.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Refused;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3DropTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "incoming/p.csv",
                "incoming/red flower+1%2B%252e.csv",
                "incoming/Grün/æøå.csv",
                "incoming/a%zz&=.csv"
            })
    void aKeyIsDecodedExactlyOnceAndOnlyInS3sOwnEnvelope(String key) throws Exception {
        assertThat(S3Drop.parse(eventBridge(key)))
                .singleElement()
                .satisfies(drop -> assertThat(drop)
                        .isEqualTo(new S3Drop(
                                "crossdock",
                                key,
                                12,
                                "abc",
                                new BigInteger("0055aed6dcd90281e5", 16),
                                Instant.parse("2026-11-12T00:00:00Z"))));
        assertThat(S3Drop.parse(notification(key)))
                .singleElement()
                .satisfies(drop -> assertThat(drop)
                        .isEqualTo(new S3Drop(
                                "crossdock",
                                key,
                                12,
                                "abc",
                                new BigInteger("0055aed6dcd90281e5", 16),
                                Instant.parse("2026-11-12T00:00:00Z"))));
    }

    @Test
    void anyKeyMakesTheRoundTrip() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            var key = random.ints(1 + random.nextInt(60), 1, 0x2fff)
                    .filter(c -> !Character.isSurrogate((char) c))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(S3Drop.parse(eventBridge(key)).get(0).key()).isEqualTo(key);
            assertThat(S3Drop.parse(notification(key)).get(0).key()).isEqualTo(key);
        }
    }

    @Test
    void sequencersOfDifferentLengthCompareAsNumbers() {
        assertThat(new BigInteger("0A", 16)).isEqualByComparingTo(new BigInteger("a", 16));
        assertThat(S3Drop.parse(eventBridge("k")).get(0).sequencer())
                .isEqualTo(S3Drop.parse(eventBridge("k").replace("0055AED6", "55AED6"))
                        .get(0)
                        .sequencer());
    }

    @Test
    void whatIsNoArrivalIsIgnored() {
        assertThat(S3Drop.parse("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"crossdock\"}"))
                .isEmpty();
        assertThat(S3Drop.parse(eventBridge("k").replace("Object Created", "Object Deleted")))
                .isEmpty();
        assertThat(S3Drop.parse("{\"Records\":[{\"eventName\":\"ObjectRemoved:Delete\"}]}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[1]",
                "null",
                "hello",
                "{\"detail-type\":\"Object Created\"}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\"}]}"
            })
    void anythingElseIsRefused(String body) {
        assertThatThrownBy(() -> S3Drop.parse(body))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("event.not-a-drop");
    }

    private static String eventBridge(String key) {
        return json(Map.of(
                "version", "0",
                "id", "17793124-05d4-b198-2fde-7ededc63b103",
                "detail-type", "Object Created",
                "source", "aws.s3",
                "time", "2026-11-12T00:00:00Z",
                "detail",
                        Map.of(
                                "version",
                                "0",
                                "bucket",
                                Map.of("name", "crossdock"),
                                "object",
                                Map.of("key", key, "size", 12, "etag", "abc", "sequencer", "0055AED6DCD90281E5"),
                                "reason",
                                "PutObject")));
    }

    @Test
    void aTimeWithoutAZoneIsUtc() {
        var time = "2026-11-12T00:00:00.000";
        var drop =
                S3Drop.parse(notification("a/b.csv").replace(time + "Z", time)).get(0);
        assertThat(drop.time()).isEqualTo(Instant.parse(time + "Z"));
    }

    private static String notification(String key) {
        return json(Map.of(
                "Records",
                List.of(Map.of(
                        "eventVersion", "2.1",
                        "eventName", "ObjectCreated:Put",
                        "eventTime", "2026-11-12T00:00:00.000Z",
                        "s3",
                                Map.of(
                                        "bucket", Map.of("name", "crossdock"),
                                        "object",
                                                Map.of(
                                                        "key",
                                                        URLEncoder.encode(key, StandardCharsets.UTF_8),
                                                        "size",
                                                        12,
                                                        "eTag",
                                                        "abc",
                                                        "sequencer",
                                                        "0055AED6DCD90281E5"))))));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
