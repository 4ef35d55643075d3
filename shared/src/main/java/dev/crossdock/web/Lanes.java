package dev.crossdock.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Who may call a connection when, as the ledger keeps it. The times at which calls may be made are a fixed grid, and dealt out to
 * lanes in turn; a worker takes some times of one lane. So one worker's times lie apart by what a call usually takes, and
 * it can use them all, while all workers together use the whole grid. With one lane this is the generic cell rate algorithm
 * (ITU-T I.371) with nothing saved up. Immutable.
 *
 * @param factor by which the rate is lessened because the other side had too much of it; 1 = not at all
 * @param cut when it was lessened last
 * @param measured calls a second, all workers together, when the other side first had too much of them; 0 where {@code limits.rate} says
 *     what may be
 * @param free of each lane: from which time on nothing is taken, in µs since 1970
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Lanes(double factor, Instant cut, double measured, List<Long> free) {
    /** What a call may take without missing its lane's next time. */
    private static final Duration CALL = Duration.ofMillis(320);

    private static final int MOST_LANES = 128;
    private static final double LESS = 0.7;
    private static final double MORE_PER_MINUTE = 0.05;
    private static final int MINUTES_TO_ALL = 20;
    /** Below this nothing would be learnt of whether it is enough. */
    private static final double LEAST = 0.1;
    /** Of a rate that nobody has chosen, and which may have been far too high. */
    private static final double LEAST_MEASURED = 0.01;
    /** Calls a second. */
    private static final double SLOWEST = 0.1;
    /** Many calls are told at once that they were too many. */
    private static final Duration ONCE_IN = Duration.ofSeconds(1);

    Lanes {
        free = List.copyOf(free);
    }

    /** @param rate calls per second */
    static Lanes of(double rate) {
        return new Lanes(1, Instant.EPOCH, 0, Collections.nCopies(lanes(rate), 0L));
    }

    /** Where no rate is configured, the one that was too much stands for it. @param before null = none */
    static Lanes measured(double rate, Lanes before) {
        var lanes = before == null ? of(rate) : before.fitting(rate);
        return new Lanes(1, Instant.EPOCH, rate, lanes.free);
    }

    /** Whether the rate that was measured is still a limit; once it has grown back it is none. */
    boolean limits(Instant now) {
        return measured > 0 && factor(now) < 1;
    }

    private static int lanes(double rate) {
        return (int) Math.max(1, Math.min(MOST_LANES, Math.round(rate * CALL.toMillis() / 1000)));
    }

    /** For a rate that the definition has changed: what is taken stays taken. */
    Lanes fitting(double rate) {
        int count = lanes(rate);
        return count == free.size()
                ? this
                : new Lanes(factor, cut, measured, Collections.nCopies(count, Collections.max(free)));
    }

    /** Grows by whole minutes, so that the grid stays as it is in between. */
    double factor(Instant now) {
        long minutes = Math.max(0, ChronoUnit.MINUTES.between(cut, now));
        return minutes >= MINUTES_TO_ALL ? 1 : Math.min(1, factor + MORE_PER_MINUTE * minutes);
    }

    /** Between two calls, in µs. */
    long apart(double rate, Instant now) {
        return Math.max(1, Math.round(1e6 / (rate * factor(now))));
    }

    /** Additive increase, multiplicative decrease. @return itself when it was lessened just now */
    Lanes slower(Instant now) {
        if (Duration.between(cut, now).compareTo(ONCE_IN) < 0) return this;
        double least = measured > 0 ? Math.max(LEAST_MEASURED, SLOWEST / measured) : LEAST;
        return new Lanes(Math.max(least, factor(now) * LESS), now, measured, free);
    }

    /** Times of one lane. @param first in µs @param apart in µs */
    record Taken(int lane, long first, long apart, int count) {
        Instant at(int number) {
            return Instant.EPOCH.plus(first + number * apart, ChronoUnit.MICROS);
        }

        private long end() {
            return first + (count - 1) * apart + 1;
        }
    }

    /** The lane that has the earliest time. */
    Taken earliest(double rate, int count, Instant now) {
        Taken best = null;
        for (int lane = 0; lane < free.size(); lane++) {
            var taken = in(lane, rate, count, now);
            if (best == null || taken.first() < best.first()) best = taken;
        }
        return best;
    }

    Taken in(int lane, double rate, int count, Instant now) {
        long apart = apart(rate, now);
        long from = Math.max(free.get(lane), ChronoUnit.MICROS.between(Instant.EPOCH, now));
        long lanes = free.size();
        if (lanes == 1) return new Taken(0, from, apart, count);
        long slot = -Math.floorDiv(-from, apart);
        return new Taken(lane, (slot + Math.floorMod(lane - slot, lanes)) * apart, apart * lanes, count);
    }

    /** From when on nothing of a lane is taken. */
    Instant until(int lane) {
        return Instant.EPOCH.plus(free.get(lane), ChronoUnit.MICROS);
    }

    Lanes without(Taken taken, double rate, Instant now) {
        var left = new ArrayList<>(free);
        // Of a single lane, which has no grid, the whole distance to the next call is taken.
        left.set(taken.lane(), free.size() == 1 ? taken.end() - 1 + apart(rate, now) : taken.end());
        return new Lanes(factor, cut, measured, left);
    }

    /** When nothing of this matters any more. */
    Instant over(Instant now) {
        var end = Instant.EPOCH.plus(Collections.max(free), ChronoUnit.MICROS);
        return (end.isAfter(now) ? end : now).plus(Duration.ofDays(1));
    }
}
