package dev.crossdock.graph;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Sink;
import dev.crossdock.graph.RecordStore.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes records that are still as they were when they were compared with a feed. One that is gone counts as deleted: it was us,
 * before a crash, or somebody else, which makes no difference.
 */
final class RemoveSink implements Sink {
    private final RecordStore records;
    private final CollectionRules rules;
    private final String collection;

    RemoveSink(RecordStore records, CollectionRules rules) {
        this.records = records;
        this.rules = rules;
        this.collection = rules.collection().name();
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        return new RemoveWriter();
    }

    @Override
    public void finish(List<Receipt> receipts) {
        // Every deletion is durable when it is answered.
    }

    private final class RemoveWriter implements Writer {
        @Override
        public List<Outcome> write(Batch batch) {
            var listed = batch.records().stream()
                    .map(record -> Known.of(record.value()))
                    .toList();
            var stored = records.read(
                    collection, listed.stream().map(Known::id).distinct().toList());
            var writes = new ArrayList<Write>();
            for (var known : listed) {
                var now = stored.get(known.id());
                if (now != null && known.is(now)) writes.add(rules.removing(now));
            }
            var done = writes.isEmpty() ? List.<Boolean>of() : records.write(writes);
            var outcomes = new ArrayList<Outcome>(batch.size());
            int w = 0;
            for (var known : listed) {
                var now = stored.get(known.id());
                boolean gone = now == null || known.is(now) && done.get(w++);
                outcomes.add(gone ? Outcome.WRITTEN : Outcome.SKIPPED.because(changed(known)));
            }
            return outcomes;
        }

        @Override
        public Receipt flush() {
            return Receipt.NONE;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private Problem changed(Known known) {
        return Problem.of(
                "feed.changed-since",
                "\"" + known.id() + "\" of " + collection + " was missing from the feed and has been changed since.",
                "Nothing to do: it stays.");
    }
}
