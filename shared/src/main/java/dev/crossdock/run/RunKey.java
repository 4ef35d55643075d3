package dev.crossdock.run;

import dev.crossdock.flow.Sha256;
import java.math.BigInteger;

/** Derived names: the same cause gives the same run, however often its event is delivered. */
public final class RunKey {
    private RunKey() {}

    /** @param sequencer of the drop: the same content dropped again is another drop */
    public static String ofDrop(String job, String path, String etag, BigInteger sequencer) {
        return String.join("\n", "drop", job, path, etag, sequencer.toString(16));
    }

    public static String ofRequest(String job, String idempotencyKey) {
        return String.join("\n", "request", job, idempotencyKey);
    }

    public static String ofSchedule(String job, String scheduledTime) {
        return String.join("\n", "schedule", job, scheduledTime);
    }

    /** @param root the first run that was about this ({@link #root}) */
    public static String ofRetry(String root, long attempt) {
        return String.join("\n", "retry", root, Long.toString(attempt));
    }

    /** The first run of those that are retries of one another. @param id of the run with this key */
    static String root(String key, String id) {
        var parts = key.split("\n", 3);
        return parts.length == 3 && parts[0].equals("retry") ? parts[1] : id;
    }

    /** A dry run is another run than the one it rehearses. */
    static String ofDryRun(String cause) {
        return "dry\n" + cause;
    }

    public static String ofThen(String run, String job) {
        return String.join("\n", "then", run, job);
    }

    /** The run's id: {@code r-} and 16 hexadecimal digits of the key's SHA-256. */
    public static String id(String key) {
        return "r-" + Sha256.hex(key).substring(0, 16);
    }
}
