package dev.crossdock.web;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends one exchange when its time is up, whatever it is waiting for: a socket's own timeout is for each read alone, and for no write
 * at all. Thread-safe.
 */
final class Alarm implements AutoCloseable {
    private final long end;
    private final Future<?> ringing;
    private Closeable watched = () -> {};
    private boolean expired;

    Alarm(ScheduledExecutorService timer, Duration time) {
        this.end = System.nanoTime() + time.toNanos();
        this.ringing = timer.schedule(this::expire, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What is closed when time is up; instead of what was named before. */
    synchronized void over(Closeable next) {
        watched = next;
        if (expired) shut();
    }

    /** Not negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    Duration left(Duration most) {
        var left = left();
        return left.compareTo(most) < 0 ? left : most;
    }

    synchronized boolean expired() {
        return expired || System.nanoTime() >= end;
    }

    private synchronized void expire() {
        expired = true;
        shut();
    }

    private void shut() {
        try {
            watched.close();
        } catch (IOException e) {
            // Whoever waits for it learns of it.
        }
    }

    @Override
    public void close() {
        ringing.cancel(false);
        over(() -> {});
    }
}
