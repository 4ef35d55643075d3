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

    public WorldException(String message, Throwable cause) {
        this(message, null, cause);
    }

    /** @param retryAfter how long the other side asked to wait; null when it said nothing */
    public WorldException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
