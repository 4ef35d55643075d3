package dev.crossdock.run;

import dev.crossdock.flow.Counts;
import java.util.List;

/** What a run does one after the other; each with chunks of its own, which begin when those before are done. */
enum Phase {
    /** Reads everything as if it were written, for a job that takes a file as a whole or not at all. */
    CHECK,
    /** From the source, through the map, to the sink. */
    WORK;

    /** What a batch of this phase adds to its chunk's counts. */
    Counts counted(Counts batch) {
        if (this != CHECK) return batch;
        long good = batch.read() - batch.rejected() - batch.unknown();
        return new Counts(batch.read(), 0, 0, good, batch.rejected(), batch.unknown(), 0);
    }

    /** What a run has done by its chunks; what was only checked counts until it is done. */
    static Counts sum(List<ChunkState> chunks) {
        boolean begun = chunks.stream().anyMatch(chunk -> chunk.phase() == WORK);
        var sum = Counts.ZERO;
        for (var chunk : chunks) {
            if (chunk.phase() == CHECK && begun) continue;
            sum = sum.plus(chunk.counts());
        }
        return sum;
    }

    /** How far a run is, 0 to 1; checking is half of it. */
    static double progress(List<ChunkState> chunks) {
        var last = chunks.isEmpty() ? WORK : chunks.get(chunks.size() - 1).phase();
        boolean checked = chunks.stream().anyMatch(chunk -> chunk.phase() == CHECK);
        double share = chunks.stream()
                .filter(chunk -> chunk.phase() == last)
                .mapToDouble(ChunkState::progress)
                .average()
                .orElse(0);
        return checked ? (last == CHECK ? share / 2 : 0.5 + share / 2) : share;
    }
}
