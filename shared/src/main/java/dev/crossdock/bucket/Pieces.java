package dev.crossdock.bucket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.flow.Receipt;
import java.util.ArrayList;
import java.util.List;

/**
 * What a chunk has written, as its receipt tells it: keys in their order. A piece that no receipt names is no part of the output,
 * so what a dead worker wrote after the last save is dropped by itself.
 *
 * @param closed large ones, which stay as they are
 * @param tail small ones behind them, which are put together again and again until they are large
 */
record Pieces(List<Piece> closed, List<Piece> tail) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pieces NONE = new Pieces(List.of(), List.of());

    Pieces {
        closed = List.copyOf(closed);
        tail = List.copyOf(tail);
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
        if (none()) return Receipt.NONE;
        try {
            return new Receipt(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean none() {
        return closed.isEmpty() && tail.isEmpty();
    }

    List<Piece> all() {
        var all = new ArrayList<>(closed);
        all.addAll(tail);
        return all;
    }

    Pieces plus(Piece small) {
        var more = new ArrayList<>(tail);
        more.add(small);
        return new Pieces(closed, more);
    }

    /** With one piece in the place of the tail. */
    Pieces merged(Piece whole) {
        return new Pieces(closed, List.of(whole));
    }

    /** With one large piece in the place of the tail. */
    Pieces closed(Piece large) {
        var more = new ArrayList<>(closed);
        more.add(large);
        return new Pieces(more, List.of());
    }
}
