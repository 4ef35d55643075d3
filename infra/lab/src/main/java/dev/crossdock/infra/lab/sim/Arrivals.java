package dev.crossdock.infra.lab.sim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.Queue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * S3's events: late, now and then by a minute and more, now and then twice, in any order; by one of both ways, with the key raw
 * (EventBridge, whose time has whole seconds) or encoded as form data (S3's own); sequencers of different lengths.
 */
final class Arrivals {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_DIGITS = 14;

    private final World world;
    private final boolean bridge;
    private long sequencer = 0xFFC0;

    Arrivals(World world) {
        this.world = world;
        this.bridge = world.chance.happens("envelope", 0.5);
    }

    void written(ObjectStore.Stored stored) {
        if (stored.key().startsWith(".")) return;
        sequencer += 1 + world.chance.below("sequencer", 20);
        int digits = Long.toHexString(sequencer).length();
        // Now and then just below where it gets one digit more.
        if (digits < MOST_DIGITS && world.chance.happens("sequencer", 0.1)) {
            sequencer = Math.max(sequencer, (1L << 4 * digits) - 1 - world.chance.below("sequencer", 3));
        }
        var body = body(stored, Long.toHexString(sequencer).toUpperCase(Locale.ROOT), world.now());
        int copies = world.copies("event twice", "s3", 0.1);
        for (int copy = 0; copy < copies; copy++) {
            int seconds = world.weather.copies() > 1 ? 600 : world.odd("event late", "s3", 0.1) ? 90 : 3;
            var wait = Duration.ofMillis(200 + world.chance.below("s3", seconds * 1000));
            world.in(
                    wait,
                    "event of " + stored.key(),
                    () -> world.queues.put("drops", Queue.Message.of(body), Map.of()));
        }
    }

    private String body(ObjectStore.Stored stored, String sequence, Instant at) {
        if (bridge) {
            return json(Map.of(
                    "detail-type",
                    "Object Created",
                    "time",
                    at.truncatedTo(ChronoUnit.SECONDS).toString(),
                    "detail",
                    Map.of(
                            "bucket",
                            Map.of("name", "crossdock"),
                            "object",
                            object(stored, stored.key(), sequence, "etag"))));
        }
        var key = URLEncoder.encode(stored.key(), StandardCharsets.UTF_8);
        return json(Map.of(
                "Records",
                List.of(Map.of(
                        "eventName",
                        "ObjectCreated:Put",
                        "eventTime",
                        at.toString(),
                        "s3",
                        Map.of(
                                "bucket",
                                Map.of("name", "crossdock"),
                                "object",
                                object(stored, key, sequence, "eTag"))))));
    }

    private static Map<String, Object> object(ObjectStore.Stored stored, String key, String sequence, String etag) {
        return Map.of("key", key, "size", stored.sizeBytes(), etag, stored.etag(), "sequencer", sequence);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
