package dev.crossdock.infra.cloud;

import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One lock per key that somebody holds or waits for, none for all others. Thread-safe. */
final class KeyLocks {
    private final ConcurrentHashMap<String, Held> held = new ConcurrentHashMap<>();

    private static final class Held {
        private final ReentrantLock lock = new ReentrantLock();
        /** Changed only inside {@code compute}. */
        private int users;
    }

    /** Waits for all of these keys; the same thread closes what it gets. */
    Hold hold(Collection<String> keys) {
        // In one order for everybody: two who want the same two keys never wait for each other.
        var sorted = new TreeSet<>(keys);
        for (var key : sorted) {
            var mine = held.compute(key, (k, there) -> {
                var lock = there == null ? new Held() : there;
                lock.users++;
                return lock;
            });
            mine.lock.lock();
        }
        return () -> sorted.forEach(this::release);
    }

    private void release(String key) {
        held.get(key).lock.unlock();
        held.compute(key, (k, there) -> --there.users == 0 ? null : there);
    }

    @FunctionalInterface
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }
}
