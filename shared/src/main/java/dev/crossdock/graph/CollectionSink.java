package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Hold;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.graph.CollectionRules.Checked;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Upserts records into a collection. An unchanged record is read and not written. What this run wrote before a crash knows
 * itself by run and record number and counts as written; what a later record of this run, or a newer drop of the same job
 * wrote, stays.
 */
public final class CollectionSink implements Sink {
    /** A record that others keep changing between our read and write: more rounds than any honest race needs. */
    static final int ROUNDS = 10;

    /** Records written between two looks at the chunk's lease: as many as a store takes at once. */
    private static final int PIECE = 100;

    private static final int LONGEST_MESSAGE = 2000;

    private final RecordStore records;
    private final Collection collection;
    private final Invalid invalid;
    private final WrittenBy stamp;
    private final Clock clock;
    private final Supplier<Collection> current;
    private volatile CollectionRules rules;
    private final boolean dry;
    private final boolean merge;

    /**
     * @param override the job's own choice for invalid records
     * @param stamp run, job and order; file and record number are each record's own
     * @throws Refused when the collection's schema cannot be used
     */
    public CollectionSink(
            RecordStore records, Collection collection, Optional<Invalid> override, WrittenBy stamp, Clock clock) {
        this(records, () -> collection, override, stamp, clock, false, false);
    }

    /**
     * As the other, for a run that goes on while its collection may be defined anew: each batch goes by what holds then, so that
     * hardly a record comes behind the back of the run that applies the new definition.
     *
     * @param current throws {@link Refused} when there is none any more; then what held last goes on
     */
    public CollectionSink(
            RecordStore records,
            Supplier<Collection> current,
            Optional<Invalid> override,
            WrittenBy stamp,
            Clock clock) {
        this(records, current, override, stamp, clock, false, false);
    }

    /** @param dry only checks @param merge records are merged into those that are there, instead of taking their place */
    private CollectionSink(
            RecordStore records,
            Supplier<Collection> current,
            Optional<Invalid> override,
            WrittenBy stamp,
            Clock clock,
            boolean dry,
            boolean merge) {
        this.merge = merge;
        this.dry = dry;
        this.records = records;
        this.current = current;
        this.collection = current.get();
        this.invalid = override.orElse(collection.invalid());
        this.stamp = stamp;
        this.clock = clock;
        this.rules = new CollectionRules(collection);
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        return open(chunk, sofar, Hold.ENDLESS);
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar, Hold hold) {
        return merge ? new MergingWriter(this, records, hold) : new CollectionWriter(hold);
    }

    @Override
    public Optional<Sink> checking() {
        return Optional.of(new CollectionSink(records, current, Optional.of(invalid), stamp, clock, true, merge));
    }

    /** The same sink; with {@code merge} each record is a merge patch of the one that is there. */
    public CollectionSink merging(boolean merge) {
        return new CollectionSink(records, current, Optional.of(invalid), stamp, clock, dry, merge);
    }

    @Override
    public void finish(List<Receipt> receipts) {
        // Every record is visible as soon as it is written; there is nothing to complete.
    }

    /** Reads what is stored, so that unchanged records are told from those that would be written. */
    @Override
    public Sink rehearsal() {
        if (dry) return this;
        return new CollectionSink(
                new UnwrittenRecords(records), current, Optional.of(invalid), stamp, clock, false, merge);
    }

    @Override
    public Object shown(Record record) {
        if (collection.computed().isEmpty()) return record.value();
        return rules.check(record.value()).checked().<Object>map(Checked::tree).orElse(record.value());
    }

    /** The rules for a batch. */
    CollectionRules rules() {
        try {
            var now = current.get();
            if (!now.equals(rules.collection())) rules = new CollectionRules(now);
        } catch (Refused e) {
            // Deleted while the run goes on: it ends as it began.
        }
        return rules;
    }

    private final class CollectionWriter implements Writer {
        private final Hold hold;

        CollectionWriter(Hold hold) {
            this.hold = hold;
        }

        @Override
        public List<Outcome> write(Batch batch) {
            var rules = rules();
            var outcomes = new Outcome[batch.size()];
            // By id, in the order of the input: of several records with one id the last one is written.
            var last = new LinkedHashMap<String, Integer>();
            var checked = new Checked[batch.size()];
            for (int i = 0; i < batch.size(); i++) {
                var answer = rules.check(batch.records().get(i).value());
                if (answer.refused().isPresent()) {
                    outcomes[i] = Outcome.rejected(answer.refused().get());
                    continue;
                }
                checked[i] = answer.checked().orElseThrow();
                // What it leaves out of the readonly fields may be there: then it is judged with them.
                if (collection.readonly().isEmpty() && unfit(checked[i]).isPresent()) {
                    outcomes[i] = Outcome.rejected(unfit(checked[i]).get());
                    continue;
                }
                var before = last.put(checked[i].id(), i);
                if (before != null)
                    outcomes[before] =
                            duplicate(checked[i].id(), batch.records().get(i));
            }
            upsert(batch, checked, outcomes, last);
            return Arrays.asList(outcomes);
        }

