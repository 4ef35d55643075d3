package dev.crossdock.bucket;

import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Fenced;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A file of records that is put together somewhere else than in a bucket, for sinks of such places: its large pieces go there as
 * soon as they are large, the small ones are kept in the store until they are. Its formats and its order are {@link FileSink}'s.
 */
public final class FileParts {
    /** Where large pieces are kept until the file is put together. Thread-safe. */
    @FunctionalInterface
    public interface Away {
        /**
         * @param number of the piece in its chunk, from 0; after a crash another content may come with the same number, and both
         *     must be kept
         * @return by what {@link #whole} names it
         */
        Piece keep(int chunk, int number, byte[] content);
    }

    /** The bytes of a part where it lies in the store, read when they are asked for; else its name elsewhere. */
    public record Part(String name, boolean away, Supplier<byte[]> content) {
        public byte[] bytes() {
            return content.get();
        }
    }

    private final ObjectStore objects;
    private final OutputFile file;
    private final int pieceBytes;
    private final Away away;

    /** @param pieceBytes how large a piece is at least before it goes away */
    public FileParts(ObjectStore objects, OutputFile file, int pieceBytes, Away away) {
        this.objects = objects;
        this.file = file;
        this.pieceBytes = pieceBytes;
        this.away = away;
    }

    public Sink.Writer open(Chunk chunk, Receipt sofar) {
        return new FileWriter(objects, file, pieceBytes, chunk.number(), Pieces.of(sofar), goesAway() ? away : null);
    }

    /** A table whose columns are not named is known when its last record is, and a workbook is made in one go. */
    private boolean goesAway() {
        return !file.needsColumns() && !file.assembled();
    }

    /** All parts in their order. @throws Fenced when somebody else has finished the file and taken them away */
    public List<Part> whole(List<Receipt> receipts) {
        var there = receipts.stream()
                .flatMap(receipt -> Pieces.of(receipt).closed().stream())
                .map(Piece::key)
                .collect(Collectors.toSet());
        var parts = new ArrayList<Part>();
        for (var piece : FileSink.whole(objects, file, receipts)) {
            parts.add(new Part(piece.key(), goesAway() && there.contains(piece.key()), () -> read(piece)));
        }
        return parts;
    }

    /** Takes away what lies in the store. */
    public void clear() {
        FileSink.clear(objects, file);
    }

    private byte[] read(Piece piece) {
        try (var in = objects.read(piece.key(), null, 0)
                .orElseThrow(() -> new Fenced(file.run() + ": " + piece.key() + " was cleared away"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
