package dev.crossdock.flow;

/** The lease is lost: another worker holds the chunk now. The worker that meets this just stops; it is an expected race. */
public final class Fenced extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Fenced(String what) {
        super(what, null, false, false);
    }
}
