package dev.crossdock.bucket;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a chunk has written, as its receipt tells it: keys in their order. A piece that no receipt names is no part of the output,
 * so what a dead worker wrote after the last save is dropped by itself.
 *
 * @param closed large ones, which stay as they are
 * @param tail small ones behind them, which are put together again and again until they are large
 * @param widths of a table whose columns the job does not name: with how many of {@code columns} each closed piece was written;
 *     the tail always has all of them
 * @param columns where the chunk's columns are noted; empty = there are none to note
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Pieces(List<Piece> closed, List<Piece> tail, List<Integer> widths, String columns) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pieces NONE = new Pieces(List.of(), List.of(), List.of(), "");

    Pieces {
        closed = closed == null ? List.of() : List.copyOf(closed);
        tail = tail == null ? List.of() : List.copyOf(tail);
        widths = widths == null ? List.of() : List.copyOf(widths);
        columns = columns == null ? "" : columns;
    }

    static Pieces of(Receipt receipt) {
        if (receipt.equals(Receipt.NONE)) return NONE;
        try {
            return JSON.readValue(receipt.text(), Pieces.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a file's receipt: " + receipt.text(), e);
        }
    }

    Receipt receipt() {
        if (none() && columns.isEmpty()) return Receipt.NONE;
        try {
            return new Receipt(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether no record was written. */
    boolean none() {
        return closed.isEmpty() && tail.isEmpty();
    }

    List<Piece> all() {
        var all = new ArrayList<>(closed);
        all.addAll(tail);
        return all;
    }

    /** With how many columns the piece at an index of {@link #all} was written. @param known how many the chunk has */
    int width(int index, int known) {
        return index < widths.size() ? widths.get(index) : known;
    }

    Pieces plus(Piece small) {
        var more = new ArrayList<>(tail);
        more.add(small);
        return new Pieces(closed, more, widths, columns);
    }

    /** With one piece in the place of the tail. */
    Pieces merged(Piece whole) {
        return new Pieces(closed, List.of(whole), widths, columns);
    }

    /** With one large piece in the place of the tail. @param width -1 = it is no table whose columns are not named */
    Pieces closed(Piece large, int width) {
        var more = new ArrayList<>(closed);
        more.add(large);
        var wider = new ArrayList<>(widths);
        if (width >= 0) wider.add(width);
        return new Pieces(more, List.of(), wider, columns);
    }

    Pieces noted(String key) {
        return new Pieces(closed, tail, widths, key);
    }

    /** What names a content. */
    static String hash(byte[] content) {
        try {
            return hash(new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads and closes. */
    static String hash(InputStream content) throws IOException {
        try (content) {
            var digest = Sha256.digest();
            var buffer = new byte[64 << 10];
            for (int n; (n = content.read(buffer)) >= 0; ) digest.update(buffer, 0, n);
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        }
    }
}
