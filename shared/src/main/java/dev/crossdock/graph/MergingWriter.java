package dev.crossdock.graph;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Hold;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Sink;
import dev.crossdock.graph.CollectionRules.Checked;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Merges each record, as a patch, into the one that is stored. Several with one key are applied one after the other, in one write.
 * A batch that comes again after a crash ends in the same record: patches in the same order, applied to their own result, change
 * nothing. Not thread-safe.
 */
final class MergingWriter implements Sink.Writer {
    private final CollectionSink sink;
    private final RecordStore records;
    private final Hold hold;
    private CollectionRules rules;

    MergingWriter(CollectionSink sink, RecordStore records, Hold hold) {
        this.hold = hold;
        this.sink = sink;
        this.records = records;
    }

    /** @param last the last record that was merged @param checked what came out */
    private record Merged(Record last, Checked checked) {}

    @Override
    public List<Outcome> write(Batch batch) {
        rules = sink.rules();
        var outcomes = new Outcome[batch.size()];
        var patches = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < batch.size(); i++) {
            // Of a patch only the key counts here; the schema is for what comes out.
            var answer = rules.checkPatch(batch.records().get(i).value());
            if (answer.refused().isPresent()) {
                outcomes[i] = Outcome.rejected(answer.refused().get());
            } else {
                var id = answer.checked().orElseThrow().id();
                patches.computeIfAbsent(id, any -> new ArrayList<>()).add(i);
            }
        }
        for (int round = 0; !patches.isEmpty(); round++) {
            var stored = records.read(rules.collection().name(), List.copyOf(patches.keySet()));
            var merged = new LinkedHashMap<String, Merged>();
            var writes = new ArrayList<Write>();
            patches.forEach((id, numbers) -> {
                var now = Optional.ofNullable(stored.get(id));
                merge(batch, outcomes, numbers, now).ifPresent(result -> {
                    merged.put(id, result);
                    writes.add(sink.toWrite(result.last(), result.checked(), now));
                });
            });
            patches.keySet().retainAll(merged.keySet());
            var done = sink.write(writes, hold);
            for (int w = 0; w < writes.size(); w++) {
                var id = writes.get(w).id();
                if (!done.get(w) && round < CollectionSink.ROUNDS) continue;
                var outcome = done.get(w)
                        ? CollectionSink.written(merged.get(id).checked())
                        : Outcome.rejected(sink.contended(id));
                for (int i : patches.remove(id)) if (outcomes[i] == null) outcomes[i] = outcome;
            }
        }
        return Arrays.asList(outcomes);
    }

    /** @return what is to be written; empty when nothing is, and every outcome is known */
    private Optional<Merged> merge(Batch batch, Outcome[] outcomes, List<Integer> numbers, Optional<Stored> stored) {
        for (int i : numbers) outcomes[i] = null;
        Object tree = stored.map(record -> RecordText.read(record.data())).orElse(null);
        Merged merged = null;
        for (int i : numbers) {
            var patch = batch.records().get(i);
            var answer = rules.check(MergePatch.of(tree, patch.value()));
            var problem = answer.refused().or(() -> sink.unfit(answer.checked().orElseThrow()));
            if (problem.isPresent()) {
                outcomes[i] = Outcome.rejected(problem.get());
            } else {
                merged = new Merged(patch, answer.checked().orElseThrow());
                tree = merged.checked().tree();
            }
        }
        if (merged == null) return Optional.empty();
        var decided = sink.decide(merged.last(), merged.checked(), stored);
        if (decided.isEmpty()) return Optional.of(merged);
        for (int i : numbers) if (outcomes[i] == null) outcomes[i] = decided.get();
        return Optional.empty();
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
