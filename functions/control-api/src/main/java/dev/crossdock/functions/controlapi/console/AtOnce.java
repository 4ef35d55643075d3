package dev.crossdock.functions.controlapi.console;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks several things side by side: a page waits for the slowest of them, not for one after the other. Thread-safe. */
@Singleton
class AtOnce {
    private static final int MOST = 8;

    private final ExecutorService hands = hands();

    /** What asks must not itself ask through this. @return the answers, in the order of the questions; the first failure is thrown */
    <T> List<T> all(List<Supplier<T>> asked) {
        var all = asked.stream()
                .map(one -> CompletableFuture.supplyAsync(one, hands))
                .toList();
        try {
            return all.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException problem) throw problem;
            throw e;
        }
    }

    /** None is left when nobody asks: a function's snapshot is taken without threads. */
    private static ExecutorService hands() {
        var pool = new ThreadPoolExecutor(MOST, MOST, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, "console");
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
