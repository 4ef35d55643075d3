package dev.crossdock.mapping.compiled;

/** What the compiler does not do: somebody else may. */
public final class NotCompiled extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotCompiled(String what) {
        super(what, null, false, false);
    }
}
