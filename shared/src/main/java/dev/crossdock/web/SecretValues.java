package dev.crossdock.web;

import dev.crossdock.definition.Reference;

/** Values of secrets. Thread-safe. */
@FunctionalInterface
public interface SecretValues {
    /** @throws dev.crossdock.flow.Refused when there is no secret of this name */
    String of(String name);

    /** What a definition says, with the secrets that it refers to. */
    default String resolve(String text) {
        return Reference.resolve(text, this::of);
    }
}
