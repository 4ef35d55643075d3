package dev.crossdock.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * What the ledger says of a connection that is not to be called. Once the other side answers again there is no such entry, or one
 * that is closed and not yet told.
 *
 * @param since its first failure, with no good answer since; of one that only asked for time: when it did
 * @param opened when it was shut
 * @param until no call before then; after it one call, by whoever moves this time on
 * @param why the last failure, for people; empty where the other side asked for time ({@code Retry-After})
 * @param closed it answers again
 * @param told the alerts have been told
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Shut(String connection, Instant since, Instant opened, Instant until, String why, boolean closed, boolean told) {

    static Shut failing(String connection, Instant since, Instant now, Instant until, String why) {
        return new Shut(connection, since, now, until, why, false, false);
    }

    /** Nobody need be told that a webservice wants a pause. */
    static Shut asked(String connection, Instant now, Instant until) {
        return new Shut(connection, now, now, until, "", false, true);
    }

    /** It fails, and has not merely asked for time. */
    boolean failing() {
        return !why.isEmpty() && !closed;
    }

    Shut untilAtLeast(Instant time) {
        return with(time.isAfter(until) ? time : until, closed, told);
    }

    Shut probed(Instant next) {
        return with(next, false, told);
    }

    Shut answered() {
        return with(until, true, told);
    }

    Shut told(boolean now) {
        return with(until, closed, now);
    }

    private Shut with(Instant newUntil, boolean newClosed, boolean newTold) {
        return new Shut(connection, since, opened, newUntil, why, newClosed, newTold);
    }
}
