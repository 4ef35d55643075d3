package dev.crossdock.flow;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one record at a sink.
 *
 * @param kind exactly one of the six; a record's run counts add up over them
 * @param problem why, for REJECTED and UNKNOWN always; for others a remark worth keeping (a flagged invalid record)
 */
public record Outcome(Kind kind, Optional<Problem> problem) {
    /** In rising order of badness: the outcome of a record that gave several outputs is the worst of theirs. */
    public enum Kind {
        /** A part of something that is counted with its last part, and not before: counted nowhere. */
        PART,
        SKIPPED,
        UNCHANGED,
        WRITTEN,
        REJECTED,
        /** It may or may not have happened: never shown as success. */
        UNKNOWN
    }

    public static final Outcome PART = new Outcome(Kind.PART, Optional.empty());
    public static final Outcome WRITTEN = new Outcome(Kind.WRITTEN, Optional.empty());
    public static final Outcome UNCHANGED = new Outcome(Kind.UNCHANGED, Optional.empty());
    public static final Outcome SKIPPED = new Outcome(Kind.SKIPPED, Optional.empty());

    public Outcome {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(problem);
    }

    public static Outcome rejected(Problem why) {
        return new Outcome(Kind.REJECTED, Optional.of(why));
    }

    public static Outcome unknown(Problem why) {
        return new Outcome(Kind.UNKNOWN, Optional.of(why));
    }

    public Outcome because(Problem remark) {
        return new Outcome(kind, Optional.of(remark));
    }

    /** The worst of several; SKIPPED for none (a mapping that gave nothing). */
    public static Outcome worst(List<Outcome> outcomes) {
        if (outcomes.isEmpty()) return SKIPPED;
        var worst = outcomes.get(0);
        for (var outcome : outcomes) {
            if (outcome.kind.compareTo(worst.kind) > 0) worst = outcome;
        }
        return worst;
    }
}
