package dev.crossdock.functions.uploadtoazure;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Blocks at once, of all chunks that this process works on: each is read when its turn has come, so that no more of them are in
 * memory than there are threads. Thread-safe.
 */
record Staging(Executor executor) {
    /** A block is read, hashed and sent; the line is what takes time, and four fill 100 MB/s at 40 ms each. */
    static final int AT_ONCE = 4;

    static Staging threads() {
        return new Staging(Executors.newFixedThreadPool(AT_ONCE, work -> {
            var thread = new Thread(work, "azure-block");
            thread.setDaemon(true);
            return thread;
        }));
    }

    /** Ends when all have ended. @throws RuntimeException the first failure */
    void all(List<Runnable> blocks) {
        var running = blocks.stream()
                .map(block -> CompletableFuture.runAsync(block, executor))
                .toList();
        Throwable failure = null;
        for (var each : running) {
            try {
                each.join();
            } catch (CompletionException e) {
                if (failure == null) failure = e.getCause();
            }
        }
        if (failure instanceof Error error) throw error;
        if (failure != null) throw (RuntimeException) failure;
    }
}
