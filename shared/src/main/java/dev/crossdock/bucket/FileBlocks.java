package dev.crossdock.bucket;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Source;
import dev.crossdock.flow.WorldException;
import dev.crossdock.format.Compression;
import dev.crossdock.format.Place;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file of a bucket as it is, in exactly the state that the drop announced. A record is a block of its bytes, named and not
 * read: the sink reads it when it needs it ({@link #read}), so that no bytes flow. All blocks together are one thing: a sink says
 * {@link dev.crossdock.flow.Outcome#PART} of each but the last. An empty file is one block of no bytes.
 */
public final class FileBlocks implements Source {
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String LAST = "last";
    /** A place of its own: the block of an empty file ends where it begins. */
    private static final String END = "end";

    private final ObjectStore objects;
    private final FileRef file;
    private final int blockBytes;
    private final int blocksPerChunk;
    private final int blocksPerBatch;

    /** @param blocksPerBatch after so many blocks the place is saved */
    public FileBlocks(ObjectStore objects, FileRef file, int blockBytes, int blocksPerChunk, int blocksPerBatch) {
        this.objects = objects;
        this.file = file;
        this.blockBytes = blockBytes;
        this.blocksPerChunk = blocksPerChunk;
        this.blocksPerBatch = blocksPerBatch;
    }

    /** @param from 0-based @param to exclusive @param last of the file */
    public record Block(long from, long to, boolean last) {
        public static Block of(Record record) {
            var value = (Map<?, ?>) record.value();
            return new Block(((Number) value.get(FROM)).longValue(), ((Number) value.get(TO)).longValue(), (Boolean)
                    value.get(LAST));
        }

        private Record record(FileRef file) {
            return Record.of(Map.of(FROM, from, TO, to, LAST, last), new Origin(file.path(), 1, from));
        }
    }

    /** The bytes of a block; thread-safe. @throws dev.crossdock.flow.Refused when the file has another state now */
    public static byte[] read(ObjectStore objects, FileRef file, long from, long to) {
        if (from == to) return new byte[0];
        try (var in = objects.read(file.path(), file.etag(), from, to)
                .orElseThrow(() -> FileSource.elsewhere(objects, file))) {
            var bytes = in.readNBytes((int) (to - from));
            if (bytes.length == to - from) return bytes;
            throw new WorldException("reading " + file.path() + ": it broke off", null);
        } catch (IOException e) {
            throw new WorldException("reading " + file.path() + ": " + e.getMessage(), e);
        }
    }

    /** All bytes. @throws dev.crossdock.flow.Refused as {@link #read} */
    public static InputStream open(ObjectStore objects, FileRef file) {
        return objects.read(file.path(), file.etag(), 0).orElseThrow(() -> FileSource.elsewhere(objects, file));
    }

    @Override
    public List<Chunk> plan() {
        var there = objects.head(file.path());
        if (there.isEmpty() || !there.get().etag().equals(file.etag())) throw FileSource.elsewhere(objects, file);
        var chunks = new ArrayList<Chunk>();
        long chunkBytes = (long) blockBytes * blocksPerChunk;
        long from = 0;
        do {
            long to = Math.min(from + chunkBytes, file.sizeBytes());
            var range = new FileSource.Range(
                    "bytes", Compression.NONE.name(), Map.of(), "", new Place(from, 0, 0, ""), to, 0, List.of());
            chunks.add(new Chunk(chunks.size(), FileSource.write(range)));
            from = to;
        } while (from < file.sizeBytes());
        return chunks;
    }

    @Override
    public Cursor open(Chunk chunk, Checkpoint from) {
        var range = FileSource.read(chunk.range(), FileSource.Range.class);
        return new BlockCursor(range.from().byteOffset(), range.toByte(), from);
    }

    private final class BlockCursor implements Cursor {
        private final long begin;
        private final long end;
        private long at;
        private boolean ended;

        BlockCursor(long begin, long end, Checkpoint from) {
            this.begin = begin;
            this.end = end;
            this.ended = from.text().equals(END);
            this.at = ended ? end : from.equals(Checkpoint.START) ? begin : Long.parseLong(from.text());
        }

        @Override
        public Optional<Batch> next() {
            var records = new ArrayList<Record>();
            while (!ended && records.size() < blocksPerBatch) {
                long to = Math.min(at + blockBytes, end);
                records.add(new Block(at, to, to == file.sizeBytes()).record(file));
                at = to;
                ended = at == end;
            }
            return records.isEmpty() ? Optional.empty() : Optional.of(new Batch(records));
        }

        @Override
        public Checkpoint position() {
            return new Checkpoint(ended ? END : Long.toString(at));
        }

        @Override
        public double progress() {
            return end == begin ? 1 : (double) (at - begin) / (end - begin);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
