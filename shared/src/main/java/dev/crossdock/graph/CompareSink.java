package dev.crossdock.graph;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.Trail;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Sink;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes which of the records that are there did not come with the feed, a line each. */
final class CompareSink implements Sink {
    private final ObjectStore objects;
    private final List<Receipt> written;
    private final WrittenBy stamp;

    CompareSink(ObjectStore objects, List<Receipt> written, WrittenBy stamp) {
        this.objects = objects;
        this.written = List.copyOf(written);
        this.stamp = stamp;
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        var part = chunk.range().split("/");
        var seen = SeenIds.read(Trail.read(objects, written), Integer.parseInt(part[0]), Integer.parseInt(part[1]));
        return new CompareWriter(seen, new Trail(objects, stamp.run(), "missing").open(chunk.number(), sofar));
    }

    @Override
    public void finish(List<Receipt> receipts) {
        // What was found is for the next phase.
    }

    private final class CompareWriter implements Writer {
        private final SeenIds seen;
        private final Trail.Writer missing;

        CompareWriter(SeenIds seen, Trail.Writer missing) {
            this.seen = seen;
            this.missing = missing;
        }

        @Override
        public List<Outcome> write(Batch batch) {
            var outcomes = new ArrayList<Outcome>(batch.size());
            for (var record : batch.records()) {
                var known = Known.of(record.value());
                outcomes.add(outcome(known));
                if (outcomes.get(outcomes.size() - 1).kind() != Outcome.Kind.WRITTEN) continue;
                missing.note((RecordText.write(record.value()) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return outcomes;
        }

        private Outcome outcome(Known known) {
            if (known.run().equals(stamp.run()) && known.rev() == 1) return Outcome.SKIPPED;
            // Whoever wrote it after the drop knew more than the feed.
            boolean stays = seen.has(known.id()) || known.since().compareTo(stamp.order()) > 0;
            return stays ? Outcome.UNCHANGED : Outcome.WRITTEN;
        }

        @Override
        public Receipt flush() {
            return missing.flush();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
