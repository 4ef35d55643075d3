package dev.crossdock.definition;

/** What of a job does not go together, although each key alone is right. */
final class JobRules {
    private JobRules() {}

    static void check(Tree.Branch job, Findings findings) {
        boolean parallel = says(job, "overlap", "parallel");
        var from = branch(job, "from");
        if (parallel && from != null && says(from, "take", "latest")) {
            conflict(
                    from,
                    "take",
                    "/from/take",
                    "take: latest needs runs that wait for each other, and overlap: parallel lets all run at once.",
                    findings);
        }
        var to = branch(job, "to");
        var feed = branch(job, "feed");
        boolean full = feed != null && says(feed, "full", "true");
        if (full && parallel) {
            conflict(
                    feed,
                    "full",
                    "/feed/full",
                    "full feeds need runs that wait for each other, and overlap: parallel lets all run at once.",
                    findings);
        }
        // An answer of a webservice may be only what has changed, or say that nothing has.
        if (full && (to == null || !to.has("collection") || from == null || !from.has("bucket"))) {
            conflict(
                    feed,
                    "full",
                    "/feed/full",
                    "a full feed is a file of a bucket that goes to a collection, and this job has another from or to.",
                    findings);
        }
        if (to != null && says(to, "invalid", "refuse") && from != null && !from.has("bucket")) {
            conflict(
                    to,
                    "invalid",
                    "/to/invalid",
                    "invalid: refuse reads the input twice, first to check it, and only a file is the same twice.",
                    findings);
        }
    }

    private static void conflict(Tree.Branch at, String key, String pointer, String what, Findings findings) {
        findings.problem(at.keys().get(key).key(), pointer, "config.conflict", what, "Remove one of the two.");
    }

    private static boolean says(Tree.Branch branch, String key, String word) {
        return branch.get(key)
                .filter(value -> value instanceof Tree.Leaf leaf && leaf.raw().equals(word))
                .isPresent();
    }

    private static Tree.Branch branch(Tree.Branch job, String key) {
        return job.get(key)
                .filter(Tree.Branch.class::isInstance)
                .map(Tree.Branch.class::cast)
                .orElse(null);
    }
}
