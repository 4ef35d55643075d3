package dev.crossdock.run;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.definition.Job;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Counts;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins runs, each once: the derived key is claimed before anything is sent. Thread-safe. */
public final class Starter {
    private static final Logger LOG = LoggerFactory.getLogger(Starter.class);

    private final Ledger ledger;
    private final Latest latest;
    private final Runs runs;
    private final Line line;
    private final Queue queue;
    private final ObjectStore objects;
    private final DefinitionStore definitions;
    private final Clock clock;
    private final boolean dryRun;

    public Starter(Ledger ledger, Queue queue, ObjectStore objects, DefinitionStore definitions, Clock clock) {
        this(ledger, queue, objects, definitions, clock, false);
    }

    private Starter(
            Ledger ledger, Queue queue, ObjectStore objects, DefinitionStore definitions, Clock clock, boolean dryRun) {
        this.ledger = ledger;
        this.dryRun = dryRun;
        this.objects = objects;
        this.clock = clock;
        this.runs = new Runs(ledger, clock);
        this.latest = new Latest(ledger, objects, runs);
        this.line = new Line(ledger, runs, queue);
        this.queue = queue;
        this.definitions = definitions;
    }

    /** The same, but what it begins are dry runs: the same cause gives another run, which waits in no line. */
    public Starter rehearsing() {
        return new Starter(ledger, queue, objects, definitions, clock, true);
    }

    /**
     * Claims a run and puts it in its job's line.
     *
     * @param cause a key derived from it ({@link RunKey})
     * @param order of its drop among the job's drops, compared as text
     * @return the run, also when an earlier call with the same key had begun it
     * @throws Refused when the job is unknown, or no function does what it says
     */
    public Run start(String job, String cause, Optional<FileRef> file, Map<String, String> params, String order) {
        var run = enter(job, cause, file, params, order);
        if (!dryRun
                && run.state() == State.QUEUED
                && definitions.job(job).value().overlap() != Job.Overlap.PARALLEL) line.next(job);
        return run;
    }

    /** Claims a run; one that goes in line waits there until somebody asks for the next. */
    private Run enter(String job, String cause, Optional<FileRef> file, Map<String, String> params, String order) {
        var key = dryRun ? RunKey.ofDryRun(cause) : cause;
        var known = runs.find(RunKey.id(key));
        var published = definitions.job(job);
        var type = published
                .value()
                .type()
                .orElseThrow(() -> new Refused(Problem.of(
                                "job.no-type",
                                "no function moves from "
                                        + published.value().from().kind() + " to "
                                        + published.value().to().kind() + ".",
                                "See: crossdock lint")
                        .at("job " + job)));
        var run = known.orElseGet(
                () -> Run.queued(key, job, type, published.version(), file, params, order, clock.instant()));
        if (run.state() != State.QUEUED) return run;
        // A dry run changes nothing that another one could see: it waits for nobody, and nobody for it.
        if (dryRun) run = run.dry();
        if (dryRun || published.value().overlap() == Job.Overlap.PARALLEL) {
            runs.claim(run);
            queue.send(type, Queue.Message.of(new WorkMessage(run.id(), null).json()));
            return run;
        }
        line.add(run);
        runs.claim(run);
        return run;
    }

    /**
     * Starts a run for each file in the job's bucket that its pattern matches, in the order of their names; of a job that takes
     * only the latest in the order of their arrival, and all but the last give way at once.
     *
     * @param key what makes this start one: started twice with the same key, each file still has one run
     * @return the runs; empty when no file matches
     */
    public List<Run> startMatching(String job, String key, Map<String, String> params) {
        var from = definitions.job(job).value().from();
        if (!(from instanceof From.BucketFiles files)) {
            return List.of(start(job, key, Optional.empty(), params, order(clock.instant(), "")));
        }
        if (files.latest()) return startLatest(job, key, files, params);
        var started = new ArrayList<Run>();
        var after = "";
        while (true) {
            var page = objects.list(files.bucket() + "/", after, 1000);
            for (var stored : page.items()) {
                after = stored.key();
                var file = ObjectStore.ref(stored).orElseThrow();
                if (!Drops.matches(files, file.name())) continue;
                started.add(start(
                        job,
                        key + "\n" + file.path() + "\n" + file.etag(),
                        Optional.of(file),
                        params,
                        order(clock.instant(), "%08x".formatted(started.size()))));
            }
            if (page.next().isEmpty()) return started;
        }
    }

    private List<Run> startLatest(String job, String key, From.BucketFiles files, Map<String, String> params) {
        var waiting = new ArrayList<ObjectStore.Stored>();
        var after = "";
        while (true) {
            var page = objects.list(files.bucket() + "/", after, 1000);
            for (var stored : page.items()) {
                after = stored.key();
                if (ObjectStore.ref(stored).filter(f -> files.matches(f.name())).isPresent()) waiting.add(stored);
            }
            if (page.next().isEmpty()) break;
        }
        waiting.sort(Comparator.comparing(ObjectStore.Stored::modified).thenComparing(ObjectStore.Stored::key));
        var started = new ArrayList<Run>();
        // The newest first: whoever dies in between has not begun an older one.
        for (int rank = waiting.size() - 1; rank >= 0; rank--) {
            var file = ObjectStore.ref(waiting.get(rank)).orElseThrow();
            var order = order(waiting.get(rank).modified(), "%08x".formatted(rank));
            var one = key + "\n" + file.path() + "\n" + file.etag();
            started.add(0, enter(job, one, Optional.of(file), params, order));
        }
        line.next(job);
        return started;
    }

