package dev.crossdock.bucket;

import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.flow.Fenced;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/**
 * What one chunk leaves in the run's folder. Each flush leaves a small piece; when the small ones are together large enough for
 * S3 to copy them by itself they are written once more as one, so every byte is written about twice and the receipt stays short. A
 * piece is named by its content: a worker that lost its lease cannot change what the receipt of its successor names. Not
 * thread-safe.
 */
final class PieceWriter {
    /** More small pieces than this are put together, however small they are. */
    private static final int MOST_SMALL = 64;
    /** So many large pieces, and the next ones are eight times as large: a receipt below 64 KB names 14 GB. */
    private static final int MANY_LARGE = 400;

    private final ObjectStore objects;
    private final String folder;
    private final int pieceBytes;
    private final int chunk;
    /** Where large pieces go; null = beside the small ones, and then the end of the chunk needs no large one. */
    private final FileParts.Away away;

    private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private Pieces pieces;
    private boolean rewritten;

    PieceWriter(ObjectStore objects, String folder, int pieceBytes, int chunk, Pieces pieces) {
        this(objects, folder, pieceBytes, chunk, pieces, null);
    }

    PieceWriter(ObjectStore objects, String folder, int pieceBytes, int chunk, Pieces pieces, FileParts.Away away) {
        this.away = away;
        this.objects = objects;
        this.folder = folder;
        this.pieceBytes = pieceBytes;
        this.chunk = chunk;
        this.pieces = pieces;
        for (var piece : pieces.tail()) tail.writeBytes(read(piece));
    }

    Pieces pieces() {
        return pieces;
    }

    /** Adds to the chunk. @param width see {@link Pieces#closed} */
    void keep(byte[] bytes, int width) {
        tail.writeBytes(bytes);
        int large = pieces.closed().size() < MANY_LARGE ? pieceBytes : 8 * pieceBytes;
        if (tail.size() >= large) {
            close(width);
        } else if (rewritten || pieces.tail().size() >= MOST_SMALL) {
            settle();
        } else {
            pieces = pieces.plus(store(bytes));
        }
    }

    /** Writes anew what is not closed, at the next {@link #keep} or {@link #flushed}. */
    void rewrite(UnaryOperator<byte[]> how) {
        if (tail.size() == 0) return;
        var next = how.apply(tail.toByteArray());
        tail.reset();
        tail.writeBytes(next);
        rewritten = true;
    }

    /** @param columns where they are noted */
    Pieces flushed(String columns) {
        if (rewritten) settle();
        pieces = pieces.noted(columns);
        return pieces;
    }

    private void close(int width) {
        var large = tail.toByteArray();
        pieces = pieces.closed(
                away == null ? store(large) : away.keep(chunk, pieces.closed().size(), large), width);
        tail.reset();
        rewritten = false;
    }

    /** As {@link #flushed}, at the end of the chunk, where what goes elsewhere goes there. */
    Pieces ended() {
        if (away != null && tail.size() > 0) close(-1);
        return pieces;
    }

    private void settle() {
        pieces = pieces.merged(store(tail.toByteArray()));
        rewritten = false;
    }

    private Piece store(byte[] content) {
        var key = folder + "%06d-%s".formatted(chunk, Pieces.hash(content));
        objects.write(key, content, "application/octet-stream");
        return new Piece(key, content.length);
    }

    private byte[] read(Piece piece) {
        // Only the end of the run takes pieces away: then somebody else was quicker.
        try (var in =
                objects.read(piece.key(), null, 0).orElseThrow(() -> new Fenced(piece.key() + " was cleared away"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
