package dev.crossdock.web;

import java.time.Duration;
import java.time.Instant;

/** How often something happens, from the last few seconds: this window and the one before. Not thread-safe. */
final class Tally {
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration LEAST = Duration.ofSeconds(1);

    private Instant from = Instant.MIN;
    private int now;
    private int before;

    void count(Instant time) {
        turn(time);
        now++;
    }

    /** @return times a second */
    double perSecond(Instant time) {
        turn(time);
        var counted = Duration.between(from, time).plus(before > 0 ? WINDOW : Duration.ZERO);
        return 1000.0 * (before + now) / Math.max(counted.toMillis(), LEAST.toMillis());
    }

    /** In the same few seconds. */
    int recent(Instant time) {
        turn(time);
        return before + now;
    }

    private void turn(Instant time) {
        boolean running = !from.equals(Instant.MIN) && time.isBefore(from.plus(WINDOW.multipliedBy(2)));
        if (running && time.isBefore(from.plus(WINDOW))) return;
        before = running ? now : 0;
        from = running ? from.plus(WINDOW) : time;
        now = 0;
    }
}
