package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.WorldException;
import dev.crossdock.run.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each connection's {@code limits.concurrency} over all workers together. The ledger holds one entry per connection ({@link
 * Shares}); a process takes a share of the permits until a time, and begins a call only when it is sure to end before that: so a
 * process that dies, stalls or is frozen never leaves a call beside more than the limit allows, and its share is another's after that
 * time. A share outlasts many calls, so the ledger is not written for each. Who finds none left says so; the others look for that every
 * {@link #LOOK}, keep no more than a fair part, and where there are more processes than permits give theirs up after a while.
 * Thread-safe.
 */
final class Permits {
    private static final Logger LOG = LoggerFactory.getLogger(Permits.class);
    /** A share that is in use is prolonged so often. */
    private static final Duration KEPT = Duration.ofSeconds(20);
    /** Clocks that differ, and what is done between a permit and its call. */
    private static final Duration SPARE = Duration.ofSeconds(5);
    /** Whether others wait is looked at so often. */
    private static final Duration LOOK = Duration.ofSeconds(2);
    /** Where there are more processes than permits, one that has its share for so long gives it up. */
    private static final Duration TURN = Duration.ofSeconds(8);
    /** With more permits turns are longer, so that the ledger sees no more of them. */
    private static final int PERMITS_A_TURN = 8;
    /** How long a process that waits is believed to. */
    private static final Duration WAITS = Duration.ofSeconds(15);
    /** So many are noted as waiting; for the others' fair part more make no difference. */
    private static final int MOST_WAITING = 4;

    private static final Duration FIRST_LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration LAST_LOOK_AGAIN = Duration.ofSeconds(1);
    /** Longer than any process stalls between its look and its write. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final int RACES = 10;
    private static final String SHARES = "SHARES";

    private final Ledger ledger;
    private final Pace pace;
    private final Map<String, Mine> all = new ConcurrentHashMap<>();

    /** This process's share of one connection. */
    private static final class Mine {
        private String who = "";
        private int owned;
        private int used;
        /** What all other processes had when it looked. */
        private int others;
        /** It needed so many at once of its last share, and begins the next one with them. */
        private int needed;
        /** It may keep so many: fewer than it has when others wait. */
        private int most;

        private Instant since = Instant.MIN;
        private Instant until = Instant.MIN;
        private Instant looked = Instant.MIN;
        private Instant lookAgain = Instant.MIN;
        private int refused;
        /** More than half of all permits were taken when it looked: what it does not need it gives back at once. */
        private boolean crowded;

        private boolean free() {
            return used < Math.min(owned, most);
        }
    }

    Permits(Ledger ledger, Pace pace) {
        this.ledger = ledger;
        this.pace = pace;
    }

    /**
     * Takes the right to have one call under way; {@link #release} gives it back.
     *
     * @return empty: the call may be made now; otherwise when to ask again
     * @throws WorldException when the ledger is out of reach
     */
    Optional<Instant> take(Connection connection) {
        var mine = mine(connection);
        synchronized (mine) {
            boolean ready = mine.free() && lasts(connection, mine);
            if (!ready && now().isBefore(mine.lookAgain)) return Optional.of(mine.lookAgain);
            boolean seen = now().isBefore(after(mine.looked, LOOK));
            if (!ready || !seen) look(connection, mine);
            if (!mine.free() || !lasts(connection, mine)) {
                // Who has had its turn lets the others come first.
                var first = mine.most == 0 ? LAST_LOOK_AGAIN : Duration.ZERO;
                mine.lookAgain = now().plus(first).plus(lookAgain(++mine.refused));
                return Optional.of(mine.lookAgain);
            }
            mine.refused = 0;
            mine.used++;
            mine.needed = Math.max(mine.needed, mine.used);
            return Optional.empty();
        }
    }

    /**
     * As {@link #take}, and sleeps until there is a permit.
     *
     * @param longest no wait goes beyond this
     * @param late whether a wait leaves no time for the call
     * @return empty: the call may be made now; otherwise when to ask again, which is not waited for, or the thread was interrupted
     */
    Optional<Instant> await(Connection connection, Duration longest, Predicate<Duration> late) {
        var last = now().plus(longest);
        while (true) {
            var full = take(connection);
            if (full.isEmpty()) return full;
            var wait = Duration.between(now(), full.get());
            if (full.get().isAfter(last) || late.test(wait)) return full;
            pace.sleeper().sleep(wait);
            if (Thread.currentThread().isInterrupted()) return full;
        }
    }

    /** A call is over. */
    void release(Connection connection) {
        var mine = mine(connection);
        synchronized (mine) {
            mine.used--;
            if (mine.owned > mine.most) giveBack(connection, mine, Math.max(mine.most, mine.used));
        }
    }

    /** A visit is over: the process may be frozen or end, and keeps nothing that others may need. */
    void rest(Connection connection) {
        var mine = mine(connection);
        synchronized (mine) {
            boolean waits = mine.owned == 0 && !mine.who.isEmpty();
            if (mine.used == 0 && (waits || mine.owned > 0 && mine.crowded)) giveBack(connection, mine, 0);
        }
    }

    /** How many times as many permits as this process has are taken, as it has seen last; 1 or more. */
    double fleet(Connection connection) {
        var mine = mine(connection);
        synchronized (mine) {
            return mine.owned == 0 ? 1 : 1 + mine.others / (double) mine.owned;
        }
    }

    private Mine mine(Connection connection) {
        return all.computeIfAbsent(connection.name(), name -> new Mine());
    }

    private Instant now() {
        return pace.clock().instant();
    }

    private static Instant after(Instant time, Duration more) {
        return time.equals(Instant.MIN) ? time : time.plus(more);
    }

    /** Whether a call that begins now ends while the share is ours. */
    private boolean lasts(Connection connection, Mine mine) {
        return !mine.until.isBefore(now().plus(longest(connection)));
    }

    /** A call may need a token, be answered with 401, and be made again with another token; and what is written may be looked up before. */
    private static Duration longest(Connection connection) {
        int exchanges = connection.auth().isEmpty() ? 1 : connection.auth().containsKey("oauth2") ? 4 : 2;
        if (connection.delivery() == Delivery.CHECK_THEN_WRITE) exchanges *= 2;
        return connection.limits().timeout().multipliedBy(exchanges).plus(SPARE);
    }

    private Duration lookAgain(int refused) {
        long most = Math.min(LAST_LOOK_AGAIN.toMillis(), FIRST_LOOK_AGAIN.toMillis() << Math.min(refused - 1, 10));
        return Duration.ofMillis(most / 2 + pace.random().nextLong(most / 2 + 1));
    }

    /** Prolongs the share, makes it larger where more is needed, and smaller where others wait. */
    private void look(Connection connection, Mine mine) {
        int limit = connection.limits().concurrency();
        for (int i = 0; i < RACES; i++) {
            var entry = ledger.read(partition(connection), SHARES);
            var now = now();
            var shares = shares(entry).alive(now);
            var own = shares.of(mine.who);
            if (own.isEmpty()) {
                // Not the name of before: of a snapshot there may be many copies.
                mine.who = UUID.randomUUID().toString();
                mine.owned = 0;
            }
            var others = shares.without(mine.who);
            mine.looked = now;
            mine.most = most(mine, others, limit, now);
            int more = Math.max(mine.used + 1, mine.owned > 0 ? 2 * mine.owned : mine.needed);
            int wanted = mine.used < mine.owned ? mine.owned : more;
            int next = Math.min(Math.min(wanted, mine.most), limit - others.taken());
            // What is under way goes on.
            if (mine.owned > 0) next = Math.max(next, mine.used);
            mine.others = others.taken();
            mine.crowded = others.waiting() > 0 || 2 * (others.taken() + next) > limit;
            if (next <= 0 && own.isEmpty() && others.waiting() >= MOST_WAITING) {
                mine.who = "";
                return;
            }
            var share = new Shares.Share(
                    mine.who,
                    Math.max(0, next),
                    now.plus(next > 0 ? longest(connection).plus(KEPT) : WAITS));
            boolean same = own.isPresent()
                    && share.permits() == mine.owned
                    && (next > 0 ? lasts(connection, mine) : mine.until.isAfter(now.plus(WAITS.dividedBy(2))));
            if (same) return;
            if (!write(connection, entry, others.with(share), now)) continue;
            if (mine.owned == 0) {
                mine.since = now;
                mine.needed = mine.used;
            }
            mine.owned = share.permits();
            mine.until = share.until();
            return;
        }
        LOG.debug("permits.raced connection={}", connection.name());
    }

    /** How many it may have, as far as others wait. */
    private static int most(Mine mine, Shares others, int limit, Instant now) {
        if (others.waiting() == 0) return limit;
        int processes = others.all().size() + 1;
        var turn = TURN.multipliedBy(Math.max(1, limit / PERMITS_A_TURN));
        boolean over = processes > limit && mine.owned > 0 && !now.isBefore(mine.since.plus(turn));
        return over ? 0 : Math.max(1, limit / processes);
    }

    private void giveBack(Connection connection, Mine mine, int left) {
        try {
            for (int i = 0; i < RACES; i++) {
                var entry = ledger.read(partition(connection), SHARES);
                var now = now();
                var shares = shares(entry).alive(now);
                var others = shares.without(mine.who);
                var share = new Shares.Share(mine.who, left, mine.until);
                boolean there = shares.of(mine.who).isPresent();
                if (there && !write(connection, entry, left == 0 ? others : others.with(share), now)) continue;
                mine.owned = there ? left : 0;
                if (mine.owned > 0) return;
                mine.who = "";
                mine.until = Instant.MIN;
                // Whoever waits comes first.
                if (others.waiting() > 0)
                    mine.lookAgain = now.plus(LAST_LOOK_AGAIN).plus(lookAgain(++mine.refused));
                return;
            }
        } catch (WorldException e) {
            // It ends by itself.
            LOG.debug("permits.kept connection={} message=\"{}\"", connection.name(), e.getMessage());
        }
    }

    private static String partition(Connection connection) {
        return "PERMITS#" + connection.name();
    }

    private static Shares shares(Optional<Ledger.Entry> entry) {
        return entry.map(found -> Note.read(found.body(), Shares.class)).orElse(Shares.NONE);
    }

    /** An entry that nobody is in is kept: after a deletion versions begin anew, and a late write could meet the one that it expects. */
    private boolean write(Connection connection, Optional<Ledger.Entry> before, Shares shares, Instant now) {
        long version = before.map(Ledger.Entry::version).orElse(Ledger.ABSENT);
        return ledger.write(
                        partition(connection),
                        SHARES,
                        version,
                        Note.json(shares),
                        shares.over(now).plus(REMEMBERED))
                .isPresent();
    }
}
