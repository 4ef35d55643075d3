package dev.crossdock.bucket;

import dev.crossdock.bucket.ObjectStore.Piece;
import java.util.List;

/**
 * One of a run's files, as it will be.
 *
 * @param name in its bucket
 * @param bytes before packing
 * @param pieces what it is made of, in their order
 */
record Output(String name, long records, long bytes, List<Piece> pieces) {
    Output {
        pieces = List.copyOf(pieces);
    }
}
