package dev.crossdock.mapping;

import java.time.Duration;

/**
 * What one evaluation of an expression may take. What passes through untouched is not measured, only what the expression makes.
 *
 * @param time of the processor, not of the clock on the wall: a paused process fails no record. A new expression's first
 *     evaluation has four times as long
 * @param depth of steps inside one another; a recursion takes about six for each call of itself
 * @param textLength characters of one text
 * @param listSize entries of one list
 * @param made characters of all texts made in one evaluation, and what lists, objects and functions take, in bytes, roughly
 * @param results values in the result, counted as often as they are shown
 */
public record Limits(Duration time, int depth, int textLength, int listSize, long made, int results) {
    /**
     * A product mapping of 15 fields takes 30 µs, a depth of 15 and makes 1,000. A field of 5 MB can be trimmed, cased and
     * joined a few times. The depth fits the 1 MB stack that a thread has by default.
     */
    public static final Limits DEFAULT =
            new Limits(Duration.ofMillis(500), 500, 10_000_000, 1_000_000, 64_000_000, 1_000_000);
}
