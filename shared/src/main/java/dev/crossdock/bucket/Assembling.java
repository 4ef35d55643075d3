package dev.crossdock.bucket;

import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Options;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Makes one file of all pieces, through the disk, and leaves it beside them as the one piece that counts. */
final class Assembling {
    /** At 10 MB of pieces a second and more it is done within a function's two minutes. */
    static final long MOST_BYTES = 512L << 20;

    private final ObjectStore objects;
    private final OutputFile file;

    Assembling(ObjectStore objects, OutputFile file) {
        this.objects = objects;
        this.file = file;
    }

    /**
     * @throws Refused {@code file.too-many-records}, or as the format says
     * @throws IllegalStateException when a piece is gone
     */
    List<Piece> whole(List<Pieces> chunks, Options options) {
        var pieces = chunks.stream().flatMap(chunk -> chunk.all().stream()).toList();
        long bytes = pieces.stream().mapToLong(Piece::sizeBytes).sum();
        if (bytes > MOST_BYTES) throw tooMany(bytes);
        try {
            var path = Files.createTempFile("crossdock-", ".out");
            try {
                try (var in = joined(pieces);
                        var out = new BufferedOutputStream(Files.newOutputStream(path))) {
                    file.assembly(options).assemble(in, out);
                }
                return List.of(stored(path));
            } finally {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Named by what is in it: who else makes it at the same time makes the same. */
    private Piece stored(Path path) throws IOException {
        var key = file.folder() + "whole-" + Pieces.hash(Files.newInputStream(path));
        objects.write(key, path, file.contentType());
        return new Piece(key, Files.size(path));
    }

    /** One after the other; each is asked for when its turn comes. */
    private InputStream joined(List<Piece> pieces) {
        Iterator<Piece> rest = pieces.iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return rest.hasNext();
            }

            @Override
            public InputStream nextElement() {
                var piece = rest.next();
                return objects.read(piece.key(), null, 0)
                        .orElseThrow(() -> new IllegalStateException("piece " + piece.key() + " is gone"));
            }
        });
    }

    private Refused tooMany(long bytes) {
        return new Refused(Problem.of(
                "file.too-many-records",
                String.format(
                        Locale.ROOT,
                        "the records take %,d MB, and a file of format %s is made of at most %,d.",
                        bytes >> 20,
                        file.options().format(),
                        MOST_BYTES >> 20),
                "Write csv or ndjson, or fewer records."));
    }
}
