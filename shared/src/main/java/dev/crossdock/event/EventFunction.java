package dev.crossdock.event;

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
     * @return null where nothing is to be said
     * @throws RuntimeException when the whole event must come again
     */
    O handle(I event, Invocation invocation);
}
