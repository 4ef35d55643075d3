package dev.crossdock.run;

import dev.crossdock.flow.Counts;
import java.time.Instant;
import java.util.Locale;

/**
 * A chunk of a run, as people see it.
 *
 * @param number 0-based, through all phases
 * @param phase check, work, compare or delete
 * @param state waiting, working, done or failed
 * @param progress share of it that was read, 0 to 1
 * @param batches that were saved
 * @param problem what ended it; empty when nothing did
 */
public record RunPiece(
        int number,
        String phase,
        String state,
        double progress,
        Counts counts,
        long batches,
        Instant touched,
        String problem) {
    static RunPiece of(ChunkState chunk) {
        return new RunPiece(
                chunk.chunk().number(),
                chunk.phase().name().toLowerCase(Locale.ROOT),
                state(chunk),
                chunk.progress(),
                chunk.counts(),
                chunk.seq(),
                chunk.touched(),
                chunk.problem().map(Object::toString).orElse(""));
    }

    private static String state(ChunkState chunk) {
        if (chunk.problem().isPresent()) return "failed";
        if (chunk.done()) return "done";
        return chunk.owner().isEmpty() ? "waiting" : "working";
    }
}
