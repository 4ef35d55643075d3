package dev.crossdock.flow;

import java.util.Objects;

/**
 * What a sink needs to go on with a chunk or to finish the run, as plain data: it is saved in the same conditional update as
 * the checkpoint, and may be read on another machine.
 *
 * @param text the sink's own words, below 64 KB; empty = nothing yet
 */
public record Receipt(String text) {
    public static final Receipt NONE = new Receipt("");

    public Receipt {
        Objects.requireNonNull(text);
    }
}
