package dev.crossdock.flow;

import java.util.Objects;

/**
 * The place in a chunk to go on from, in the source's own words.
 *
 * @param text below 4 KB; empty = the chunk's beginning
 */
public record Checkpoint(String text) {
    public static final Checkpoint START = new Checkpoint("");

    public Checkpoint {
        Objects.requireNonNull(text);
    }
}
