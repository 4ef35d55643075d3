package dev.crossdock.graph;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tells a trigger again of records as they are now: as {@code updated}, {@code $old} and {@code $new} the same and every field in
 * {@code $changed}. What the trigger watches ({@code events}, {@code changed}) is not asked, its {@code when} is; nothing settles. The
 * change has a version of its own, behind the one that led to the record's state and before its next one: its effect is a new one
 * even where the state had been sent, and a later change that was sent already is not undone.
 *
 * <p>A replay is an entry in the ledger, {@code REPLAYS-OPEN/trigger#id} while it goes on, and goes page by page: a page is put on the
 * queue, then the place is saved. Whoever dies in between does the page again, to the same effects. {@link #MESSAGE} on the queue of
 * drops begins it, and each tick of the clock goes on with what is left. Thread-safe.
 */
public final class Replays {
    /** To the queue of drops: replays are to be worked on. */
    public static final String MESSAGE = "{\"crossdock\":\"replay\"}";

    private static final String DROPS = "drops";
    private static final String OPEN = "REPLAYS-OPEN";
    private static final int PAGE = 100;
    private static final int MOST_IDS = 1000;
    /** Characters of all ids together: an entry takes 350 KB. */
    private static final int LONGEST_IDS = 100_000;

    private static final Duration KEPT = Duration.ofDays(30);
    /** A page takes a second; this is kept free before the deadline. */
    private static final Duration RESERVE = Duration.ofSeconds(5);

    private final TriggerRules rules;
    private final TriggerPost post;
    private final RecordStore records;
    private final Ledger ledger;
    private final Queue queue;
    private final Clock clock;

    public Replays(
            DefinitionStore definitions,
            RecordStore records,
            Ledger ledger,
            Queue queue,
            ObjectStore objects,
            Clock clock) {
        this.rules = new TriggerRules(definitions);
        this.post = new TriggerPost(queue, objects);
        this.records = records;
        this.ledger = ledger;
        this.queue = queue;
        this.clock = clock;
    }

    /**
     * @param key the same key is the same replay; empty = each call is one of its own
     * @throws Refused {@code trigger.unknown}, {@code request.too-many}
     */
    public Replay ofIds(String trigger, List<String> ids, String key) {
        int length = ids.stream().mapToInt(String::length).sum();
        if (ids.size() > MOST_IDS || length > LONGEST_IDS) {
            throw new Refused(Problem.of(
                            "request.too-many",
                            "%,d ids of %,d characters in one replay.".formatted(ids.size(), length),
                            "Send at most %,d ids of %,d characters together, or changedSince."
                                    .formatted(MOST_IDS, LONGEST_IDS))
                    .in("/ids"));
        }
        return start(trigger, null, List.copyOf(ids), key);
    }

    /** Of all records that were written at that time or later. As {@link #ofIds}. */
    public Replay since(String trigger, Instant since, String key) {
        return start(trigger, RecordItem.time(since), null, key);
    }

    private Replay start(String trigger, String since, List<String> ids, String key) {
        if (rules.named(trigger).isEmpty()) throw unknown(trigger);
        var now = clock.instant();
        var id = key.isEmpty()
                ? "%017d-%s"
                        .formatted(
                                ChronoUnit.MICROS.between(Instant.EPOCH, now),
                                RecordText.hash(ids, String.valueOf(since)).substring(0, 8))
                : "k" + RecordText.hash(key, "");
        var fresh = Replay.of(id, trigger, RecordItem.time(now), since, ids);
        var before = ledger.read(done(trigger), id)
                .or(() -> ledger.write(OPEN, trigger + "#" + id, Ledger.ABSENT, ChangeMessage.write(fresh), null)
                                .isPresent()
                        ? Optional.empty()
                        : ledger.read(OPEN, trigger + "#" + id));
        queue.send(DROPS, Queue.Message.of(MESSAGE));
        return before.map(Replays::read).orElse(fresh);
    }

    private static Refused unknown(String trigger) {
        return new Refused(Problem.of(
                "trigger.unknown", "there is no trigger \"" + trigger + "\".", "List them: crossdock triggers"));
    }

    /** Those that go on and those that have ended, the newest first. */
    public List<Replay> list(String trigger, int limit) {
        var all = new ArrayList<Replay>();
        ledger.list(OPEN, trigger + "#", "", limit).forEach(entry -> all.add(read(entry)));
        ledger.listBackwards(done(trigger), "", "", limit).stream()
                .map(Replays::read)
                .filter(replay -> all.stream().noneMatch(open -> open.id().equals(replay.id())))
                .forEach(all::add);
        return all.stream()
                .sorted(Comparator.comparing(Replay::startedAt).reversed())
                .limit(limit)
                .toList();
    }

    /** Goes on with what is open until the deadline is near. Sends a message to itself when something is left. */
    public void work(Instant deadline) {
        for (var entry : ledger.list(OPEN, "", "", 100)) {
            var now = Optional.of(entry);
            while (now.isPresent()) {
                if (!clock.instant().plus(RESERVE).isBefore(deadline)) {
                    queue.send(DROPS, Queue.Message.of(MESSAGE));
                    return;
                }
                now = page(now.get());
            }
        }
    }

    /** @return empty when it has ended, or somebody else goes on with it */
    private Optional<Ledger.Entry> page(Ledger.Entry entry) {
        var replay = read(entry);
        if (!replay.running()) return end(entry, replay);
        var rule = rules.named(replay.trigger());
        if (rule.isEmpty()) return end(entry, replay.ended("failed", "the trigger is gone."));
        Replay next;
        try {
            next = replay.ids() == null ? shard(replay, rule.get()) : ids(replay, rule.get());
        } catch (Refused e) {
            return end(entry, replay.ended("failed", e.problem().toString()));
        }
        return next.running() ? save(entry, next) : end(entry, next);
    }

    private Replay ids(Replay replay, TriggerRule rule) {
        int to = Math.min(replay.shard() + PAGE, replay.ids().size());
        long missing = 0;
        var found = new ArrayList<Stored>();
        for (var id : replay.ids().subList(replay.shard(), to)) {
            var record =
                    RecordItem.possible(id) ? records.read(rule.trigger().collection(), id) : Optional.<Stored>empty();
            if (record.isPresent()) found.add(record.get());
            else missing++;
        }
        var next = tell(replay, rule, found, to, "", missing);
        return to == replay.ids().size() ? next.ended("done", null) : next;
    }

    private Replay shard(Replay replay, TriggerRule rule) {
        var filter = new Filter(Optional.empty(), Optional.of(Instant.parse(replay.since())));
        var page = records.page(rule.trigger().collection(), filter, replay.shard(), replay.after(), PAGE);
        int shard = page.next().isPresent() ? replay.shard() : replay.shard() + 1;
        var next = tell(replay, rule, page.items(), shard, page.next().orElse(""), 0);
        return shard == RecordItem.SHARDS ? next.ended("done", null) : next;
    }

    private Replay tell(Replay replay, TriggerRule rule, List<Stored> found, int shard, String after, long missing) {
        long sent = 0;
        for (var record : found) {
            var change = Change.present(record, replay.startedAt() + "-" + replay.id());
            if (!rule.holds(change)) continue;
            post.send(rule.trigger(), ChangeMessage.of(rule.trigger().name(), change));
            sent++;
        }
        return replay.at(shard, after, sent, found.size() - sent, missing);
    }

    private Optional<Ledger.Entry> save(Ledger.Entry entry, Replay next) {
        return ledger.write(entry.partition(), entry.sort(), entry.version(), ChangeMessage.write(next), null);
    }

    /** First where it is kept, then away from where it is worked on: in between it is in both, and ends again. */
    private Optional<Ledger.Entry> end(Ledger.Entry entry, Replay ended) {
        var kept = read(entry).running() ? save(entry, ended) : Optional.of(entry);
        if (kept.isEmpty()) return Optional.empty();
        ledger.write(
                done(ended.trigger()),
                ended.id(),
                Ledger.ANY,
                ChangeMessage.write(ended),
                clock.instant().plus(KEPT));
        ledger.delete(OPEN, entry.sort(), kept.get().version());
        return Optional.empty();
    }

    private static Replay read(Ledger.Entry entry) {
        return ChangeMessage.read(entry.body(), Replay.class);
    }

    private static String done(String trigger) {
        return "REPLAYS#" + trigger;
    }
}
