package dev.crossdock.definition;

import dev.crossdock.flow.Refused;
import java.time.Duration;

/** How long a trigger may gather a record's changes: what waits longer is a schedule's work. */
final class SettleRule {
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private SettleRule() {}

    static void check(Tree.Branch trigger, Findings findings) {
        trigger.get("settle").ifPresent(value -> {
            if (!(value instanceof Tree.Leaf leaf) || !leaf.isText() || !tooLong(leaf.text())) return;
            findings.problem(
                    leaf.spot(),
                    "/settle",
                    "config.value",
                    "settle cannot be " + leaf.raw() + ".",
                    "It is at most 15m. What may wait longer is a job with a schedule.");
        });
    }

    /** What is no duration at all has been said already. */
    private static boolean tooLong(String text) {
        try {
            return Units.duration(text).compareTo(LONGEST) > 0;
        } catch (Refused e) {
            return false;
        }
    }
}
