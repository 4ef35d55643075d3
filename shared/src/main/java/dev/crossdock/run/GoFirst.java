package dev.crossdock.run;

/**
 * Who is let pass before a worker goes on. In AWS nobody: functions share no machine. Where they do, people and senders who wait for an
 * answer come before work that is safe in a queue. Thread-safe.
 */
public interface GoFirst {
    GoFirst NOBODY = () -> {};

    /** Returns at once, or when those who go first have passed, and always within seconds: the worker holds a lease. */
    void letPass();
}
