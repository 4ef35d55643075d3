package dev.crossdock.event;

import java.util.Optional;

/**
 * Anything that is called with an event: behind a queue, a stream or a clock. In Lambda its own zip holds it; the local host
 * finds them all and calls them with the same JSON. Thread-safe.
 *
 * @param <I> Lambda's class for the event
 * @param <O> what Lambda wants to hear; {@code Void} for nothing
 */
public interface EventFunction<I, O> {
    /** The function's folder, and its block's folder in template.yaml: {@code import-file}. */
    String name();

    Class<I> input();

    /**
     * An event that asks for nothing: what the function is called with before Lambda takes its snapshot, so that the snapshot has
     * what a real event needs. It changes nothing, whenever it is handled.
     *
     * @return empty where there is no such event
     */
    default Optional<I> idle() {
        return Optional.empty();
    }

    /**
     * @return null where nothing is to be said
     * @throws RuntimeException when the whole event must come again
     */
    O handle(I event, Invocation invocation);
}
