package dev.crossdock.run;

import java.util.Locale;

/**
 * {@code queued → running → succeeded | partial | failed | cancelled}, and {@code held}, from where a person lets it go on or
 * cancels it. A held run counts as ended: the next one in line does not wait for it.
 */
public enum State {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    /** Finished, with rejects or unknown outcomes. */
    PARTIAL,
    FAILED,
    /** A full feed that would delete more than its guard allows; it has done everything else. */
    HELD,
    CANCELLED;

    public boolean ended() {
        return this != QUEUED && this != RUNNING;
    }

    /** As users see it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
