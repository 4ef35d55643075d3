package dev.crossdock.flow;

/**
 * How many records ended how; {@code read = written + unchanged + skipped + rejected + unknown} always, {@code deleted} stands
 * beside it. Immutable; derived from a checkpoint's batches, never incremented apart from it.
 */
public record Counts(long read, long written, long unchanged, long skipped, long rejected, long unknown, long deleted) {
    public static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0);

    /** @throws IllegalStateException when the counts do not add up: a bug, not an input's fault */
    public Counts {
        if (read != written + unchanged + skipped + rejected + unknown) {
            throw new IllegalStateException(
                    "counts do not add up: read %d, written %d, unchanged %d, skipped %d, rejected %d, unknown %d"
                            .formatted(read, written, unchanged, skipped, rejected, unknown));
        }
    }

    public Counts plus(Counts o) {
        return new Counts(
                read + o.read,
                written + o.written,
                unchanged + o.unchanged,
                skipped + o.skipped,
                rejected + o.rejected,
                unknown + o.unknown,
                deleted + o.deleted);
    }

    /** One record more, with this outcome; a part of one is none. */
    public Counts plus(Outcome outcome) {
        return switch (outcome.kind()) {
            case PART -> this;
            case WRITTEN -> new Counts(read + 1, written + 1, unchanged, skipped, rejected, unknown, deleted);
            case UNCHANGED -> new Counts(read + 1, written, unchanged + 1, skipped, rejected, unknown, deleted);
            case SKIPPED -> new Counts(read + 1, written, unchanged, skipped + 1, rejected, unknown, deleted);
            case REJECTED -> new Counts(read + 1, written, unchanged, skipped, rejected + 1, unknown, deleted);
            case UNKNOWN -> new Counts(read + 1, written, unchanged, skipped, rejected, unknown + 1, deleted);
        };
    }
}
