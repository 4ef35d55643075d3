package dev.crossdock.engine;

import dev.crossdock.flow.Problem;
import dev.crossdock.mapping.Expression;
import java.time.Instant;
import java.util.Optional;

/** How far a step, or a list of them, has come. */
sealed interface Passed {
    /** @param result empty = nothing */
    record Done(Optional<Object> result) implements Passed {
        static Done of(Object value) {
            return new Done(Optional.of(value == null ? Expression.NULL : value));
        }
    }

    /**
     * @param at path of the step
     * @param undone whether steps of an {@code onError} were taken
     */
    record Failed(Problem problem, String at, boolean undone) implements Passed {}

    record Waiting(Instant at, Optional<Problem> why) implements Passed {}
}
