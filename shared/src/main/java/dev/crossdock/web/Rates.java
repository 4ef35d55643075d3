package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.flow.WorldException;
import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each connection's {@code limits.rate} over all workers together. The ledger holds one entry per connection ({@link Lanes});
 * a worker takes some times to call at once, at most as many as all may make in a quarter of a second, so the ledger sees four writes a
 * second and a connection however many calls there are. Who does not use its times takes fewer of them. A time that was
 * not used soon is dropped: calls are never caught up on, so no second sees more of them than the rate and those that are late
 * by less than {@link #GOOD_FOR}.
 *
 * <p>Where the other side says that it has too much, all call less often, and more often again by the minute (additive increase,
 * multiplicative decrease: Chiu and Jain, "Analysis of the increase and decrease algorithms for congestion avoidance", 1989). Without
 * {@code limits.rate} what is lessened is the rate at which they called when it was first too much; once it has grown back it is no
 * limit any more. Other workers know of it within {@link #BELIEVED}, or as soon as they are told so themselves. Thread-safe.
 */
final class Rates {
    private static final Logger LOG = LoggerFactory.getLogger(Rates.class);
    /** A time is good for so long, or for the distance of two calls if that is longer. */
    private static final Duration GOOD_FOR = Duration.ofMillis(50);

    private static final int FIRST_AT_ONCE = 8;
    private static final int MOST_AT_ONCE = 100;
    private static final double SECONDS_AT_ONCE = 0.25;
    /** Who has found nothing earlier than what it has does not look again for so long. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /** Who asks again only later asks now and then. */
    private static final Duration PAUSE = Duration.ofMillis(400);

    /** Whether a connection without a rate has one for now is looked at so often. */
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    /** What a service may refuse however slowly it is called: more of it, of a few seconds' calls, lessens a rate that nobody has chosen. */
    private static final double NOW_AND_THEN = 1 / 30.0;

    /** That more than this is refused by chance is at most e^-8, one in 3,000. */
    private static final double NO_CHANCE = 8;

    private static final int RACES = 50;
    private static final String TIMES = "LANES";

    private final Ledger ledger;
    private final Clock clock;
    private final ToDoubleFunction<Connection> fleet;
    private final Map<String, Mine> all = new ConcurrentHashMap<>();

    /** What this process has taken of one connection's times. */
    private static final class Mine {
        private final PriorityQueue<Instant> times = new PriorityQueue<>();
        private int atOnce = FIRST_AT_ONCE / 2;
        private int lane;
        private Instant until = Instant.MIN;
        /** Between two calls of all workers, when it last took some. */
        private Duration apart = Duration.ZERO;

        private int used;
        private int dropped;
        private Instant latest = Instant.MIN;
        private Instant lookAgain = Instant.MIN;

        private final Tally tally = new Tally();
        private final Tally refusals = new Tally();
        /** Of a connection without a rate, as the ledger had it when it was read; null = nothing. */
        private Lanes learnt;

        private Instant read = Instant.MIN;

        private void learns(Lanes found, Instant now) {
            learnt = found;
            read = now;
        }
    }

    /** @param fleet how many times as many calls as this process's all workers have under way, 1 or more */
    Rates(Ledger ledger, Clock clock, ToDoubleFunction<Connection> fleet) {
        this.ledger = ledger;
        this.clock = clock;
        this.fleet = fleet;
    }

    /**
     * Takes the right to one call.
     *
     * @return when it may be made, now where nothing limits it; not long after that time, or the right is lost and another one is to be taken
     * @throws WorldException when the ledger is out of reach
     */
    Instant take(Connection connection) {
        var mine = mine(connection);
        synchronized (mine) {
            mine.tally.count(clock.instant());
            var limit = limit(connection, mine);
            if (limit.isEmpty()) return clock.instant();
            double rate = limit.get();
            while (!mine.times.isEmpty() && !fresh(mine.times.peek(), rate)) {
                mine.times.poll();
                mine.dropped++;
            }
            var now = clock.instant();
            var first = mine.times.peek();
            boolean late = first != null
                    && first.isAfter(now.plus(longer(apart(rate), mine.apart)))
                    && !now.isBefore(mine.lookAgain);
            // Who uses all that it takes goes on before its lane is another's.
            boolean last = mine.times.size() == 1 && mine.atOnce > 1 && mine.dropped == 0;
            if (first == null || late || last) lease(connection.name(), rate, mine, last);
            mine.used++;
            mine.latest = mine.times.poll();
            return mine.latest;
        }
    }

    boolean fresh(Instant time, Connection connection) {
        var mine = mine(connection);
        synchronized (mine) {
            return limit(connection, mine).map(rate -> fresh(time, rate)).orElse(true);
        }
    }

    private Mine mine(Connection connection) {
        return all.computeIfAbsent(connection.name(), name -> new Mine());
    }

    /** The definition's rate; without one, the one that was too much, for as long as that matters. */
    private Optional<Double> limit(Connection connection, Mine mine) {
        var configured = connection.limits().ratePerSecond();
        if (configured.isPresent()) return configured;
        var now = clock.instant();
        if (mine.read.equals(Instant.MIN) || !now.isBefore(mine.read.plus(BELIEVED))) {
            var entry = ledger.read("RATE#" + connection.name(), TIMES);
            mine.learns(entry.map(Rates::kept).orElse(null), now);
        }
        return mine.learnt != null && mine.learnt.limits(now) ? Optional.of(mine.learnt.measured()) : Optional.empty();
    }

    private boolean fresh(Instant time, double rate) {
        return !time.plus(longer(apart(rate), GOOD_FOR)).isBefore(clock.instant());
    }

    private static Duration apart(double rate) {
        return Duration.ofNanos((long) (1e9 / rate));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** More where all was used, and is asked for without a pause; less where some was not used. */
    private int atOnce(double rate, Mine mine) {
        int most = (int) Math.max(1, Math.min(MOST_AT_ONCE, Math.round(rate * SECONDS_AT_ONCE)));
        boolean steady =
                mine.latest.equals(Instant.MIN) || !mine.latest.plus(PAUSE).isBefore(clock.instant());
        int wanted = mine.dropped > 0 ? Math.max(mine.used, mine.atOnce / 2) : steady ? 2 * mine.atOnce : mine.atOnce;
        return Math.max(1, Math.min(most, wanted));
    }

    /** @param on it goes on, so it need not be earlier than what it has */
    private void lease(String connection, double rate, Mine mine, boolean on) {
        int count = atOnce(rate, mine);
        for (int i = 0; i < RACES; i++) {
            var entry = ledger.read("RATE#" + connection, TIMES);
            var now = clock.instant();
            var lanes = lanes(entry.orElse(null), rate);
            boolean mineStill = on
                    && mine.lane < lanes.free().size()
                    && lanes.until(mine.lane).equals(mine.until);
            var taken = mineStill ? lanes.in(mine.lane, rate, count, now) : lanes.earliest(rate, count, now);
            var first = mine.times.peek();
            if (!on
                    && first != null
                    && (lanes.until(taken.lane()).isAfter(now) || !taken.at(0).isBefore(first))) {
                mine.lookAgain = now.plus(LOOK_AGAIN);
                return;
            }
            var left = lanes.without(taken, rate, now);
            if (!written(connection, entry.orElse(null), left)) continue;
            for (int n = 0; n < count; n++) mine.times.add(taken.at(n));
            mine.lane = taken.lane();
            mine.apart = Duration.of(left.apart(rate, now), ChronoUnit.MICROS);
            mine.until = left.until(mine.lane);
            mine.atOnce = count;
            mine.used = 0;
            mine.dropped = 0;
            return;
        }
        throw new WorldException("the rate of " + connection + " is asked for by too many at once", apart(rate), null);
    }

    private static Lanes lanes(Ledger.Entry entry, double rate) {
        return entry == null ? Lanes.of(rate) : kept(entry).fitting(rate);
    }

    private static Lanes kept(Ledger.Entry entry) {
        return Note.read(entry.body(), Lanes.class);
    }

    private boolean written(String connection, Ledger.Entry before, Lanes lanes) {
        return ledger.write(
                        "RATE#" + connection,
                        TIMES,
                        before == null ? Ledger.ABSENT : before.version(),
                        Note.json(lanes),
                        lanes.over(clock.instant()))
                .isPresent();
    }

    /** The other side said that it was too much: all workers call less often, and a little more often again with every minute. */
    void throttled(Connection connection) {
        var mine = mine(connection);
        synchronized (mine) {
            mine.refusals.count(clock.instant());
            if (connection.limits().ratePerSecond().isEmpty() && !often(mine, clock.instant())) return;
            try {
                var entry = ledger.read("RATE#" + connection.name(), TIMES).orElse(null);
                var now = clock.instant();
                var lanes = tooMany(connection, mine, entry, now);
                var slower = lanes.slower(now);
                boolean unknown = lanes.limits(now) && !lanes.cut().equals(cut(mine));
                mine.learns(lanes, now);
                // Where another was quicker it has said the same; and what was called without knowing of it says
                // nothing of it.
                if (slower == lanes || unknown) return;
                if (!written(connection.name(), entry, slower)) {
                    mine.read = Instant.MIN;
                    return;
                }
                mine.learns(slower, now);
                mine.times.clear();
                LOG.warn("rate.lowered connection={} factor={}", connection.name(), slower.factor());
            } catch (WorldException e) {
                LOG.debug("rate.kept connection={} message=\"{}\"", connection.name(), e.getMessage());
            }
        }
    }

    /**
     * Whether so many of the last few seconds' calls were refused that it cannot be chance: a service that refuses one in fifty, however
     * slowly it is called, would be called ever more slowly. By Chernoff's bound for so many of so many: three of three, four of eight,
     * seven of thirty, thirteen of a hundred.
     */
    private static boolean often(Mine mine, Instant now) {
        int refused = mine.refusals.recent(now);
        double calls = Math.max(refused, mine.tally.recent(now));
        double share = refused / calls;
        if (share <= NOW_AND_THEN) return false;
        double divergence = share * Math.log(share / NOW_AND_THEN);
        if (share < 1) divergence += (1 - share) * Math.log((1 - share) / (1 - NOW_AND_THEN));
        return calls * divergence >= NO_CHANCE;
    }

    /** What it was that was too many. */
    private Lanes tooMany(Connection connection, Mine mine, Ledger.Entry entry, Instant now) {
        var configured = connection.limits().ratePerSecond();
        if (configured.isPresent()) return lanes(entry, configured.get());
        var found = entry == null ? null : kept(entry);
        if (found != null && found.limits(now)) return found;
        // So few that a run behind a trickle is not held to it.
        double least = connection.limits().concurrency();
        return Lanes.measured(Math.max(least, mine.tally.perSecond(now) * fleet.applyAsDouble(connection)), found);
    }

    private static Instant cut(Mine mine) {
        return mine.learnt == null ? Instant.EPOCH : mine.learnt.cut();
    }
}
