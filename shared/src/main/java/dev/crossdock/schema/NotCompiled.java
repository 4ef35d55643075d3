package dev.crossdock.schema;

/** The schema says something that only the validator knows. */
final class NotCompiled extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotCompiled(String keyword) {
        super(keyword, null, false, false);
    }
}
