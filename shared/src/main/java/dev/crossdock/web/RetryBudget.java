package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many calls this process may repeat at once, so that trouble at the other side is not multiplied: a tenth of the calls of the last
 * minute to a connection, and ten in any case. Who gets none waits outside of the visit, or among those that are to wait longer. (AWS
 * Builders' Library, "Timeouts, retries and backoff with jitter": a local token bucket.) Thread-safe.
 */
final class RetryBudget {
    private static final int PARTS = 6;
    private static final int PART_SECONDS = 10;
    private static final int FLOOR = 10;
    private static final int ONE_IN = 10;

    private final Clock clock;
    private final Map<String, Minute> minutes = new ConcurrentHashMap<>();

    /** Calls and repeats of the last minute, in parts. */
    private static final class Minute {
        private final long[] part = new long[PARTS];
        private final int[] calls = new int[PARTS];
        private final int[] repeats = new int[PARTS];

        private int at(Instant now) {
            long is = Math.floorDiv(now.getEpochSecond(), (long) PART_SECONDS);
            int at = Math.floorMod(is, PARTS);
            if (part[at] != is) {
                part[at] = is;
                calls[at] = 0;
                repeats[at] = 0;
            }
            return at;
        }

        private int sum(int[] of, Instant now) {
            long is = Math.floorDiv(now.getEpochSecond(), (long) PART_SECONDS);
            int sum = 0;
            for (int i = 0; i < PARTS; i++) if (part[i] > is - PARTS && part[i] <= is) sum += of[i];
            return sum;
        }
    }

    RetryBudget(Clock clock) {
        this.clock = clock;
    }

    void called(Connection connection) {
        var minute = minute(connection);
        synchronized (minute) {
            minute.calls[minute.at(clock.instant())]++;
        }
    }

    /** @return whether a call may be repeated at once; it counts as repeated then */
    boolean take(Connection connection) {
        var minute = minute(connection);
        synchronized (minute) {
            var now = clock.instant();
            int at = minute.at(now);
            int most = Math.max(FLOOR, minute.sum(minute.calls, now) / ONE_IN);
            if (minute.sum(minute.repeats, now) >= most) return false;
            minute.repeats[at]++;
            return true;
        }
    }

    private Minute minute(Connection connection) {
        return minutes.computeIfAbsent(connection.name(), name -> new Minute());
    }
}
