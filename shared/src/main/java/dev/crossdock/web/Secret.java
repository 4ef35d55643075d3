package dev.crossdock.web;

import java.util.Objects;

/** A secret's value, from its store to the bytes that prove a call: it does not show itself in a log, a message or a test's output. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = Objects.requireNonNull(value);
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    /** Whoever takes it keeps it no longer than the call that it is for. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return 0; // nothing of the value
    }

    @Override
    public String toString() {
        return "***";
    }
}
