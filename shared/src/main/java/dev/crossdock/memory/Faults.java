package dev.crossdock.memory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What can be ordered of the in-memory stores: to be told of every call, before and after it took effect, and to die there. One
 * is shared by all stores of a world, so that its calls have one numbering. Thread-safe.
 */
public final class Faults {
    /** The process is killed at this call: everything it would still have done is not done. An Error, so that nobody handles it. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        public Killed(String where) {
            super("killed " + where, null, false, false);
        }
    }

    /** Told of a call: {@code store.method}, and whether it has taken effect yet. May throw {@link Killed}, or what the world throws. */
    @FunctionalInterface
    public interface Watcher {
        void call(long number, String what, boolean after);
    }

    private final AtomicLong calls = new AtomicLong();
    private volatile boolean unwatched;
    private volatile Watcher watcher = (number, what, after) -> {};

    public void watch(Watcher newWatcher) {
        watcher = newWatcher;
        calls.set(0);
    }

    /** Calls since the last {@link #watch}; each counts twice, before and after. */
    public long calls() {
        return calls.get();
    }

    /** Looks on from outside: these calls are not counted and nothing happens to them. */
    public synchronized <T> T unwatched(Supplier<T> look) {
        unwatched = true;
        try {
            return look.get();
        } finally {
            unwatched = false;
        }
    }

    void before(String what) {
        if (unwatched) return;
        watcher.call(calls.incrementAndGet(), what, false);
    }

    void after(String what) {
        if (unwatched) return;
        watcher.call(calls.incrementAndGet(), what, true);
    }

    /** Runs a call between its two moments. */
    public <T> T around(String what, Supplier<T> call) {
        before(what);
        var answer = call.get();
        after(what);
        return answer;
    }
}
