package dev.crossdock.infra.local;

import dev.crossdock.bucket.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Changes that a function could not take, put aside in the bucket with all they hold, as Lambda's failure destination does. */
final class DeadLetters {
    private final ObjectStore objects;
    private final Clock clock;

    DeadLetters(ObjectStore objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    /** Durable when it returns; the same change again replaces itself. */
    void put(String function, String arn, String shard, Record record, int tries) {
        var letter = Lambda.JSON.createObjectNode();
        letter.put("timestamp", clock.instant().toString());
        letter.putObject("requestContext")
                .put("functionArn", function)
                .put("condition", "RetryAttemptsExhausted")
                .put("approximateInvokeCount", tries);
        StreamJson.put(letter.putObject("payload").putArray("Records").addObject(), record, arn);
        objects.write(
                ".runs/dead-letters/%s/%s/%s.json"
                        .formatted(function, shard, record.dynamodb().sequenceNumber()),
                letter.toString().getBytes(StandardCharsets.UTF_8),
                "application/json");
    }
}
