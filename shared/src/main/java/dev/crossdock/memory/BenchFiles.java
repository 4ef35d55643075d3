package dev.crossdock.memory;

import dev.crossdock.bucket.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Objects in memory, and one that lies on this machine's disk and is read there, however large it is. Of a run's rejects only the
 * first batches are kept, for the same reason.
 */
final class BenchFiles implements ObjectStore {
    private static final String REJECTS = "/rejects/";
    private static final String ETAG = "on-disk";

    private final ObjectStore memory;
    private final String key;
    private final Path file;
    private final Stored stored;
    private final int mostRejectBatches;
    private int rejectBatches;

    /**
     * @param key as jobs see it: {@code incoming/products.csv}
     * @param mostRejectBatches each holds one reject or more
     */
    BenchFiles(ObjectStore memory, String key, Path file, Instant modified, int mostRejectBatches) {
        this.memory = memory;
        this.key = key;
        this.file = file;
        this.mostRejectBatches = mostRejectBatches;
        try {
            this.stored = new Stored(key, Files.size(file), ETAG, modified);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Stored> head(String asked) {
        return asked.equals(key) ? Optional.of(stored) : memory.head(asked);
    }

    @Override
    public Optional<InputStream> read(String asked, String etag, long fromByte) {
        return read(asked, etag, fromByte, Long.MAX_VALUE);
    }

    @Override
    public Optional<InputStream> read(String asked, String etag, long fromByte, long toByte) {
        if (!asked.equals(key)) return memory.read(asked, etag, fromByte, toByte);
        if (toByte < stored.sizeBytes()) throw new IllegalArgumentException("a bench reads its file to the end");
        try {
            var channel = FileChannel.open(file);
            channel.position(Math.min(fromByte, stored.sizeBytes()));
            return Optional.of(Channels.newInputStream(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Stored write(String target, byte[] content, String contentType) {
        if (target.contains(REJECTS) && ++rejectBatches > mostRejectBatches) {
            return new Stored(target, content.length, "", stored.modified());
        }
        return memory.write(target, content, contentType);
    }

    @Override
    public Optional<Stored> create(String target, byte[] content, String contentType) {
        return memory.create(target, content, contentType);
    }

    @Override
    public Stored write(String target, Path content, String contentType) {
        return memory.write(target, content, contentType);
    }

    @Override
    public Optional<Stored> create(String target, Path content, String contentType) {
        return memory.create(target, content, contentType);
    }

    @Override
    public Optional<Stored> copy(String from, String etag, String to) {
        return memory.copy(from, etag, to);
    }

    @Override
    public String begin(String target, String contentType) {
        return memory.begin(target, contentType);
    }

    @Override
    public Composed compose(String target, String token, List<Piece> pieces, boolean onlyNew) {
        return memory.compose(target, token, pieces, onlyNew);
    }

    @Override
    public boolean delete(String target, String etag) {
        return memory.delete(target, etag);
    }

    @Override
    public Page list(String prefix, String after, int limit) {
        return memory.list(prefix, after, limit);
    }
}