        private void upsert(Batch batch, Checked[] checked, Outcome[] outcomes, Map<String, Integer> todo) {
            for (int round = 0; !todo.isEmpty(); round++) {
                // Only a readonly field that a record leaves out makes its check depend on what is there.
                var stored = dry && collection.readonly().isEmpty()
                        ? Map.<String, Stored>of()
                        : records.read(collection.name(), List.copyOf(todo.keySet()));
                var writes = new ArrayList<Write>();
                var writers = new ArrayList<Integer>();
                for (var entry : todo.entrySet()) {
                    int i = entry.getValue();
                    var now = Optional.ofNullable(stored.get(entry.getKey()));
                    var answer = rules.over(now, checked[i], false);
                    var problem =
                            answer.refused().or(() -> unfit(answer.checked().orElseThrow()));
                    if (problem.isPresent()) {
                        outcomes[i] = Outcome.rejected(problem.get());
                        continue;
                    }
                    checked[i] = answer.checked().orElseThrow();
                    var decided = decide(batch.records().get(i), checked[i], now);
                    if (decided.isPresent()) {
                        outcomes[i] = decided.get();
                    } else {
                        writes.add(toWrite(batch.records().get(i), checked[i], now));
                        writers.add(i);
                    }
                }
                todo.clear();
                var done = CollectionSink.this.write(writes, hold);
                for (int w = 0; w < writes.size(); w++) {
                    int i = writers.get(w);
                    if (done.get(w)) outcomes[i] = written(checked[i]);
                    else if (round < ROUNDS) todo.put(checked[i].id(), i);
                    else outcomes[i] = Outcome.rejected(contended(checked[i].id()));
                }
            }
        }

        @Override
        public Receipt flush() {
            // Each write was durable when it was answered.
            return Receipt.NONE;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Piece by piece: a batch that waits for a throttled store may take longer than the lease of its chunk. */
    List<Boolean> write(List<Write> writes, Hold hold) {
        if (dry) return Collections.nCopies(writes.size(), true);
        var done = new ArrayList<Boolean>(writes.size());
        for (int from = 0; from < writes.size(); from += PIECE) {
            hold.keep();
            done.addAll(records.write(writes.subList(from, Math.min(from + PIECE, writes.size()))));
        }
        return done;
    }

    /** Why a record that breaks the schema is not stored; empty when it is kept, or breaks nothing. */
    Optional<Problem> unfit(Checked checked) {
        return checked.errors().isEmpty() || invalid == Invalid.KEEP
                ? Optional.empty()
                : Optional.of(together(checked.errors()));
    }

    /** The outcome of a record that is not to be written, seen what is stored; empty = write it. */
    Optional<Outcome> decide(Record record, Checked checked, Optional<Stored> stored) {
        if (stored.isEmpty()) return Optional.empty();
        var by = stored.get().origin();
        if (by.run().equals(stamp.run()) && !stamp.run().isEmpty()) {
            if (by.record() > record.origin().record()) return Optional.of(duplicate(checked.id(), by.record()));
            if (by.record() == record.origin().record() && stored.get().hash().equals(checked.hash())) {
                return Optional.of(written(checked));
            }
        } else if (by.job().equals(stamp.job())
                && !stamp.job().isEmpty()
                && by.order().compareTo(stamp.order()) > 0) {
            return Optional.of(Outcome.SKIPPED.because(Problem.of(
                    "record.superseded",
                    "\"" + checked.id() + "\" was written by a newer drop (run " + by.run() + ").",
                    "Nothing to do: the newer one stays.")));
        }
        return stored.get().hash().equals(checked.hash()) ? Optional.of(unchanged(checked)) : Optional.empty();
    }

    Write toWrite(Record record, Checked checked, Optional<Stored> stored) {
        var now = clock.instant();
        long rev = stored.map(Stored::rev).orElse(0L);
        var origin = record.origin();
        var by = new WrittenBy(stamp.run(), stamp.job(), stamp.order(), origin.file(), origin.record());
        var next = new Stored(
                collection.name(),
                checked.id(),
                checked.text(),
                checked.hash(),
                rev + 1,
                checked.errors().isEmpty(),
                CollectionRules.json(checked.errors()),
                by,
                stored.map(Stored::createdAt).orElse(now),
                now,
                0,
                checked.indexed());
        return rules.replacing(stored, next);
    }

    static Outcome written(Checked checked) {
        return remarked(Outcome.WRITTEN, checked);
    }

    private static Outcome unchanged(Checked checked) {
        return remarked(Outcome.UNCHANGED, checked);
    }

    private static Outcome remarked(Outcome outcome, Checked checked) {
        if (checked.errors().isEmpty()) return outcome;
        var first = together(checked.errors());
        return outcome.because(new Problem(
                "record.invalid",
                "",
                "\"" + checked.id() + "\" is kept and flagged: " + first.message(),
                first.hint(),
                first.field()));
    }

    /** Several errors of a record as one problem: the first one's code and field, everybody's message. */
    private static Problem together(List<Problem> errors) {
        var first = errors.get(0);
        if (errors.size() == 1) return first;
        var all = new StringBuilder(first.message());
        for (int told = 1; told < errors.size(); told++) {
            var error = errors.get(told);
            var more = " Also " + error.field() + ": " + error.message();
            // A field's name may be as long as a record.
            if (all.length() + more.length() > LONGEST_MESSAGE) {
                all.append(" And ").append(errors.size() - told).append(" more.");
                break;
            }
            all.append(more);
        }
        return new Problem(first.code(), first.place(), all.toString(), first.hint(), first.field());
    }

    private static Outcome duplicate(String id, Record winner) {
        return duplicate(id, winner.origin().record());
    }

    private static Outcome duplicate(String id, long winner) {
        return Outcome.SKIPPED.because(Problem.of(
                "record.duplicate-key",
                "\"" + id + "\" comes again in record %,d of this file, which counts.".formatted(winner),
                "If both are meant, choose a key that tells them apart."));
    }

    Problem contended(String id) {
        return Problem.of(
                "record.contended",
                "\"" + id + "\" of " + collection.name() + " was changed by others " + ROUNDS + " times in a row.",
                "Drop the rejects again.");
    }
}
