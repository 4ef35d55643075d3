package dev.crossdock.webhook;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Has something done that a sender waits for, and only so long. What is not done by then is not given up: in Lambda it is frozen with its
 * environment once the answer is out, and goes on, minutes later, with the next call. Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface Patience {
    /**
     * Does the work.
     *
     * @param late done when the patience ends before the work, ahead of what the work goes on to do
     * @throws TimeoutException when the patience has ended; what is thrown by the work goes through
     */
    <T> T within(Duration patience, Supplier<T> work, Runnable late) throws TimeoutException;

    /** The work is done by others. */
    static Patience by(Executor hands) {
        return new Patience() {
            @Override
            public <T> T within(Duration patience, Supplier<T> work, Runnable late) throws TimeoutException {
                var done = CompletableFuture.supplyAsync(work, hands);
                try {
                    return done.get(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) throw error;
                    throw e.getCause() instanceof RuntimeException problem
                            ? problem
                            : new IllegalStateException(e.getCause());
                } catch (TimeoutException e) {
                    late.run();
                    throw e;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    late.run();
                    throw new TimeoutException("interrupted");
                }
            }
        };
    }
}
