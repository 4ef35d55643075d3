package dev.crossdock.web;

import dev.crossdock.definition.Connection.Delivery;
import java.util.Set;

/** What an exchange means for the effect that it was about. */
public enum Verdict {
    /** It has happened. */
    DONE,
    /** It has not happened, or may happen twice: call again, for as long as the connection's retry allows. */
    AGAIN,
    /** As {@link #AGAIN}, but the other side failed at this very call: only a few times. */
    SELDOM,
    /** It may have happened, and may not be repeated: a person must look. */
    UNCLEAR,
    /** The other side will not do it, however often it is asked. */
    REFUSED;

    /** Timeout before the request was complete, too early, too many: the call was not looked at. */
    private static final Set<Integer> NOT_LOOKED_AT = Set.of(408, 425, 429, 503);

    private static final Set<Integer> NEVER = Set.of(501, 505);
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;

    /** Of an answer. @param method DELETE has happened when there is nothing (any more) */
    public static Verdict of(Delivery mode, String method, int status) {
        if (status >= 200 && status < 300) return DONE;
        if (method.equals("DELETE") && (status == 404 || status == 410)) return DONE;
        if (NOT_LOOKED_AT.contains(status)) return AGAIN;
        // The first call with this key is still being worked on.
        if (status == CONFLICT && mode == Delivery.IDEMPOTENCY_KEY) return AGAIN;
        if (status < SERVER_ERROR || NEVER.contains(status)) return REFUSED;
        // What lies behind a gateway, or behind an error, may have acted.
        if (mode == Delivery.AT_MOST_ONCE) return UNCLEAR;
        return status == SERVER_ERROR ? SELDOM : AGAIN;
    }

    /** Of no answer after bytes were sent, and of a call that a crash interrupted: nobody knows whether it has happened. */
    public static Verdict ofLost(Delivery mode) {
        return mode == Delivery.AT_MOST_ONCE ? UNCLEAR : AGAIN;
    }

    /** Of a call of which nothing was sent. */
    public static Verdict ofNotSent() {
        return AGAIN;
    }
}
