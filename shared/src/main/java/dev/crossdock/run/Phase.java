package dev.crossdock.run;

import dev.crossdock.flow.Counts;
import java.util.List;

/** What a run does one after the other; each with chunks of its own, which begin when those before are done. */
enum Phase {
    /** Reads everything as if it were written, for a job that takes a file as a whole or not at all. */
    CHECK,
    /** From the source, through the map, to the sink. */
    WORK,
    /** Finds what a full feed lacks of what is there. */
    COMPARE,
    /** Takes away what was found missing. */
    DELETE;

    /** What a batch of this phase adds to its chunk's counts. */
    Counts counted(Counts batch) {
        if (this == DELETE) return new Counts(0, 0, 0, 0, 0, 0, batch.written());
        if (this != CHECK) return batch;
        long good = batch.read() - batch.rejected() - batch.unknown();
        return new Counts(batch.read(), 0, 0, good, batch.rejected(), batch.unknown(), 0);
    }

    /** What a run has done by its chunks; what was only checked counts until it is done. */
    static Counts sum(List<ChunkState> chunks) {
        boolean begun = chunks.stream().anyMatch(chunk -> chunk.phase() == WORK);
        var sum = Counts.ZERO;
        for (var chunk : chunks) {
            // What was compared tells how many are missing, and not what the run has done.
            if (chunk.phase() == CHECK && begun || chunk.phase() == COMPARE) continue;
            sum = sum.plus(chunk.counts());
        }
        return sum;
    }

    /** How far a run is, 0 to 1; checking is half of it, comparing and deleting come on top. */
    static double progress(List<ChunkState> chunks) {
        var last = chunks.stream()
                .map(ChunkState::phase)
                .filter(phase -> phase == CHECK || phase == WORK)
                .reduce((a, b) -> b)
                .orElse(WORK);
        boolean checked = chunks.stream().anyMatch(chunk -> chunk.phase() == CHECK);
        double share = chunks.stream()
                .filter(chunk -> chunk.phase() == last)
                .mapToDouble(ChunkState::progress)
                .average()
                .orElse(0);
        return checked ? (last == CHECK ? share / 2 : 0.5 + share / 2) : share;
    }
}
