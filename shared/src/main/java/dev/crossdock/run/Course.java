package dev.crossdock.run;

import dev.crossdock.definition.Invalid;
import dev.crossdock.definition.To;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Mapping;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The phases of one run: which is the first, which comes next, and what each joins. It only reads what the chunks say, so whoever
 * asks, and however often, gets the same answer. One use, one thread.
 */
final class Course {
    private final Work work;
    private final Source source;
    private final Sink sink;
    private final Optional<Mapping> unmapped;
    private final Pipeline main;

    /**
     * @param unmapped the map of a job that says none
     * @throws dev.crossdock.flow.Refused when the definitions do not fit together
     */
    Course(Work work, Source source, Sink sink, Optional<Mapping> unmapped) {
        this.work = work;
        this.source = source;
        this.sink = sink;
        this.unmapped = unmapped;
        this.main = new Pipeline(work, source, sink, unmapped);
    }

    Source source() {
        return source;
    }

    Sink sink() {
        return sink;
    }

    /** The chunks that a run begins with. */
    List<ChunkState> first(Instant now) {
        var phase = whole() ? Phase.CHECK : Phase.WORK;
        return source.plan().stream()
                .map(chunk -> ChunkState.fresh(phase, chunk, now))
                .toList();
    }

    /**
     * The chunks that come next.
     *
     * @param chunks of the run so far, all done and without a problem
     * @return empty when there is nothing more to do
     */
    List<ChunkState> next(List<ChunkState> chunks, Instant now) {
        var last = chunks.get(chunks.size() - 1).phase();
        if (last == Phase.CHECK && Phase.sum(chunks).rejected() == 0) return again(chunks, now);
        return List.of();
    }

    /** The same pieces of the input once more, behind the others. */
    private static List<ChunkState> again(List<ChunkState> chunks, Instant now) {
        var again = new ArrayList<ChunkState>();
        for (var chunk : chunks) {
            var piece = new Chunk(chunks.size() + again.size(), chunk.chunk().range());
            again.add(ChunkState.fresh(Phase.WORK, piece, now));
        }
        return again;
    }

    /** Completes the output, and lets the source remember where the next run begins. */
    void finish(List<ChunkState> chunks) {
        var worked =
                chunks.stream().filter(chunk -> chunk.phase() == Phase.WORK).toList();
        sink.finish(worked.stream().map(ChunkState::receipt).toList());
        source.finish(
                worked.stream().map(ChunkState::chunk).toList(),
                worked.stream().map(ChunkState::checkpoint).toList());
    }

    Pipeline pipeline(Phase phase) {
        return switch (phase) {
            case CHECK -> new Pipeline(work, source, sink.checking().orElseThrow(), unmapped);
            case WORK -> main;
        };
    }

    /** Whether the input is taken as a whole or not at all. */
    private boolean whole() {
        return sink.checking().isPresent()
                && work.job().to() instanceof To.CollectionTarget to
                && to.invalid().equals(Optional.of(Invalid.REFUSE));
    }
}
