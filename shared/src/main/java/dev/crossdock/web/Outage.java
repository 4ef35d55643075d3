package dev.crossdock.web;

import java.time.Instant;
import java.util.Optional;

/** Whether a webservice is there at all: calls that failed one after the other, without one in between that was answered well. */
final class Outage {
    private Instant since;
    private int failures;

    Outage(Optional<Instant> since) {
        this.since = since.orElse(null);
    }

    void answered() {
        since = null;
        failures = 0;
    }

    void failed(Instant now) {
        if (since == null) since = now;
        failures++;
    }

    /** In this process, since the last good answer. */
    int failures() {
        return failures;
    }

    /** Another visit finds out for itself. */
    void visit() {
        failures = 0;
    }

    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }
}
