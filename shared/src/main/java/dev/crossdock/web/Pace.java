package dev.crossdock.web;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Time, chance and patience of a {@link Sender}: real ones, or a test's. */
public record Pace(Clock clock, RandomGenerator random, Sleeper sleeper) {
    /** Waits, and returns at once with the thread's interrupted flag set when it is interrupted. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration time);
    }

    public static Pace real(Clock clock) {
        // Asked each time: a generator made at the start would be shared by all copies of a Lambda's snapshot.
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return new Pace(clock, random, time -> {
            try {
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
