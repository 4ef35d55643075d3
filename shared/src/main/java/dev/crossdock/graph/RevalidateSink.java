package dev.crossdock.graph;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Sink;
import dev.crossdock.graph.CollectionRules.Checked;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Applies a collection's rules to the records that it has: computes their fields, checks them, and gives them their entries. One that is
 * as it should be is not written. One that breaks the schema is flagged, whatever the collection says of new ones; nothing is deleted.
 * When every record has its entries, finish says that they can be relied upon.
 */
public final class RevalidateSink implements Sink {
    private final RecordStore records;
    private final CollectionRules rules;
    private final String collection;
    private final Clock clock;

    public RevalidateSink(RecordStore records, CollectionRules rules, Clock clock) {
        this.records = records;
        this.rules = rules;
        this.collection = rules.collection().name();
        this.clock = clock;
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        return new RevalidateWriter(sofar);
    }

    /** A chunk that went by other rules, or left a record out, proves nothing. */
    @Override
    public void finish(List<Receipt> receipts) {
        var mine = rules.mark();
        if (receipts.stream()
                .allMatch(receipt -> receipt.text().isEmpty() || receipt.text().equals(mine))) {
            records.complete(collection, rules.marks());
        }
    }

    @Override
    public Sink rehearsal() {
        return new RevalidateSink(new UnwrittenRecords(records), rules, clock);
    }

    private final class RevalidateWriter implements Writer {
        private boolean whole;

        RevalidateWriter(Receipt sofar) {
            whole = sofar.text().isEmpty() || sofar.text().equals(rules.mark());
        }

        @Override
        public List<Outcome> write(Batch batch) {
            var todo = new LinkedHashMap<String, Integer>();
            var outcomes = new TreeMap<Integer, Outcome>();
            for (int i = 0; i < batch.size(); i++) todo.put(id(batch.records().get(i)), i);
            for (int round = 0; !todo.isEmpty(); round++) {
                var writes = apply(todo, outcomes);
                var done = writes.isEmpty() ? List.<Boolean>of() : records.write(List.copyOf(writes.values()));
                int w = 0;
                for (var id : writes.keySet()) {
                    if (done.get(w++)) todo.remove(id);
                    else if (round == CollectionSink.ROUNDS) outcomes.put(todo.remove(id), contended(id));
                }
            }
            var all = new ArrayList<>(outcomes.values());
            whole &= all.stream().noneMatch(outcome -> outcome.kind() == Outcome.Kind.REJECTED);
            return all;
        }

        private Map<String, Write> apply(Map<String, Integer> todo, Map<Integer, Outcome> outcomes) {
            var writes = new LinkedHashMap<String, Write>();
            var stored = records.read(collection, List.copyOf(todo.keySet()));
            for (var id : List.copyOf(todo.keySet())) {
                var now = Optional.ofNullable(stored.get(id));
                var decided = now.isEmpty() ? Optional.of(Outcome.SKIPPED) : refused(now.get());
                if (decided.isEmpty()) {
                    var checked = checked(now.get()).checked().orElseThrow();
                    var next = next(now.get(), checked);
                    next.ifPresent(record -> writes.put(id, rules.replacing(now, record)));
                    if (next.isPresent()) outcomes.put(todo.get(id), CollectionSink.written(checked));
                    else decided = Optional.of(Outcome.UNCHANGED);
                }
                if (decided.isPresent()) outcomes.put(todo.remove(id), decided.get());
            }
            return writes;
        }

        @Override
        public Receipt flush() {
            return new Receipt(whole ? rules.mark() : "not whole");
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private CollectionRules.Answer checked(Stored stored) {
        return rules.check(RecordText.read(stored.data()));
    }

    /** One that could not be written anew, and stays. */
    private Optional<Outcome> refused(Stored stored) {
        var answer = checked(stored);
        if (answer.refused().isPresent()) return answer.refused().map(Outcome::rejected);
        var id = answer.checked().orElseThrow().id();
        if (id.equals(stored.id())) return Optional.empty();
        return Optional.of(Outcome.rejected(Problem.of(
                        "record.other-id",
                        "the record's key makes it \"" + id + "\", not \"" + stored.id() + "\".",
                        "Write it anew and delete the old one.")
                .inField(rules.collection().key().get(0))));
    }

    /** @return empty when it is as it should be */
    private Optional<Stored> next(Stored stored, Checked checked) {
        var errors = CollectionRules.json(checked.errors());
        boolean same = stored.hash().equals(checked.hash()) && stored.errors().equals(errors);
        if (same && stored.indexed().equals(checked.indexed())) return Optional.empty();
        // Entries are nobody's change: who reads what changed since then need not see it.
        Instant updated = same ? stored.updatedAt() : clock.instant();
        return Optional.of(new Stored(
                collection,
                stored.id(),
                checked.text(),
                checked.hash(),
                stored.rev() + 1,
                checked.errors().isEmpty(),
                errors,
                stored.origin(),
                stored.createdAt(),
                updated,
                0,
                checked.indexed()));
    }

    /** {@link CollectionSource} says it in the record's origin: {@code products/A-1}. */
    private String id(Record record) {
        return record.origin().file().substring(collection.length() + 1);
    }

    private Outcome contended(String id) {
        return Outcome.rejected(Problem.of(
                "record.contended",
                "\"" + id + "\" of " + collection + " was changed by others " + CollectionSink.ROUNDS
                        + " times in a row.",
                "Revalidate again: POST /collections/" + collection + "/revalidate."));
    }
}
