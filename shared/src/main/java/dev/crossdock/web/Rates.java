package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.flow.WorldException;
import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps each connection's {@code limits.rate} over all workers together. The ledger holds one time per connection, from which on
 * nothing is given away (the theoretical arrival time of the generic cell rate algorithm, ITU-T I.371); a worker takes the times of
 * some calls at once, a fifth of a second's, so the ledger sees five writes a second and a connection however many calls there are.
 * A time that was not used soon is dropped: calls are never caught up on, so no second sees more of them than the rate. Thread-safe.
 */
final class Rates {
    /** A time is good for so long, or for the distance of two calls if that is longer. */
    private static final Duration GOOD_FOR = Duration.ofMillis(50);

    private static final int MOST_AT_ONCE = 100;
    private static final int RACES = 50;
    private static final String TIME = "NEXT";

    private final Ledger ledger;
    private final Clock clock;
    private final Map<String, Deque<Instant>> mine = new ConcurrentHashMap<>();

    Rates(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Takes the right to one call.
     *
     * @return when it may be made; not long after that time, or the right is lost and another one is to be taken
     * @throws WorldException when the ledger is out of reach
     */
    Instant take(Connection connection) {
        var rate = connection.limits().ratePerSecond();
        if (rate.isEmpty()) return clock.instant();
        var apart = Duration.ofNanos((long) (1e9 / rate.get()));
        var times = mine.computeIfAbsent(connection.name(), name -> new ArrayDeque<>());
        synchronized (times) {
            while (true) {
                var next = times.poll();
                if (next == null) lease(connection.name(), apart, times);
                else if (fresh(next, apart)) return next;
            }
        }
    }

    boolean fresh(Instant time, Connection connection) {
        return connection
                .limits()
                .ratePerSecond()
                .map(rate -> fresh(time, Duration.ofNanos((long) (1e9 / rate))))
                .orElse(true);
    }

    private boolean fresh(Instant time, Duration apart) {
        var good = apart.compareTo(GOOD_FOR) > 0 ? apart : GOOD_FOR;
        return !time.plus(good).isBefore(clock.instant());
    }

    private void lease(String connection, Duration apart, Deque<Instant> times) {
        int count =
                (int) Math.max(1, Math.min(MOST_AT_ONCE, Duration.ofMillis(200).dividedBy(apart)));
        for (int i = 0; i < RACES; i++) {
            var entry = ledger.read("RATE#" + connection, TIME);
            var now = clock.instant();
            var free = entry.map(e -> Instant.parse(e.body().replace("\"", ""))).orElse(now);
            var from = free.isAfter(now) ? free : now;
            var then = from.plus(apart.multipliedBy(count));
            var written = ledger.write(
                    "RATE#" + connection,
                    TIME,
                    entry.map(Ledger.Entry::version).orElse(Ledger.ABSENT),
                    "\"" + then + "\"",
                    then.plus(Duration.ofDays(1)));
            if (written.isEmpty()) continue;
            for (int n = 0; n < count; n++) times.add(from.plus(apart.multipliedBy(n)));
            return;
        }
        throw new WorldException("the rate of " + connection + " is asked for by too many at once", apart, null);
    }
}
