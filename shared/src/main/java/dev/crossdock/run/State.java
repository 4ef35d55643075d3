package dev.crossdock.run;

import java.util.Locale;

/** {@code queued → running → succeeded | partial | failed | cancelled}. */
public enum State {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    /** Finished, with rejects or unknown outcomes. */
    PARTIAL,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return this != QUEUED && this != RUNNING;
    }

    /** As users see it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
