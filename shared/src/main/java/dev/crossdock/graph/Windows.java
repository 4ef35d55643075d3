package dev.crossdock.graph;

import dev.crossdock.definition.Trigger;
import dev.crossdock.flow.WorldException;
import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Gathers the changes of one record for one trigger, so that they count as one. A window begins with the first change that concerns
 * the trigger and takes up every later change of the record until its time has come; a message in the trigger's queue leads to it.
 *
 * <p>One entry, {@code SETTLE#trigger#hash}, holds both the window that gathers and the one that was closed last: whoever closes a
 * window may die before its call is made, and the message that comes again finds it as it was. The next window's message stands
 * behind that message in the same group, so a closed window is replaced only when it is done with. The entry knows the version of the
 * last change that it took up, so a change that the stream tells twice counts once; it outlives the stream's day. Thread-safe.
 */
final class Windows {
    private static final String SORT = "NOW";
    /** As long as a queue keeps a message, and a day: a webservice may be away that long. */
    private static final Duration KEPT = Duration.ofDays(15);

    private static final int RACES = 20;
    /** An entry holds two of them, and takes up to 350 KB. */
    private static final int LARGEST = 100_000;

    private final Ledger ledger;
    private final TriggerPost post;
    private final Clock clock;

    Windows(Ledger ledger, TriggerPost post, Clock clock) {
        this.ledger = ledger;
        this.post = post;
        this.clock = clock;
    }

    /**
     * @param due epoch milliseconds
     * @param changes as one; null when they have cancelled each other out
     */
    private record Kept(long number, long due, ChangeMessage changes) {}

    /** @param last the version of the last change that was taken up @param gathering null when none is open @param closed null at first */
    private record Entry(String last, Kept gathering, Kept closed) {
        long number() {
            return gathering != null ? gathering.number() : closed == null ? 0 : closed.number();
        }
    }

    /** @param concerns asked only when no window is open */
    void add(Trigger trigger, Change change, BooleanSupplier concerns) {
        var partition = partition(trigger.name(), change.collection(), change.id());
        for (int race = 0; race < RACES; race++) {
            var found = ledger.read(partition, SORT);
            var before = found.map(entry -> ChangeMessage.read(entry.body(), Entry.class))
                    .orElse(new Entry("", null, null));
            if (change.version().compareTo(before.last()) <= 0) {
                // Told again: what died before may have died before it sent the message.
                if (before.gathering() != null) lead(trigger, change, before.number());
                return;
            }
            if (before.gathering() == null && !concerns.getAsBoolean()) return;
            var after = new Entry(change.version(), with(trigger, before, change), before.closed());
            if (ledger.write(
                            partition,
                            SORT,
                            found.map(Ledger.Entry::version).orElse(Ledger.ABSENT),
                            ChangeMessage.write(after),
                            clock.instant().plus(KEPT))
                    .isPresent()) {
                lead(trigger, change, after.number());
                return;
            }
        }
        throw contended(trigger.name(), change.id());
    }

    private Kept with(Trigger trigger, Entry before, Change change) {
        var open = before.gathering();
        if (open == null) {
            var due = clock.instant().plus(trigger.settle().orElse(Duration.ZERO));
            return new Kept(before.number() + 1, due.toEpochMilli(), kept(trigger, change));
        }
        // What has cancelled itself out has left the record as it was, so the window begins anew.
        if (open.changes() == null) return new Kept(open.number(), open.due(), kept(trigger, change));
        var first = post.whole(open.changes()).change();
        var merged = Change.merged(first, change).map(one -> kept(trigger, one)).orElse(null);
        return new Kept(open.number(), open.due(), merged);
    }

    private ChangeMessage kept(Trigger trigger, Change change) {
        return post.packed(ChangeMessage.of(trigger.name(), change), LARGEST);
    }

    /** Sent with every change: the queue drops all but the first of five minutes, and a later one finds nothing to do. */
    private void lead(Trigger trigger, Change change, long number) {
        post.send(
                trigger,
                ChangeMessage.gathered(
                        trigger.name(), new ChangeMessage.Window(change.collection(), change.id(), number)));
    }

    /**
     * What a message's window has come to; both empty when it came to nothing, or a later one has taken its place.
     *
     * @param until it gathers until then
     * @param changes as one, as they were packed
     */
    record Taken(Optional<Instant> until, Optional<ChangeMessage> changes) {
        static final Taken NOTHING = new Taken(Optional.empty(), Optional.empty());
    }

    /** Closes the window when its time has come; a closed one gives the same again. */
    Taken take(String trigger, ChangeMessage.Window window) {
        var partition = partition(trigger, window.collection(), window.id());
        for (int race = 0; race < RACES; race++) {
            var found = ledger.read(partition, SORT);
            if (found.isEmpty()) return Taken.NOTHING;
            var entry = ChangeMessage.read(found.get().body(), Entry.class);
            if (entry.closed() != null && entry.closed().number() == window.number()) return taken(entry.closed());
            var open = entry.gathering();
            if (open == null || open.number() != window.number()) return Taken.NOTHING;
            var due = Instant.ofEpochMilli(open.due());
            if (due.isAfter(clock.instant())) return new Taken(Optional.of(due), Optional.empty());
            var after = new Entry(entry.last(), null, open);
            var expires = clock.instant().plus(KEPT);
            if (ledger.write(partition, SORT, found.get().version(), ChangeMessage.write(after), expires)
                    .isPresent()) return taken(open);
        }
        throw contended(trigger, window.id());
    }

    private static Taken taken(Kept kept) {
        return new Taken(Optional.empty(), Optional.ofNullable(kept.changes()));
    }

    private static WorldException contended(String trigger, String id) {
        return new WorldException("the window of " + id + " for trigger " + trigger + " is written by others", null);
    }

    private static String partition(String trigger, String collection, String id) {
        return "SETTLE#" + trigger + "#" + RecordText.hash(collection + "#" + id, "");
    }
}
