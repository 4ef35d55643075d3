package dev.crossdock.graph;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.RecordStore.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records that a full feed is about, as {@link Known}: what must be known of them to tell which it lacks. */
final class FeedSource implements Source {
    private final RecordStore records;
    private final String collection;
    private final String job;
    private final int parts;

    /** @param job only what this job wrote last; empty = all @param parts by their ids, compared one after the other */
    FeedSource(RecordStore records, String collection, String job, int parts) {
        this.records = records;
        this.collection = collection;
        this.job = job;
        this.parts = parts;
    }

    @Override
    public List<Chunk> plan() {
        var chunks = new ArrayList<Chunk>();
        for (int part = 0; part < parts; part++) chunks.add(new Chunk(part, part + "/" + parts));
        return chunks;
    }

    @Override
    public Cursor open(Chunk chunk, Checkpoint from) {
        return new KnownCursor(Integer.parseInt(chunk.range().split("/")[0]), from);
    }

    private final class KnownCursor implements Cursor {
        private final int part;
        private String cursor;
        private boolean ended;

        KnownCursor(int part, Checkpoint from) {
            this.part = part;
            this.ended = from.text().startsWith("ended");
            this.cursor = from.text().isEmpty() || ended ? "" : from.text().substring("more ".length());
        }

        @Override
        public Optional<Batch> next() {
            while (!ended) {
                var page = records.page(collection, RecordStore.Filter.ALL, cursor, Batch.LIMIT);
                var batch = new ArrayList<Record>();
                for (var stored : page.items()) {
                    if (belongs(stored))
                        batch.add(Record.of(
                                Known.of(stored).tree(), new Origin(collection + "/" + stored.id(), stored.rev(), 0)));
                }
                ended = page.next().isEmpty();
                cursor = page.next().orElse("");
                if (!batch.isEmpty()) return Optional.of(new Batch(batch));
            }
            return Optional.empty();
        }

        private boolean belongs(Stored stored) {
            return (job.isEmpty() || stored.origin().job().equals(job)) && SeenIds.part(stored.id(), parts) == part;
        }

        @Override
        public Checkpoint position() {
            return new Checkpoint(ended ? "ended" : cursor.isEmpty() ? "" : "more " + cursor);
        }

        @Override
        public double progress() {
            return ended ? 1 : 0.5;
        }

        @Override
        public void close() {
            // Nothing is held between pages.
        }
    }
}
