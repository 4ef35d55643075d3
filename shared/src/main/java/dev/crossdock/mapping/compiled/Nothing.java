package dev.crossdock.mapping.compiled;

/** JSON's null where it stands alone. */
final class Nothing {
    static final Object NULL = new Nothing();

    private Nothing() {}

    /** What a container holds, as a value of its own. */
    static Object outOf(Object held) {
        return held == null ? NULL : held;
    }

    /** A value as a container holds it. */
    static Object into(Object value) {
        return value == NULL ? null : value;
    }

    @Override
    public String toString() {
        return "null";
    }
}
