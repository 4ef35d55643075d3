package dev.crossdock.run;

import dev.crossdock.flow.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of the batches since the last save, which is saved together. Not thread-safe. */
final class Unsaved {
    /** Rejects hold whole records, and what a crash makes come again is not to be long. */
    private static final int MANY_REJECTS = 1_000;

    private static final int MANY_RECORDS = 50_000;
    /** Much less than a lease. */
    private static final Duration LONG = Duration.ofSeconds(5);

    private final Instant since;
    private final List<Rejects.Reject> rejects = new ArrayList<>();
    private final List<Preview.Line> preview = new ArrayList<>();
    private Counts counts = Counts.ZERO;
    private Map<String, ChunkState.Remark> remarks = new LinkedHashMap<>();

    Unsaved(Instant since) {
        this.since = since;
    }

    void add(Pipeline.Result result) {
        counts = counts.plus(result.counts());
        rejects.addAll(result.rejects());
        result.preview().stream().limit(Preview.MOST - preview.size()).forEach(preview::add);
        remarks = ChunkState.together(remarks, result.remarks());
    }

    boolean any() {
        return counts.read() > 0;
    }

    /** Whether it is not to become more, whatever the sink says. */
    boolean many(Instant now) {
        return rejects.size() >= MANY_REJECTS
                || counts.read() >= MANY_RECORDS
                || Duration.between(since, now).compareTo(LONG) >= 0;
    }

    Counts counts() {
        return counts;
    }

    List<Rejects.Reject> rejects() {
        return rejects;
    }

    /** The first of a dry run. */
    List<Preview.Line> preview() {
        return preview;
    }

    Map<String, ChunkState.Remark> remarks() {
        return remarks;
    }
}
