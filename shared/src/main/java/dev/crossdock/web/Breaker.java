package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.flow.WorldException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection from being called while the other side is away, or for as long as it has asked for ({@code Retry-After}). What
 * this process has seen itself comes first and costs nothing; what others have seen is read from the ledger at most once in {@link
 * #BELIEVED}. When nothing has been answered well for {@link #opensAfter} calls in a row, it opens for all processes: then
 * one call is made every {@link #APART}, by whoever gets the right to it by a conditional write, and a good answer closes it. Whoever
 * is not let through puts its work off; nobody is charged an attempt. (M. Nygard, "Release It!", "Circuit Breaker".) Thread-safe.
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    /** Between two calls that look whether the other side is back, of all processes together. */
    static final Duration APART = Duration.ofSeconds(30);
    /** What the ledger said is believed for so long; after a failure for {@link #DOUBTED}. */
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    private static final Duration DOUBTED = Duration.ofSeconds(1);
    private static final int LEAST_IN_A_ROW = 10;
    /** A wait that a visit sits out is not worth telling the others. */
    private static final Duration SHORT = Duration.ofSeconds(10);
    /** A pause that one effect takes holds the others of this process for no longer. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final int RACES = 5;

    private final Breakers ledger;
    private final Clock clock;
    private final Map<String, Known> all = new ConcurrentHashMap<>();

    /** What this process knows of one connection. */
    private static final class Known {
        private Instant until = Instant.MIN;
        /** The other side's own word, which no answer to an earlier call takes back. */
        private Instant asked = Instant.MIN;

        private Instant read = Instant.MIN;
        private Breakers.Found found = new Breakers.Found(0, null);
        private Instant since;
        private int failures;
        /** Answers 503 one after the other. */
        private int unavailable;
    }

    Breaker(Breakers ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** As many as may be under way at once fail at once when the other side restarts: that alone is no outage. */
    private static int opensAfter(Connection connection) {
        return Math.max(LEAST_IN_A_ROW, connection.limits().concurrency());
    }

    /** Why a connection is not called. @param away since when it gives no good answer; empty when it has only asked for time */
    record Held(Instant until, Optional<Instant> away) {
        /** What whoever may not call throws: patient, and so at nobody's cost, for as long as {@code retry.for} says. */
        WorldException waiting(Connection connection, Pace pace) {
            var now = pace.clock().instant();
            var retry = Retry.of(connection);
            var wait = Duration.between(now, until);
            var why = connection.name() + " is waited for"
                    + away.map(since -> ": it gives no good answer since " + since)
                            .orElse("");
            var since = away.orElse(now);
            if (away.isPresent()) {
                // Not all at once when it opens again, and seldom when it has long been away.
                var seldom = retry.wait(Duration.between(since, now), pace.random());
                if (seldom.compareTo(wait) > 0) wait = seldom;
            }
            boolean patient = now.isBefore(since.plus(retry.within()));
            return patient ? WorldException.waiting(why, wait) : new WorldException(why, wait, null);
        }
    }

    /** As this process knows it, without asking. @return empty when it may be called, as far as is known */
    Optional<Held> held(Connection connection) {
        var known = known(connection);
        synchronized (known) {
            return heldNow(known);
        }
    }

    private Optional<Held> heldNow(Known known) {
        var until = known.until.isAfter(known.asked) ? known.until : known.asked;
        if (!until.isAfter(clock.instant())) return Optional.empty();
        return Optional.of(new Held(
                until, known.found.failing() ? Optional.of(known.found.shut().since()) : Optional.empty()));
    }

    /**
     * Asks for leave to make one call; whoever gets it makes the call.
     *
     * @return empty: it has leave
     * @throws WorldException when the ledger is out of reach
     */
    Optional<Held> ask(Connection connection) {
        var known = known(connection);
        synchronized (known) {
            for (int i = 0; i < RACES; i++) {
                var held = heldNow(known);
                if (held.isPresent()) return held;
                var now = clock.instant();
                boolean believed = Duration.between(known.read, now).compareTo(BELIEVED) < 0;
                if (believed && !known.found.failing()) return Optional.empty();
                known.found = ledger.read(connection.name());
                known.read = now;
                if (!known.found.open(now)) return Optional.empty();
                var shut = known.found.shut();
                if (shut.until().isAfter(now)) {
                    known.until = shut.until();
                    continue;
                }
                var probed = shut.probed(now.plus(APART));
                if (!ledger.write(known.found, probed)) continue;
                LOG.debug("breaker.probe connection={}", connection.name());
                known.found = new Breakers.Found(known.found.version() + 1, probed);
                known.until = probed.until();
                return Optional.empty();
            }
            known.until = clock.instant().plus(DOUBTED);
            return heldNow(known);
        }
    }

    /** An answer came, whatever it says of the call. */
    void heard(Connection connection, Http.Answer answer) {
        int status = answer.status();
        // A word on the time counts with answers that mean it (RFC 9110, 10.2.3; RFC 6585, 4).
        boolean timed = status == 429 || status == 503 || status / 100 == 3;
        var asked = timed
                ? answer.header("Retry-After").flatMap(text -> Retry.retryAfter(text, clock.instant()))
                : Optional.<Duration>empty();
        if (status >= 500 && status != 501 && status != 505) failed(connection, "it answered " + status);
        // Too many calls are answered by somebody who is there.
        else answered(connection, status != 429);
        var known = known(connection);
        synchronized (known) {
            known.unavailable = status == 503 ? known.unavailable + 1 : 0;
        }
        asked.filter(wait -> !wait.isZero()).ifPresent(wait -> hold(connection, wait));
    }

    /**
     * Whether an answer, which was heard, says that there are too many calls: 429; and 503 where it names a time, or is not the first
     * one in a row, as an overloaded server gives it. Behind an open breaker 503 only says that it is still away.
     */
    boolean tooMany(Connection connection, Http.Answer answer) {
        if (answer.status() == 429) return true;
        if (answer.status() != 503) return false;
        var known = known(connection);
        synchronized (known) {
            if (known.found.failing()) return false;
            return known.unavailable > 1 || answer.header("Retry-After").isPresent();
        }
    }

    /** No answer came. @param why for people; no secrets */
    void failed(Connection connection, String why) {
        var known = known(connection);
        synchronized (known) {
            var now = clock.instant();
            if (known.since == null) known.since = now;
            known.failures++;
            // Others may have found out more.
            if (Duration.between(known.read, now).compareTo(DOUBTED) > 0) known.read = Instant.MIN;
            if (known.found.failing() || known.failures < opensAfter(connection)) return;
            try {
                open(connection, known, why);
            } catch (WorldException e) {
                LOG.debug("breaker.unopened connection={} message=\"{}\"", connection.name(), e.getMessage());
            }
        }
    }

    private void open(Connection connection, Known known, String why) {
        for (int i = 0; i < RACES; i++) {
            var now = clock.instant();
            var found = ledger.read(connection.name());
            known.read = now;
            known.found = found;
            if (found.failing()) {
                known.until = found.shut().until();
                return;
            }
            var shut = Shut.failing(connection.name(), known.since, now, now.plus(APART), why);
            if (found.open(now)) shut = shut.untilAtLeast(found.shut().until());
            if (!ledger.write(found, shut)) continue;
            known.found = new Breakers.Found(found.version() + 1, shut);
            known.until = shut.until();
            LOG.warn("breaker.opened connection={} since={} why=\"{}\"", connection.name(), known.since, why);
            return;
        }
    }

    /** Somebody is there. @param well and has taken the call */
    void answered(Connection connection, boolean well) {
        var known = known(connection);
        synchronized (known) {
            if (well) {
                known.since = null;
                known.failures = 0;
            }
            if (!known.found.failing()) {
                if (well) known.until = Instant.MIN;
                return;
            }
            try {
                var shut = known.found.shut();
                boolean written = shut.told()
                        ? ledger.forget(known.found, connection.name())
                        : ledger.write(known.found, shut.answered());
                // Where another moved it on, it is asked for again before the next call.
                if (written) LOG.info("breaker.closed connection={}", connection.name());
                known.found = new Breakers.Found(0, null);
                known.read = written ? clock.instant() : Instant.MIN;
                known.until = Instant.MIN;
            } catch (WorldException e) {
                LOG.debug("breaker.unclosed connection={} message=\"{}\"", connection.name(), e.getMessage());
            }
        }
    }

    /** The other side has asked for time: all who call it wait. */
    void hold(Connection connection, Duration wait) {
        var known = known(connection);
        synchronized (known) {
            var until = clock.instant().plus(wait);
            if (until.isAfter(known.asked)) known.asked = until;
            if (wait.compareTo(SHORT) <= 0) return;
            try {
                for (int i = 0; i < RACES; i++) {
                    var now = clock.instant();
                    var found = ledger.read(connection.name());
                    var shut = found.open(now)
                            ? found.shut().untilAtLeast(until)
                            : Shut.asked(connection.name(), now, until);
                    boolean said = found.open(now) && shut.equals(found.shut());
                    if (!said && !ledger.write(found, shut)) continue;
                    known.found = new Breakers.Found(said ? found.version() : found.version() + 1, shut);
                    known.read = now;
                    return;
                }
            } catch (WorldException e) {
                LOG.debug("breaker.unheld connection={} message=\"{}\"", connection.name(), e.getMessage());
            }
        }
    }

    /** One effect is put off because its call failed: the next ones need not find out each for itself, one timeout after the other. */
    void pause(Connection connection, Instant next) {
        var known = known(connection);
        synchronized (known) {
            var latest = clock.instant().plus(LONGEST_PAUSE);
            var until = next.isBefore(latest) ? next : latest;
            if (until.isAfter(known.until)) known.until = until;
        }
    }

    private Known known(Connection connection) {
        return all.computeIfAbsent(connection.name(), name -> new Known());
    }
}
