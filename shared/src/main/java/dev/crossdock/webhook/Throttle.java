package dev.crossdock.webhook;

import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a listener's {@code limits.rate} over all its processes together (the generic cell rate algorithm, ITU-T I.371, with a
 * second's worth of patience): the ledger holds one time per listener, and a process takes a fifth of a second's deliveries at once.
 * Thread-safe.
 */
final class Throttle {
    private static final Duration BURST = Duration.ofSeconds(1);
    /** What was taken and not used by then is lost. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(1);

    private static final int RACES = 20;
    private static final String TIME = "NEXT";

    private final Ledger ledger;
    private final Clock clock;
    private final Map<String, Deque<Instant>> mine = new ConcurrentHashMap<>();

    Throttle(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @return how long to wait; empty when the delivery may come in */
    Optional<Duration> take(String listener, double perSecond) {
        var rights = mine.computeIfAbsent(listener, name -> new ArrayDeque<>());
        synchronized (rights) {
            var now = clock.instant();
            while (!rights.isEmpty()) {
                if (rights.poll().isAfter(now)) return Optional.empty();
            }
            return lease(listener, perSecond, now, rights);
        }
    }

    private Optional<Duration> lease(String listener, double perSecond, Instant now, Deque<Instant> rights) {
        int count = (int) Math.max(1, perSecond / 5);
        var apart = Duration.ofNanos((long) (1e9 / perSecond));
        var burst = apart.compareTo(BURST) > 0 ? apart : BURST;
        for (int i = 0; i < RACES; i++) {
            var entry = ledger.read("THROTTLE#" + listener, TIME);
            var free = entry.map(e -> Instant.parse(Json.read(e.body(), String.class)))
                    .orElse(now);
            var from = free.isAfter(now) ? free : now;
            var then = from.plus(apart.multipliedBy(count));
            var early = Duration.between(now.plus(burst), then);
            if (early.compareTo(Duration.ZERO) > 0) return Optional.of(early);
            var written = ledger.write(
                    "THROTTLE#" + listener,
                    TIME,
                    entry.map(Ledger.Entry::version).orElse(Ledger.ABSENT),
                    Json.write(then.toString()),
                    then.plus(Duration.ofDays(1)));
            if (written.isEmpty()) continue;
            for (int n = 1; n < count; n++) rights.add(now.plus(GOOD_FOR));
            return Optional.empty();
        }
        return Optional.of(apart);
    }
}
