package dev.crossdock.graph;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.Trail;
import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Feed;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.FeedSink;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.util.List;
import java.util.Optional;

/**
 * A collection's sink for a full feed: it notes the id of every record that comes, also of one that is refused for another reason
 * than its key. An unchanged record costs a note of 8 bytes and no write.
 */
public final class FullFeed implements FeedSink {
    private final Sink sink;
    private final RecordStore records;
    private final ObjectStore objects;
    private final Collection collection;
    private final Feed feed;
    private final WrittenBy stamp;
    private final CollectionRules rules;

    /** @param sink that writes the records @param stamp as the sink's */
    public FullFeed(
            Sink sink, RecordStore records, ObjectStore objects, CollectionRules rules, Feed feed, WrittenBy stamp) {
        this.sink = sink;
        this.records = records;
        this.objects = objects;
        this.collection = rules.collection();
        this.feed = feed;
        this.stamp = stamp;
        this.rules = rules;
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        return new NotingWriter(
                sink.open(chunk, Receipt.NONE), new Trail(objects, stamp.run(), "seen").open(chunk.number(), sofar));
    }

    private final class NotingWriter implements Writer {
        private final Writer writer;
        private final Trail.Writer seen;

        NotingWriter(Writer writer, Trail.Writer seen) {
            this.writer = writer;
            this.seen = seen;
        }

        @Override
        public List<Outcome> write(Batch batch) {
            var outcomes = writer.write(batch);
            for (var record : batch.records()) {
                var id = rules.id(record.value());
                if (id.isPresent()) seen.note(SeenIds.note(id.get()));
                else seen.missed();
            }
            return outcomes;
        }

        @Override
        public void missed(Record record) {
            seen.missed();
        }

        @Override
        public Receipt flush() {
            // A collection's own receipt is empty: its writes are durable when they are answered.
            writer.flush();
            return seen.flush();
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    @Override
    public Optional<Sink> checking() {
        return sink.checking();
    }

    @Override
    public void finish(List<Receipt> receipts) {
        sink.finish(List.of());
    }

    @Override
    public long unknown(List<Receipt> written) {
        return Trail.missed(written);
    }

    @Override
    public Source there(List<Receipt> written) {
        int parts = (int) (1 + Trail.notes(written) / SeenIds.MOST);
        return new FeedSource(records, collection.name(), feed.own() ? stamp.job() : "", parts);
    }

    @Override
    public Sink comparing(List<Receipt> written) {
        return new CompareSink(objects, written, stamp);
    }

    @Override
    public Source missing(List<Receipt> compared) {
        return new MissingSource(objects, compared, collection.name());
    }

    @Override
    public Sink removing() {
        return new RemoveSink(records, rules);
    }
}
