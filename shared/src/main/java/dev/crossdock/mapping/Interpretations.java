package dev.crossdock.mapping;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts an expression's evaluations that were interpreted because it, or what it met, is not compiled. Thread-safe. */
public final class Interpretations {
    private final LongAdder evaluations = new LongAdder();
    private final LongAdder interpreted = new LongAdder();
    private volatile String why;

    Interpretations() {}

    void evaluated() {
        evaluations.increment();
    }

    void interpreted() {
        interpreted.increment();
    }

    /** The first reason stays: later ones are mostly the same. */
    void because(String reason) {
        if (why == null) why = reason;
    }

    /** Evaluations since the expression was compiled. */
    public long evaluations() {
        return evaluations.sum();
    }

    /** Those of them that the interpreter made. */
    public long count() {
        return interpreted.sum();
    }

    /** What was not compiled; empty where everything was. */
    public Optional<String> why() {
        return Optional.ofNullable(why);
    }
}