    /**
     * Starts what a schedule's moment means, once however often it is told. Of a job with {@code overlap: skip} whose earlier run
     * is still open nothing is started: the moment leaves a run that was cancelled, and says why.
     */
    public List<Run> fire(String job, Instant planned) {
        var key = RunKey.ofSchedule(job, Long.toString(planned.getEpochSecond()));
        if (definitions.job(job).value().overlap() == Job.Overlap.SKIP) {
            var known = runs.find(RunKey.id(key));
            if (known.isPresent()) return List.of(known.get());
            var open = line.open(job).filter(run -> !run.key().startsWith(key));
            if (open.isPresent()) return List.of(skip(job, key, planned, open.get()));
        }
        return startMatching(job, key, Map.of());
    }

    private Run skip(String job, String key, Instant planned, Run open) {
        var published = definitions.job(job);
        var now = clock.instant();
        var why = Problem.of(
                        "schedule.skipped",
                        "the run of " + planned + " was skipped: run " + open.id() + " is "
                                + open.state().word() + " since "
                                + open.createdAt().truncatedTo(ChronoUnit.SECONDS) + ".",
                        "Nothing to do. To have each of them run, one after the other: overlap: queue.")
                .at("job " + job);
        var type = published.value().type().orElse("");
        var skipped = Run.queued(key, job, type, published.version(), Optional.empty(), Map.of(), order(now, ""), now)
                .ended(State.CANCELLED, Counts.ZERO, Optional.of(why), List.of(), Optional.empty(), now);
        runs.claim(skipped);
        runs.forgetOpen(skipped.id());
        LOG.info("schedule.skipped job={} planned={} open={}", job, planned, open.id());
        return skipped;
    }

    /** Starts a run for one file that lies in the job's bucket. @throws Refused {@code file.unknown} */
    public Run startFile(String job, String key, String name, Map<String, String> params) {
        if (!(definitions.job(job).value().from() instanceof From.BucketFiles files)) {
            throw new Refused(Problem.of("job.no-files", "job " + job + " reads no files.", "Leave the file out."));
        }
        var file = objects.head(files.bucket() + "/" + name)
                .flatMap(ObjectStore::ref)
                .orElseThrow(() -> new Refused(Problem.of(
                        "file.unknown",
                        "bucket " + files.bucket() + " has no file \"" + name + "\".",
                        "List them: crossdock ls " + files.bucket())));
        return start(job, key, Optional.of(file), params, order(clock.instant(), ""));
    }

    /** Asks a run to stop; one that still waits in its line ends at once. */
    public Run cancel(String id) {
        var run = runs.cancel(id);
        if (run.state() == State.QUEUED) {
            queue.send(run.type(), Queue.Message.of(new WorkMessage(id, null).json()));
        }
        return run;
    }

    /**
     * Lets a held run go on: it goes back in its job's line and deletes what it found missing and is still as it was then.
     *
     * @return the run as it is now; unchanged when it was approved before
     * @throws Refused {@code run.not-held}, or {@code run.superseded} by a run of a newer drop
     */
    public Run approve(String id) {
        var run = runs.get(id);
        boolean approved = !run.state().ended() && !run.outputs().isEmpty();
        if (run.state() != State.HELD && !approved) {
            throw new Refused(Problem.of(
                    "run.not-held",
                    "run " + id + " is " + run.state().word() + ", and only a held run waits for approval.",
                    "List those: crossdock runs --state held"));
        }
        if (run.state() == State.HELD) {
            latest.expectNewest(run);
            runs.addChunk(run, Course.delete(run.chunks(), clock.instant()));
            Finish.breakLease(ledger, run);
        }
        // In line before and after: whoever sees the entry of a held run takes it away.
        line.add(run);
        runs.reopen(run);
        var now = runs.change(id, r -> r.state() == State.HELD ? r.approved() : r);
        if (!now.state().ended()) {
            line.add(run);
            runs.reopen(run);
        }
        line.next(run.job());
        return now;
    }

    /** Runs again what a run that has ended was about, from wherever its input lies now. */
    public Run retry(String id) {
        var run = runs.get(id);
        if (!run.state().ended()) {
            throw new Refused(Problem.of(
                    "run.not-ended",
                    "run " + id + " is " + run.state().word() + ".",
                    "Wait for its end, or: crossdock cancel " + id));
        }
        var now = clock.instant();
        return (run.dryRun() ? rehearsing() : this)
                .start(
                        run.job(),
                        RunKey.ofRetry(run.root(), now.toEpochMilli()),
                        run.moved().or(run::file),
                        run.params(),
                        order(now, ""));
    }

    /** The order of a drop: its time, then S3's sequencer (which orders drops of one key). */
    public static String order(Instant time, String sequencerHex) {
        var padded =
                "0".repeat(Math.max(0, 32 - sequencerHex.length())) + sequencerHex.toLowerCase(java.util.Locale.ROOT);
        return "%013d-%s".formatted(time.toEpochMilli(), padded);
    }
}
