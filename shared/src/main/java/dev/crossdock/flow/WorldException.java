package dev.crossdock.flow;

import java.time.Duration;
import java.util.Optional;

/**
 * The world failed, not the input: a timeout, a throttle, a store out of reach. Thrown by adapters only, retried in one
 * place by whoever owns the loop, and turned into a {@link Problem} when patience ends.
 */
public final class WorldException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Duration retryAfter;
    private final boolean patient;

    public WorldException(String message, Throwable cause) {
        this(message, null, cause);
    }

    /** @param retryAfter how long the other side asked to wait; null when it said nothing */
    public WorldException(String message, Duration retryAfter, Throwable cause) {
        this(message, retryAfter, false, cause);
    }

    private WorldException(String message, Duration retryAfter, boolean patient, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
        this.patient = patient;
    }

    /** Thrown by who knows himself when the waiting is to end: it counts towards no other limit. */
    public static WorldException waiting(String message, Duration retryAfter) {
        return new WorldException(message, retryAfter, true, null);
    }

    /** Whether who threw it sees to the end of the waiting. */
    public boolean patient() {
        return patient;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
