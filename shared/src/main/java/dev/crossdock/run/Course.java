package dev.crossdock.run;

import dev.crossdock.definition.Feed;
import dev.crossdock.definition.Invalid;
import dev.crossdock.definition.To;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.FeedSink;
import dev.crossdock.flow.Mapping;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
    private final FeedSets sets;

    /**
     * @param unmapped the map of a job that says none
     * @throws dev.crossdock.flow.Refused when the definitions do not fit together
     */
    Course(Work work, Source source, Sink sink, Optional<Mapping> unmapped, FeedSets sets) {
        this.sets = sets;
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
        if (last == Phase.WORK && feed().isPresent()) return compare(chunks, now);
        if (last == Phase.COMPARE && missing(chunks) > 0 && held(chunks).isEmpty()) {
            return List.of(delete(chunks.size(), now));
        }
        return List.of();
    }

    /** The chunk that deletes what was found missing; also a held run's, when it is approved. */
    static ChunkState delete(int number, Instant now) {
        return ChunkState.fresh(Phase.DELETE, new Chunk(number, ""), now);
    }

    private List<ChunkState> compare(List<ChunkState> chunks, Instant now) {
        long unknown = feed().orElseThrow().unknown(receipts(chunks, Phase.WORK));
        if (unknown > 0) {
            var said = Problem.of(
                            "feed.unknown-keys",
                            "%,d record%s refused before %s known, so nothing that the feed lacks was deleted."
                                    .formatted(
                                            unknown,
                                            unknown == 1 ? " was" : "s were",
                                            unknown == 1 ? "its key was" : "their keys were"),
                            "Correct them and drop the whole feed again.")
                    .at(place());
            return List.of(ChunkState.saying(said, Phase.COMPARE, new Chunk(chunks.size(), ""), now));
        }
        var part = part();
        var lacking = part.map(p -> sets.add(work.run(), p).lacking(p.of())).orElse("");
        if (!lacking.isEmpty()) {
            var said = Problem.of(
                            "feed.incomplete",
                            "of the feed %s part %d is imported and %s not yet, so nothing was deleted."
                                    .formatted(part.get().set(), part.get().number(), lacking),
                            "Drop what is missing within " + FeedSets.WITHIN.toHours() + " hours.")
                    .at(place());
            return List.of(ChunkState.saying(said, Phase.COMPARE, new Chunk(chunks.size(), ""), now));
        }
        var compare = new ArrayList<ChunkState>();
        for (var piece : feed().orElseThrow().there(written(chunks)).plan()) {
            var chunk = new Chunk(chunks.size() + compare.size(), piece.range());
            compare.add(ChunkState.fresh(Phase.COMPARE, chunk, now));
        }
        return compare;
    }

    /** Why a person must say whether to delete; empty when the guard allows it, or nothing is missing. */
    Optional<Problem> held(List<ChunkState> chunks) {
        if (chunks.get(chunks.size() - 1).phase() != Phase.COMPARE) return Optional.empty();
        var feed = work.job().feed().orElseThrow();
        long missing = missing(chunks);
        long total = missing
                + chunks.stream()
                        .filter(chunk -> chunk.phase() == Phase.COMPARE)
                        .mapToLong(chunk -> chunk.counts().unchanged())
                        .sum();
        if (!feed.exceeded(missing, total)) return Optional.empty();
        return Optional.of(Problem.of(
                Finish.GUARD,
                "the run would delete %,d of %,d %s (%s, guard %s). Nothing was deleted."
                        .formatted(
                                missing,
                                total,
                                work.job().to() instanceof To.CollectionTarget to ? to.collection() : "records",
                                Feed.percent(Math.round(1000.0 * missing / total) / 1000.0),
                                feed.guard()),
                "Drop the complete file, or: crossdock approve " + work.run().id()));
    }

    private static long missing(List<ChunkState> chunks) {
        return chunks.stream()
                .filter(chunk -> chunk.phase() == Phase.COMPARE)
                .mapToLong(chunk -> chunk.counts().written())
                .sum();
    }

    /** The sink of a full feed; empty when what does not come stays. */
    private Optional<FeedSink> feed() {
        boolean deletes = work.job().feed().isPresent() && !work.run().dryRun();
        return deletes && sink instanceof FeedSink feed ? Optional.of(feed) : Optional.empty();
    }

    /** What came with the feed: with this file, and with the other parts of its set. */
    private List<Receipt> written(List<ChunkState> chunks) {
        return part().map(p -> sets.receipts(sets.add(work.run(), p))).orElseGet(() -> receipts(chunks, Phase.WORK));
    }

    private Optional<FeedPart> part() {
        return work.run().file().flatMap(FeedPart::of);
    }

    private List<Receipt> receipts(List<ChunkState> chunks, Phase phase) {
        return chunks.stream()
                .filter(chunk -> chunk.phase() == phase)
                .map(ChunkState::receipt)
                .toList();
    }

    private String place() {
        return "run " + work.run().id()
                + work.run().file().map(f -> ", " + f.path()).orElse("");
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

    /** @param chunks of the run, for a phase that goes on from what the others have noted */
    Pipeline pipeline(Phase phase, Supplier<List<ChunkState>> chunks) {
        return switch (phase) {
            case CHECK -> new Pipeline(work, source, sink.checking().orElseThrow(), unmapped);
            case WORK -> main;
            case COMPARE -> {
                var written = written(chunks.get());
                var feed = feed().orElseThrow();
                yield new Pipeline(feed.there(written), feed.comparing(written));
            }
            case DELETE -> {
                var feed = feed().orElseThrow();
                yield new Pipeline(feed.missing(receipts(chunks.get(), Phase.COMPARE)), feed.removing());
            }
        };
    }

    /** Whether the input is taken as a whole or not at all. */
    private boolean whole() {
        return sink.checking().isPresent()
                && work.job().to() instanceof To.CollectionTarget to
                && to.invalid().equals(Optional.of(Invalid.REFUSE));
    }
}
