package dev.crossdock.mapping.compiled;

/** A limit was met. Not a problem of the data, and no bug. */
public final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Which one. */
    public enum Why {
        TOO_LONG,
        TOO_DEEP,
        TOO_LARGE
    }

    /** Which limit. */
    public final Why why;

    Stopped(Why why, String message) {
        super(message, null, false, false);
        this.why = why;
    }
}
