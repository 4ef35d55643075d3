package dev.crossdock.mapping.compiled;

/** A compiled node. Thread-safe: what one evaluation needs is in the frame. */
@FunctionalInterface
interface Op {
    /** @param input what {@code $} is; null for nothing @return null for nothing */
    Object run(Object input, Frame frame);
}
