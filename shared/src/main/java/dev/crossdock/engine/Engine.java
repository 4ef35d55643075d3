package dev.crossdock.engine;

import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.Optional;

/** Runs templates. Thread-safe. */
public interface Engine {
    /**
     * One execution to begin or to go on with.
     *
     * @param template its name
     * @param execution derived from the cause, never random: the same cause is the same execution. Letters, digits and {@code -._~/}
     * @param cause what people are shown: {@code listener shop-orders, delivery 123}
     * @param input as read from JSON: Map, List, String, BigDecimal, Boolean or null
     * @param hop 0 when a person or another system began it; writes of the execution carry it on plus one
     */
    record Start(String template, String execution, String cause, Object input, int hop) {}

    /** What became of it so far. */
    sealed interface Result {
        /** @param output what the template's {@code output} gives */
        record Succeeded(Object output) implements Result {}

        /** It will not get better by itself. */
        record Failed(Problem problem) implements Result {}

        /** It waits for its time, or for a webservice: ask again with the same start, not before {@code at}. */
        record Later(Instant at, Optional<Problem> why) implements Result {}
    }

    /**
     * Goes on behind the steps that are done; an execution that has ended gives the same end again and does nothing. Only for
     * another cause one that has failed, and has undone nothing, is tried again where it failed; with the input of this start, if no
     * step is done yet.
     *
     * @param deadline after it the process may be killed; what does not fit before it is {@link Result.Later}
     * @throws dev.crossdock.flow.WorldException when the ledger is out of reach; asked again, it goes on
     */
    Result run(Start start, Instant deadline);
}
