package dev.crossdock.run;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Fenced;
import dev.crossdock.flow.Hold;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.flow.WorldException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only loop: lease → open → next, map, validate, write, flush → save (checkpoint, receipt, counts) under the epoch → … →
 * finish. It may be killed anywhere; another worker goes on from the last save.
 *
 * <p>Thread-safe; one instance serves every job type and every worker of a process.
 */
public final class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    /**
     * How long a chunk is held without a save. A batch of 1,000 records took up to 3 s against the embedded cloud and 1 s is
     * usual; a killed worker's chunk waits no longer than this.
     */
    static final Duration LEASE = Duration.ofSeconds(60);
    /** Leases of one chunk without any progress before it is given up: an input that kills its worker every time. */
    static final int ATTEMPTS = 25;
    /** World failures without any progress before a chunk is given up; with {@link #backOff} that is about 16 hours. */
    static final int TROUBLES = 200;
    /** A worker stops at a batch when less than this is left of its invocation. */
    static final Duration RESERVE = Duration.ofSeconds(10);
    /** The longest that SQS delays a message. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

    private final Ledger ledger;
    private final Queue queue;
    private final ObjectStore objects;
    private final DefinitionStore definitions;
    private final Clock clock;
    private final Runs runs;
    private final Finish finish;
    private final Latest latest;
    private final GoFirst others;

    public JobRunner(Ledger ledger, Queue queue, ObjectStore objects, DefinitionStore definitions, Clock clock) {
        this(ledger, queue, objects, definitions, clock, GoFirst.NOBODY);
    }

    /** @param others let pass before each batch */
    public JobRunner(
            Ledger ledger, Queue queue, ObjectStore objects, DefinitionStore definitions, Clock clock, GoFirst others) {
        this.others = others;
        this.ledger = ledger;
        this.queue = queue;
        this.objects = objects;
        this.definitions = definitions;
        this.clock = clock;
        this.runs = new Runs(ledger, clock);
        this.finish = new Finish(ledger, queue, objects, definitions, clock);
        this.latest = new Latest(ledger, objects, runs);
    }

    /**
     * Works on one message of the job type's queue; when it returns the message is done with.
     *
     * @throws RuntimeException when the message must come again: the world is out of reach, or a bug
     */
    public void work(JobType function, String body, Invocation invocation) {
        var message = Json.read(body, WorkMessage.class);
        var run = runs.find(message.run()).orElse(null);
        if (run == null) {
            LOG.warn("run.unknown run={}", message.run());
            return;
        }
        try {
            if (!run.state().ended()) advance(function, run, message, invocation);
            else finish.after(run);
        } catch (Fenced e) {
            // Expected: this chunk was taken over after our lease; its new owner does the rest.
            LOG.debug("chunk.fenced run={} {}", run.id(), e.getMessage());
        }
    }

    private void advance(JobType function, Run run, WorkMessage message, Invocation invocation) {
        Course course;
        try {
            var work = new Work(run, definitions.job(run.job(), run.jobVersion()), definitions);
            course = new Course(
                    work,
                    function.source(work),
                    function.sink(work),
                    function.unmapped(work),
                    new FeedSets(ledger, runs));
            // A dry run takes nobody's place, and gives way to nobody.
            if (!run.dryRun()) latest.expectTurn(run, work.job());
            if (run.chunks() == 0) run = plan(run, course);
            else if (run.state() == State.QUEUED)
                run = runs.change(run.id(), r -> r.state() == State.QUEUED ? r.resumed() : r);
        } catch (Refused e) {
            finish.refuse(run, e.problem(), invocation.requestId());
            return;
        }
        int chunk = message.chunk() == null ? 0 : message.chunk();
        if (message.chunk() == null) sendOthers(run);
        if (work(run, course, chunk, invocation) && !goOn(run.id(), course)) {
            finish.tryToEnd(run.id(), course, invocation.requestId());
        }
    }

    /** The same input gives the same plan, so two planners, or one after a crash, do no harm to each other. */
    private Run plan(Run run, Course course) {
        var now = clock.instant();
        var chunks = course.first(now);
        for (var chunk : chunks) runs.addChunk(run, chunk);
        var planned = runs.change(run.id(), r -> r.state() == State.QUEUED ? r.planned(chunks.size(), now) : r);
        LOG.info("run.started run={} job={} chunks={}", run.id(), run.job(), chunks.size());
        return planned;
    }

    /** Begins the next phase when the chunks of those before are done: by whoever sees it, once or more often, the same. */
    private boolean goOn(String id, Course course) {
        var run = runs.get(id);
        if (run.state().ended() || run.cancelRequested()) return false;
        var before = runs.planned(run);
        if (before.size() < run.chunks() || !before.stream().allMatch(ChunkState::well)) return false;
        var more = course.next(before, clock.instant());
        if (more.isEmpty()) return false;
        for (var chunk : more) runs.addChunk(run, chunk);
        int all = before.size() + more.size();
        runs.change(id, r -> r.chunks() == before.size() ? r.extended(all) : r);
        for (var chunk : more) send(run, chunk.chunk().number(), Duration.ZERO);
        LOG.info("run.phase run={} phase={} chunks={}", id, more.get(0).phase(), more.size());
        return true;
    }

    private void sendOthers(Run run) {
        if (run.chunks() < 2) return;
        for (var chunk : runs.chunks(run)) {
            int number = chunk.chunk().number();
            if (number > 0 && !chunk.done()) send(run, number, Duration.ZERO);
        }
    }

    private void send(Run run, int chunk, Duration delay) {
        queue.send(run.type(), Queue.Message.later(new WorkMessage(run.id(), chunk).json(), delay));
    }

    /** @return true when the chunk is done, by us or by another */
    private boolean work(Run run, Course course, int number, Invocation invocation) {
        var held = lease(run, number, invocation.requestId());
        if (held.isEmpty()) return false;
        var mine = held.get();
        if (mine.state().done()) return true;
        if (run.cancelRequested()) {
            mine.save(state -> state.ended(Optional.empty(), clock.instant()));
            return true;
        }
        if (mine.state().attempts() > ATTEMPTS) {
            mine.save(state -> state.ended(Optional.of(stuck(run, state)), clock.instant()));
            return true;
        }
        try {
            return copy(run, course.pipeline(mine.state().phase(), () -> runs.planned(run)), mine, invocation);
        } catch (Refused e) {
            mine.save(state -> state.ended(Optional.of(e.problem()), clock.instant()));
            return true;
        } catch (WorldException e) {
            if (!e.patient() && mine.state().troubles() >= TROUBLES) {
                mine.save(state -> state.ended(Optional.of(outOfReach(run, e)), clock.instant()));
                return true;
            }
            LOG.warn("chunk.trouble run={} chunk={} message=\"{}\"", run.id(), number, e.getMessage());
            var wait = e.retryAfter().orElse(backOff(mine.state().troubles()));
            // Said in the chunk too, so that no message that comes early uses its patience up.
            mine.save(state -> state.released(!e.patient(), clock.instant().plus(wait), clock.instant()));
            send(run, number, atMost(wait, LONGEST_DELAY));
            return false;
        }
    }

    /** @return empty when another worker holds the chunk; it, or the message sent for later, will see to it */
    private Optional<Held> lease(Run run, int number, String me) {
        for (int i = 0; i < 5; i++) {
            var entry = ledger.read(Runs.partition(run.id()), Runs.chunkKey(number))
                    .orElseThrow(() -> new IllegalStateException("run " + run.id() + " has no chunk " + number));
            var state = Json.read(entry.body(), ChunkState.class);
            var now = clock.instant();
            if (state.done()) return Optional.of(Held.seen(ledger, entry, state));
            if (state.heldByAnother(me, now)) {
                // Its owner may be dead: come back when the lease has run out. A message in, a message out.
                send(
                        run,
                        number,
                        atMost(Duration.between(now, state.leaseUntil()).plusSeconds(1), LONGEST_DELAY));
                return Optional.empty();
            }
            if (state.waits(now)) {
                send(run, number, atMost(Duration.between(now, state.leaseUntil()), LONGEST_DELAY));
                return Optional.empty();
            }
            var held = Held.take(ledger, entry, state.leased(me, now.plus(LEASE), now));
            if (held.isPresent()) return held;
        }
        throw new WorldException("chunk " + number + " of run " + run.id() + " changes too fast to be leased", null);
    }

    /** @return true at the chunk's end, false after a hand-over to the next invocation */
    private boolean copy(Run run, Pipeline pipeline, Held mine, Invocation invocation) {
        var start = mine.state();
        try (Source.Cursor cursor = pipeline.source().open(start.chunk(), start.checkpoint());
                Sink.Writer writer = pipeline.sink()
                        .open(start.chunk(), start.receipt(), new ChunkHold(mine, invocation, others, clock))) {
            var slowest = Duration.ZERO;
            var unsaved = new Unsaved(clock.instant());
            while (true) {
                if (invocation.remaining().compareTo(longest(RESERVE, slowest.multipliedBy(2))) < 0) {
                    if (unsaved.any()) save(run, mine, cursor, writer, unsaved);
                    // First the message, then the lease: a crash between them costs a duplicate, never the chunk.
                    send(run, start.chunk().number(), Duration.ofSeconds(1));
                    mine.save(state -> state.released(false, clock.instant()));
                    return false;
                }
                others.letPass();
                var began = clock.instant();
                Optional<Batch> batch;
                try {
                    batch = cursor.next();
                } catch (Refused e) {
                    // What was read before the place that cannot be read stays.
                    if (unsaved.any()) save(run, mine, cursor, writer, unsaved);
                    throw e;
                }
                if (batch.isEmpty()) break;
                unsaved.add(pipeline.pass(batch.get(), writer));
                boolean save = writer.due() || unsaved.many(clock.instant());
                if (save) {
                    save(run, mine, cursor, writer, unsaved);
                    unsaved = new Unsaved(clock.instant());
                }
                slowest = longest(slowest, Duration.between(began, clock.instant()));
                if (save && runs.cancelRequested(run.id())) break;
            }
            if (unsaved.any()) save(run, mine, cursor, writer, unsaved);
            var receipt = writer.end();
            mine.save(state -> state.saved(
                            cursor.position(),
                            receipt,
                            state.counts(),
                            state.remarks(),
                            1,
                            clock.instant(),
                            clock.instant())
                    .ended(Optional.empty(), clock.instant()));
            return true;
        }
    }

    /** Renews the lease of a chunk once a third of it has gone by, and lets others pass. */
    private static final class ChunkHold implements Hold {
        private final Held mine;
        private final Invocation invocation;
        private final GoFirst others;
        private final Clock clock;

        ChunkHold(Held mine, Invocation invocation, GoFirst others, Clock clock) {
            this.mine = mine;
            this.invocation = invocation;
            this.others = others;
            this.clock = clock;
        }

        @Override
        public void keep() {
            others.letPass();
            var now = clock.instant();
            if (Duration.between(now, mine.state().leaseUntil())
                            .compareTo(LEASE.multipliedBy(2).dividedBy(3))
                    > 0) return;
            mine.save(state -> state.kept(now.plus(LEASE), now));
        }

        @Override
        public Duration left() {
            return invocation.remaining();
        }
    }

    private void save(Run run, Held mine, Source.Cursor cursor, Sink.Writer writer, Unsaved unsaved) {
        var receipt = writer.flush();
        var position = cursor.position();
        saveRejects(run, mine.state(), unsaved.rejects());
        if (run.dryRun()) new Preview(objects).keep(run, mine.state(), unsaved.preview());
        mine.save(state -> state.saved(
                position,
                receipt,
                state.counts().plus(state.phase().counted(unsaved.counts())),
                state.phase() == Phase.CHECK ? Map.of() : ChunkState.together(state.remarks(), unsaved.remarks()),
                cursor.progress(),
                clock.instant().plus(LEASE),
                clock.instant()));
    }

    /** Named by chunk and seq: a batch repeated after a crash writes the same object again. */
    private void saveRejects(Run run, ChunkState state, List<Rejects.Reject> rejects) {
        if (rejects.isEmpty()) return;
        objects.write(
                Rejects.partKey(run.id(), state.chunk().number(), state.seq()),
                Rejects.lines(rejects),
                "application/x-ndjson");
    }

    private static Problem stuck(Run run, ChunkState state) {
        return Problem.of(
                        "run.stuck",
                        "chunk %d was begun %d times without getting further than record %,d."
                                .formatted(
                                        state.chunk().number(),
                                        ATTEMPTS,
                                        state.counts().read()),
                        "What was written stays. Look into the log for what ended its workers, then: crossdock retry "
                                + run.id())
                .at("run " + run.id());
    }

    private static Problem outOfReach(Run run, WorldException e) {
        return Problem.of(
                        "run.out-of-reach",
                        "given up after " + TROUBLES + " attempts: "
                                + e.getMessage().replaceFirst("[.]$", "") + ".",
                        "What was written stays. When the store can be reached again: crossdock retry " + run.id())
                .at("run " + run.id());
    }

    private static Duration backOff(int troubles) {
        return Duration.ofSeconds(Math.min(300, 1L << Math.min(troubles, 9)));
    }

    private static Duration longest(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Duration atMost(Duration a, Duration limit) {
        return a.compareTo(limit) <= 0 ? a : limit;
    }
}
