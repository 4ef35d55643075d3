package dev.crossdock.bucket;

import dev.crossdock.bucket.ObjectStore.Piece;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A chunk's pieces, all with the table's columns: those that have others are written once more. Each is an object of its own, named
 * by what it is made from, so a finish that is repeated goes on where the last one died.
 */
final class WidePieces {
    private final ObjectStore objects;
    private final OutputFile file;
    private final List<String> columns;

    /** @param columns the whole table's */
    WidePieces(ObjectStore objects, OutputFile file, List<String> columns) {
        this.objects = objects;
        this.file = file;
        this.columns = columns;
    }

    List<Piece> of(Pieces chunk) {
        var own = Columns.of(objects, chunk);
        var wide = new ArrayList<Piece>();
        var all = chunk.all();
        for (int i = 0; i < all.size(); i++) {
            var with = own.subList(0, chunk.width(i, own.size()));
            wide.add(with.equals(columns) ? all.get(i) : widened(all.get(i), with));
        }
        return wide;
    }

    private Piece widened(Piece piece, List<String> with) {
        var key = piece.key() + "-wide";
        var there = objects.head(key);
        if (there.isPresent()) return new Piece(key, there.get().sizeBytes());
        int head = file.frame(file.with(columns)).head().length;
        try {
            var spooled = Files.createTempFile("crossdock-", ".rows");
            try (var stored = objects.read(piece.key(), null, 0)
                    .orElseThrow(() -> new IllegalStateException("the piece " + piece.key() + " is gone"))) {
                var in = file.packed() ? new GZIPInputStream(stored) : stored;
                try (var raw = new BufferedOutputStream(Files.newOutputStream(spooled));
                        var out = file.packed() ? new GZIPOutputStream(raw) : raw) {
                    new Widening(file, with, columns).copy(in, out, head);
                }
                return new Piece(
                        key,
                        objects.write(key, spooled, "application/octet-stream").sizeBytes());
            } finally {
                Files.deleteIfExists(spooled);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
