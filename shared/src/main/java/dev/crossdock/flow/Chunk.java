package dev.crossdock.flow;

import java.util.Objects;

/**
 * A piece of a run that one worker leases. Plain data: it is stored, and opened by any worker.
 *
 * @param number 0-based, in the order of the input
 * @param range the source's own words for what belongs to the chunk; text below 4 KB
 */
public record Chunk(int number, String range) {
    public Chunk {
        Objects.requireNonNull(range);
    }

    /** The one chunk of an input that cannot be cut. */
    public static Chunk whole() {
        return new Chunk(0, "");
    }
}
