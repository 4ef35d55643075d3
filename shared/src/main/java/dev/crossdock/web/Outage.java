package dev.crossdock.web;

import java.time.Instant;
import java.util.Optional;

/** Whether a webservice is there at all: calls that failed one after the other, without one in between that was answered well. */
final class Outage {
    private Instant since;
    private int failures;
    private boolean known;

    Outage(Optional<Instant> since) {
        since(since);
    }

    void answered() {
        since = null;
        failures = 0;
        known = false;
    }

    void failed(Instant now) {
        if (since == null) since = now;
        failures++;
    }

    /** In this process, since the last good answer. */
    int failures() {
        return failures;
    }

    /** Goes on from an earlier visit, which knew it for longer. */
    void since(Optional<Instant> known) {
        if (known.isEmpty()) return;
        since = known.get();
        this.known = true;
    }

    /** An earlier visit found it away, and nothing was answered well since: one call at a time is enough to see. */
    boolean known() {
        return known;
    }

    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }
}
