package dev.crossdock.mapping;

import java.time.Duration;

/**
 * What one evaluation of an expression may take.
 *
 * @param time of one evaluation
 * @param depth of nested calls
 * @param stringLength characters of one text that a function makes
 */
public record Limits(Duration time, int depth, int stringLength) {
    /** A product mapping of 15 fields takes 30 µs; a hundred nested calls are more than any mapping that was seen needs. */
    public static final Limits DEFAULT = new Limits(Duration.ofMillis(500), 200, 10_000_000);
}
