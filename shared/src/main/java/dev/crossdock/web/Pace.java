package dev.crossdock.web;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Time, chance, patience and hands of a {@link Sender}: real ones, or a test's.
 *
 * @param hands where calls are made that go on beside one another
 */
public record Pace(Clock clock, RandomGenerator random, Sleeper sleeper, Executor hands) {
    /** One call after the other, in the thread that wants it. */
    public Pace(Clock clock, RandomGenerator random, Sleeper sleeper) {
        this(clock, random, sleeper, Runnable::run);
    }

    /** Waits, and returns at once with the thread's interrupted flag set when it is interrupted. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration time);
    }

    public static Pace real(Clock clock) {
        // Not the thread's own, whose seed all copies of a Lambda's snapshot would share: this one asks the system.
        RandomGenerator random = new SecureRandom();
        return new Pace(
                clock,
                random,
                time -> {
                    try {
                        TimeUnit.NANOSECONDS.sleep(time.toNanos());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                Executors.newCachedThreadPool(Pace::daemon));
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "call");
        thread.setDaemon(true);
        return thread;
    }
}
