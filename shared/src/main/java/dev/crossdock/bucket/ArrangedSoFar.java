package dev.crossdock.bucket;

import dev.crossdock.bucket.ObjectStore.Piece;
import java.util.List;

/**
 * How far {@link Arranging} has come: everything before this place is in the targets' pieces.
 *
 * @param chunk index of the chunk to go on with
 * @param piece index of its piece
 * @param files complete ones, of all targets
 * @param targets in the order of their first records
 */
record ArrangedSoFar(int chunk, int piece, int files, List<Target> targets) {
    static final ArrangedSoFar NOTHING = new ArrangedSoFar(0, 0, 0, List.of());

    ArrangedSoFar {
        targets = List.copyOf(targets);
    }

    /** @param outputs its complete parts @param pieces of the part that is begun */
    record Target(String name, List<Output> outputs, List<Piece> pieces, long records, long bytes, boolean begun) {
        Target {
            outputs = List.copyOf(outputs);
            pieces = List.copyOf(pieces);
        }
    }
}
