package dev.crossdock.definition;

import java.util.Locale;

/**
 * A full feed: what is in the collection and does not come with it is deleted, within a guard.
 *
 * @param maxShare most deletions without asking, as a share of the records that were there; negative = {@code maxCount} counts
 * @param maxCount most deletions without asking, as a number
 * @param own only records that this job wrote last belong to the feed; else all of the collection
 */
public record Feed(double maxShare, long maxCount, boolean own) {
    static final double DEFAULT_SHARE = 0.1;

    /** Whether so many deletions need a person's approval. */
    public boolean exceeded(long missing, long total) {
        return maxShare < 0 ? missing > maxCount : missing > maxShare * total;
    }

    /** {@code 10 %}, or a number. */
    public String guard() {
        return maxShare < 0 ? String.format(Locale.ROOT, "%,d", maxCount) : percent(maxShare);
    }

    /** {@code 21 %} or {@code 10.4 %}. */
    public static String percent(double share) {
        var text = String.format(Locale.ROOT, "%.1f", share * 100);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " %";
    }
}
