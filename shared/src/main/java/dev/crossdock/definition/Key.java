package dev.crossdock.definition;

/**
 * A key of a definition: everything that lint, the JSON Schema and the reference page say about it.
 *
 * @param doc a sentence or two for the reference page
 * @param fallback what holds when the key is missing; empty = nothing to say
 */
record Key(String name, Shape shape, String doc, boolean required, Effect effect, String fallback) {
    enum Effect {
        NOW,
        /** Only in published definitions, written there by {@link Definitions}. */
        PUBLISHED
    }

    static Key key(String name, Shape shape, String doc) {
        return new Key(name, shape, doc, false, Effect.NOW, "");
    }

    Key must() {
        return new Key(name, shape, doc, true, effect, fallback);
    }

    Key published() {
        return new Key(name, shape, doc, required, Effect.PUBLISHED, fallback);
    }

    Key or(String otherwise) {
        return new Key(name, shape, doc, required, effect, otherwise);
    }
}
