package dev.crossdock.run;

import dev.crossdock.bucket.FileSource;
import dev.crossdock.flow.Counts;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Runs as the ledger keeps them: found, listed, changed on condition. Thread-safe.
 *
 * <p>Entries: {@code RUN#id/META} the run, {@code RUN#id/CHUNK#n} its chunks, {@code OPEN/id} while it has not ended (what the
 * {@link Sweep} walks), {@code RUNS/time#id} and those of {@link RunLists} for lists.
 */
public final class Runs {
    static final String OPEN = "OPEN";
    private static final int PAGE = 1_000;
    private static final String META = "META";
    private static final String CHUNK = "CHUNK#";

    private final Ledger ledger;
    private final Clock clock;

    public Runs(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** The run, with the counts of its chunks so far while it runs. */
    public Optional<Run> find(String id) {
        return ledger.read(partition(id), META).map(entry -> counted(Json.read(entry.body(), Run.class)));
    }

    private Run counted(Run run) {
        return run.state() == State.RUNNING ? run.counted(counts(run)) : run;
    }

    /** @throws Refused {@code run.unknown} */
    public Run get(String id) {
        return find(id).orElseThrow(() ->
                new Refused(Problem.of("run.unknown", "there is no run \"" + id + "\".", "List them: crossdock runs")));
    }

    /** How far a run is, 0 to 1. */
    public double progress(Run run) {
        if (run.state().ended()) return 1;
        return Phase.progress(chunks(run));
    }

    /** What was remarked on records that were not rejected: code → how often, and the first message. */
    public Map<String, String> remarks(Run run) {
        var sum = new LinkedHashMap<String, String>();
        remarksOf(chunks(run)).forEach((code, remark) -> sum.put(code, remark.count() + " × " + remark.first()));
        return sum;
    }

    /** Its chunks, in their order. */
    public List<RunPiece> pieces(Run run) {
        return chunks(run).stream().map(RunPiece::of).toList();
    }

    static Map<String, ChunkState.Remark> remarksOf(List<ChunkState> chunks) {
        Map<String, ChunkState.Remark> sum = Map.of();
        for (var chunk : chunks) sum = ChunkState.together(sum, chunk.remarks());
        return sum;
    }

    /**
     * Runs, the newest first; those that have not ended yet, where they are asked for by their state, in no order of their times.
     *
     * @param job only this job's; empty = all
     * @param state only in this state
     * @param cursor empty = from the newest; else what the last page gave
     * @return a page may hold fewer than there is room for, even none, and have a next one: see {@link LedgerList#MOST_WALKED}
     */
    public Page list(String job, Optional<State> state, String cursor, int limit) {
        var page = RunLists.of(job, state)
                .page(
                        ledger,
                        (sort, body) -> listed(sort, body)
                                .filter(run -> job.isEmpty() || run.job().equals(job))
                                .filter(run -> state.isEmpty() || run.state() == state.get())
                                .map(this::counted),
                        cursor,
                        limit);
        return new Page(page.items(), page.next());
    }

    private static Optional<Run> listed(String sort, String body) {
        return Optional.of(Json.read(body, Run.class)).filter(run -> RunLists.holds(sort, run));
    }

    /** The newest runs of a job, the newest first; without the counts of those that are running. */
    public List<Run> newest(String job, int limit) {
        return RunLists.of(job, Optional.empty())
                .page(
                        ledger,
                        (sort, body) ->
                                listed(sort, body).filter(run -> run.job().equals(job)),
                        "",
                        limit)
                .items();
    }

    /** Runs that are queued or running, in no order of their times; of very many not all ({@link LedgerList#MOST_WALKED}). */
    public List<Run> unended() {
        return RunLists.of("", Optional.of(State.RUNNING))
                .page(
                        ledger,
                        (sort, body) -> listed(sort, body)
                                .filter(run -> !run.state().ended())
                                .map(this::counted),
                        "",
                        LedgerList.MOST_WALKED)
                .items();
    }

    public record Page(List<Run> items, Optional<String> next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /**
     * Asks a run to stop; its workers do so at their next batch. A held one ends at once, and deletes nothing.
     *
     * @return the run as it is now; unchanged when it has ended
     */
    public Run cancel(String id) {
        get(id);
        return change(id, run -> {
            if (run.state() == State.HELD) {
                return run.ended(
                        State.CANCELLED, run.counts(), run.error(), run.outputs(), run.moved(), clock.instant());
            }
            return run.state().ended() ? run : run.cancelling();
        });
    }

    // What follows is for this room.

    boolean cancelRequested(String id) {
        return ledger.read(partition(id), META)
                .map(entry -> Json.read(entry.body(), Run.class).cancelRequested())
                .orElse(false);
    }

    /** Claims the run by its derived id. @return false when it was claimed before */
    boolean claim(Run run) {
        // The side entries come first: if the claim succeeds nothing is missing, if we die before it the event comes
        // again,
        // and an entry without its run is passed over.
        ledger.write(OPEN, run.id(), Ledger.ANY, Json.write(clock.instant().toString()), null);
        RunLists.add(ledger, run);
        return ledger.write(partition(run.id()), META, Ledger.ABSENT, Json.write(run), null)
                .isPresent();
    }

    /** For a run that is worked on again. */
    void reopen(Run run) {
        ledger.write(OPEN, run.id(), Ledger.ANY, Json.write(clock.instant().toString()), null);
    }

    /** Hands over the ids of all runs that have not ended; some of them may have, or may never have begun. */
    void eachOpen(Consumer<String> each) {
        var after = "";
        while (true) {
            var page = ledger.list(OPEN, "", after, PAGE);
            for (var entry : page) {
                after = entry.sort();
                each.accept(after);
            }
            if (page.size() < PAGE) return;
        }
    }

    boolean openedBefore(String id, Instant time) {
        return ledger.read(OPEN, id)
                .map(entry ->
                        Instant.parse(Json.read(entry.body(), String.class)).isBefore(time))
                .orElse(false);
    }

    void forgetOpen(String id) {
        ledger.delete(OPEN, id, Ledger.ANY);
    }

    /** Changes the run on the condition that nobody changed it meanwhile; tries again when somebody did. */
    Run change(String id, UnaryOperator<Run> change) {
        while (true) {
            var entry = ledger.read(partition(id), META)
                    .orElseThrow(() -> new IllegalStateException("run " + id + " is not in the ledger"));
            var before = Json.read(entry.body(), Run.class);
            var after = change.apply(before);
            if (after.equals(before)) return after;
            // Before the run itself, as a claim does it: an entry too many is passed over.
            RunLists.enters(ledger, before, after);
            if (ledger.write(partition(id), META, entry.version(), Json.write(after), null)
                    .isPresent()) {
                RunLists.leaves(ledger, before, after);
                return after;
            }
        }
    }

    /** What to add to the number of a record in a chunk so that it is its number in the file. */
    public IntToLongFunction recordsBefore(Run run) {
        return recordsBefore(chunks(run));
    }

    /** Chunks of a file that was split without being read count their records from 1; once all are done the sums are known. */
    static IntToLongFunction recordsBefore(List<ChunkState> chunks) {
        var before = new HashMap<Integer, Long>();
        long sum = 0;
        for (var state : chunks) {
            if (FileSource.numbersItsOwn(state.chunk()))
                before.put(state.chunk().number(), sum);
            sum += state.counts().read();
        }
        return chunk -> before.getOrDefault(chunk, 0L);
    }

    List<ChunkState> chunks(Run run) {
        var chunks = new ArrayList<ChunkState>();
        var after = "";
        while (true) {
            var page = ledger.list(partition(run.id()), CHUNK, after, 1000);
            for (var entry : page) {
                chunks.add(Json.read(entry.body(), ChunkState.class));
                after = entry.sort();
            }
            if (page.size() < 1000) return chunks;
        }
    }

    /** Without those of a phase that is just being planned. */
    List<ChunkState> planned(Run run) {
        var chunks = chunks(run);
        return chunks.subList(0, Math.min(chunks.size(), run.chunks()));
    }

    Counts counts(Run run) {
        return Phase.sum(chunks(run));
    }

    /** Ends whatever lease a chunk has: only for a host that knows every earlier worker is gone. */
    void breakLease(Run run, int number) {
        var entry = ledger.read(partition(run.id()), chunkKey(number));
        if (entry.isEmpty()) return;
        var state = Json.read(entry.get().body(), ChunkState.class);
        if (!state.done()) Held.take(ledger, entry.get(), state.released(false, clock.instant()));
    }

    void addChunk(Run run, ChunkState chunk) {
        ledger.write(partition(run.id()), chunkKey(chunk.chunk().number()), Ledger.ABSENT, Json.write(chunk), null);
    }

    static String partition(String run) {
        return "RUN#" + run;
    }

    static String chunkKey(int number) {
        return CHUNK + "%06d".formatted(number);
    }
}
