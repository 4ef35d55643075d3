package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a call that failed is made again: a few times in a row, then, while the other side stays away, at growing distances.
 * Every wait is jittered, so that what failed together does not come back together (AWS Builders' Library, "Timeouts, retries and
 * backoff with jitter"). Immutable.
 *
 * @param attempts calls in a row, the first one included, before the effect waits outside of any function
 * @param within no attempt begins later than this after the first one
 */
public record Retry(int attempts, Duration within) {
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    /**
     * After an answer 500 nobody knows whether trying again is of any use, so there are three more attempts: at once for a
     * hiccup, and two that outlast a restart.
     */
    private static final List<Duration> AFTER_ERROR =
            List.of(Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(10));

    /** The three forms of RFC 9110, section 5.6.7. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

    public static Retry of(Connection connection) {
        return new Retry(connection.retry().attempts(), connection.retry().within());
    }

    /** The wait between two calls in a row: anything up to a bound that doubles. @param failed how many failed so far, from 1 */
    public Duration backOff(int failed, RandomGenerator random) {
        long bound = FIRST_BACK_OFF.toMillis() << Math.min(failed - 1, 10);
        return Duration.ofMillis(random.nextLong(Math.min(bound, LONGEST_BACK_OFF.toMillis()) + 1));
    }

    /**
     * The wait before the effect is looked at again: a quarter of the time that it has waited already, so that a short outage
     * costs little delay and a day's outage few hundred calls.
     */
    Duration wait(Duration sinceFirst, RandomGenerator random) {
        long bound = Math.max(SHORTEST_WAIT.toMillis(), Math.min(LONGEST_WAIT.toMillis(), sinceFirst.toMillis() / 4));
        return jittered(bound, random);
    }

    /** @param errors answers 500 so far, from 1; empty = enough of them */
    Optional<Duration> afterError(int errors, RandomGenerator random) {
        return errors > AFTER_ERROR.size()
                ? Optional.empty()
                : Optional.of(jittered(AFTER_ERROR.get(errors - 1).toMillis(), random));
    }

    private static Duration jittered(long boundMs, RandomGenerator random) {
        return Duration.ofMillis(boundMs / 2 + random.nextLong(boundMs / 2 + 1));
    }

    /**
     * What a {@code Retry-After} asks for: seconds, or a date.
     *
     * @return 0 to 1 hour, whatever it says; empty when it says neither
     */
    public static Optional<Duration> retryAfter(String header, Instant now) {
        var text = header.strip();
        if (text.matches("[0-9]+")) {
            // A number too long to be one asks for more than the longest wait anyway.
            return Optional.of(
                    clamped(text.length() > 9 ? LONGEST_RETRY_AFTER : Duration.ofSeconds(Long.parseLong(text))));
        }
        for (var format : DATES) {
            try {
                var time = LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC);
                return Optional.of(clamped(Duration.between(now, time)));
            } catch (DateTimeException e) {
                // the next form
            }
        }
        return Optional.empty();
    }

    private static Duration clamped(Duration asked) {
        if (asked.isNegative()) return Duration.ZERO;
        return asked.compareTo(LONGEST_RETRY_AFTER) < 0 ? asked : LONGEST_RETRY_AFTER;
    }
}
