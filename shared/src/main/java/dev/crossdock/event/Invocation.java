package dev.crossdock.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * One call of a function: who it is, and how long it may take. Immutable and thread-safe.
 *
 * <p>Lambda knows both, but Funqy does not hand its {@code Context} over: in 3.34 {@code FunqyLambdaBindingRecorder.dispatch}
 * makes an empty request context, so a {@code @Context} parameter is null, and the function has one input only. The deadline
 * is therefore the handler's start plus the function's timeout, which template.yaml repeats in {@value #TIMEOUT}. That is late
 * by what lies between Lambda's start and the handler's (milliseconds when warm, below a second when cold): whoever asks for
 * {@link #remaining()} keeps a reserve of seconds.
 *
 * @param requestId unique among all invocations; owns leases
 * @param deadline after it the worker may be killed at any time
 * @param clock what {@code deadline} is measured by
 */
public record Invocation(String requestId, Instant deadline, Clock clock) {
    /** Environment variable: the function's timeout in whole seconds, as in template.yaml. */
    public static final String TIMEOUT = "CROSSDOCK_TIMEOUT";

    /** Lambda's own default: a forgotten variable makes work stop early, never late. */
    private static final Duration UNSET = Duration.ofSeconds(3);

    public Invocation {
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(deadline);
        Objects.requireNonNull(clock);
    }

    /** An invocation by Lambda that begins now; to be called first thing in the function's Lambda entry. */
    public static Invocation begin(Clock clock) {
        var seconds = System.getenv(TIMEOUT);
        return within(seconds == null ? UNSET : Duration.ofSeconds(Long.parseLong(seconds)), clock);
    }

    /** An invocation that begins now and may take this long. */
    public static Invocation within(Duration timeout, Clock clock) {
        // Made here and not once per process: with SnapStart every restored copy would share it.
        return new Invocation(UUID.randomUUID().toString(), clock.instant().plus(timeout), clock);
    }

    /** Zero or negative after the deadline. */
    public Duration remaining() {
        return Duration.between(clock.instant(), deadline);
    }
}
