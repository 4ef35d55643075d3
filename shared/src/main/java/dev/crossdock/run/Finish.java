package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Counts;
import dev.crossdock.flow.Fenced;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The closing act of a run, once, when its last chunk is done: complete the output, write rejects and report, move the input,
 * say how it ended, start what comes after. Every step may be repeated after a crash; the lease in {@code RUN#id/FINISH} keeps
 * two workers from doing it at the same time, the run's own version keeps a late one from saying another end.
 */
final class Finish {
    private static final Logger LOG = LoggerFactory.getLogger(Finish.class);
    private static final String FINISH = "FINISH";
    /** The input is not what the drop announced any more: a newer drop took its place, and its run does the work. */
    private static final Set<String> SUPERSEDED = Set.of("file.replaced", "file.gone");
    /** The run gives way to a newer one, or was overtaken; its input is set aside. */
    private static final Set<String> GIVES_WAY = Set.of("file.older", "run.superseded");
    /** A full feed lacks more than it may. */
    static final String GUARD = "feed.guard";

    private final Ledger ledger;
    private final Queue queue;
    private final ObjectStore objects;
    private final DefinitionStore definitions;
    private final Clock clock;
    private final Runs runs;
    private final Line line;
    private final Report report;
    private final Starter starter;
    private final Latest latest;
    private final Announcer announcer;

    Finish(Ledger ledger, Queue queue, ObjectStore objects, DefinitionStore definitions, Clock clock) {
        this.ledger = ledger;
        this.queue = queue;
        this.objects = objects;
        this.definitions = definitions;
        this.clock = clock;
        this.runs = new Runs(ledger, clock);
        this.line = new Line(ledger, runs, queue);
        this.report = new Report(objects);
        this.latest = new Latest(ledger, objects, runs);
        this.starter = new Starter(ledger, queue, objects, definitions, clock);
        this.announcer = new Announcer(definitions, queue);
    }

    /** @param movedTo where the input is being moved; decided before the move, so that a repeated finish moves it there too */
    private record Lease(
            @JsonProperty("owner") String owner,
            @JsonProperty("until") Instant until,
            @JsonProperty("movedTo") String movedTo) {}

    /** Ends the run if all its chunks are done; otherwise does nothing. */
    void tryToEnd(String id, Course course, String me) {
        var run = runs.get(id);
        if (run.state().ended()) {
            after(run);
            return;
        }
        var chunks = runs.planned(run);
        if (chunks.size() < run.chunks() || !chunks.stream().allMatch(ChunkState::done)) return;
        Optional<Problem> error =
                chunks.stream().flatMap(chunk -> chunk.problem().stream()).findFirst();
        if (error.isEmpty()
                && !run.cancelRequested()
                && !course.next(chunks, clock.instant()).isEmpty()) return;
        var lease = lease(run, me);
        if (lease.isEmpty()) return;
        if (error.isEmpty() && !run.cancelRequested()) error = refused(run, chunks);
        var made = List.<String>of();
        if (error.isEmpty() && !run.cancelRequested() && !run.dryRun()) {
            try {
                if (before(run)) {
                    made = run.outputs();
                } else {
                    course.finish(chunks);
                    made = course.sink().outputs();
                }
                error = course.held(chunks);
            } catch (Refused e) {
                error = Optional.of(e.problem());
            }
        }
        end(run, chunks, error, lease.get(), made);
    }

    /** The problem of an input that was checked, found wanting, and not written at all. */
    private Optional<Problem> refused(Run run, List<ChunkState> chunks) {
        if (chunks.get(chunks.size() - 1).phase() != Phase.CHECK) return Optional.empty();
        var counts = Phase.sum(chunks);
        return Optional.of(Problem.of(
                "file.refused",
                "%,d of %,d records cannot be stored, and with invalid: refuse nothing of the file was written. First: %s"
                        .formatted(counts.rejected(), counts.read(), report.firstRejects(run, chunks, 3)),
                "Correct them and drop the whole file again; crossdock rejects " + run.id() + " shows them all."));
    }

    /**
     * Ends a run that cannot be worked on at all: its definition or its input was refused as a whole. Not so if another has planned it
     * since this one looked: what is not there any more may have been moved by who has done the work, and the sweep finds what is left.
     */
    void refuse(Run run, Problem problem, String me) {
        if (runs.get(run.id()).chunks() != run.chunks()) {
            LOG.info("run.refused-late run={} problem=\"{}\"", run.id(), problem);
            return;
        }
        lease(run, me).ifPresent(lease -> end(run, runs.chunks(run), Optional.of(problem), lease, List.of()));
    }

    /** What comes after the end; safe to repeat for a run that has ended. */
    void after(Run run) {
        line.leave(run);
        line.next(run.job());
        runs.forgetOpen(run.id());
    }

    /** Ends whatever lease there is: only for a host that knows every earlier worker is gone. */
    static void breakLease(Ledger ledger, Run run) {
        ledger.read(Runs.partition(run.id()), FINISH).ifPresent(entry -> {
            var lease = Json.read(entry.body(), Lease.class);
            var broken = Json.write(new Lease("", Instant.EPOCH, lease.movedTo()));
            ledger.write(entry.partition(), entry.sort(), entry.version(), broken, null);
        });
    }

    private Optional<Ledger.Entry> lease(Run run, String me) {
        var partition = Runs.partition(run.id());
        var now = clock.instant();
        var entry = ledger.read(partition, FINISH);
        var before = entry.map(e -> Json.read(e.body(), Lease.class));
        if (before.isPresent()
                && before.get().until().isAfter(now)
                && !before.get().owner().equals(me)) {
            var wait = Duration.between(now, before.get().until()).plusSeconds(1);
            queue.send(run.type(), Queue.Message.later(new WorkMessage(run.id(), 0).json(), wait));
            return Optional.empty();
        }
        var mine = new Lease(
                me, now.plus(JobRunner.LEASE), before.map(Lease::movedTo).orElse(""));
        return ledger.write(
                partition, FINISH, entry.map(Ledger.Entry::version).orElse(Ledger.ABSENT), Json.write(mine), null);
    }

    /** @param made keys of what the sink has made */
    private void end(Run run, List<ChunkState> chunks, Optional<Problem> error, Ledger.Entry lease, List<String> made) {
        var counts = Phase.sum(chunks);
        var state = stateOf(run, counts, error);
        var outputs = new ArrayList<>(made);
        var date = run.createdAt()
                .atZone(ZoneId.of(definitions.project().zone()))
                .toLocalDate()
                .toString();
        if (counts.rejected() + counts.unknown() > 0 && !before(run)) outputs.addAll(report.rejects(run, chunks, date));
        if (run.dryRun()) new Preview(objects).write(run.id()).ifPresent(outputs::add);
        var moved = move(run, state, error, date, lease);
        var place = error.map(problem -> placed(run, problem));
        var ended = run.ended(state, counts, place, outputs, moved, clock.instant());
        var reported = report.write(ended, chunks);
        if (!outputs.contains(reported)) outputs.add(reported);
        var said = ended.ended(
                state, counts, place, outputs, moved, ended.endedAt().orElseThrow());
        boolean done = state == State.SUCCEEDED || state == State.PARTIAL;
        if ((done || state == State.HELD) && !run.dryRun()) latest.done(run);
        if (done && !run.dryRun()) startThen(run);
        announcer.ended(run, state, why(counts, place));
        runs.change(run.id(), now -> now.state().ended() ? now : said);
        LOG.info(
                "run.finished run={} job={} dryRun={} state={} read={} written={} unchanged={} skipped={} rejected={} unknown={} deleted={} ms={}{}",
                run.id(),
                run.job(),
                run.dryRun(),
                state.word(),
                counts.read(),
                counts.written(),
                counts.unchanged(),
                counts.skipped(),
                counts.rejected(),
                counts.unknown(),
                counts.deleted(),
                run.startedAt()
                        .map(t -> Duration.between(t, clock.instant()).toMillis())
                        .orElse(0L),
                place.map(problem -> " error=\"" + problem + "\"").orElse(""));
        after(said);
    }

    /** For those who are told of it. */
    private static String why(Counts counts, Optional<Problem> problem) {
        if (problem.isPresent()) return problem.get().toString();
        long refused = counts.rejected() + counts.unknown();
        return refused == 0 ? "" : "%,d of %,d records were refused.".formatted(refused, counts.read());
    }

    /** Names the job, and the file where the problem does not. */
    private static Problem placed(Run run, Problem problem) {
        var about = problem.place().isEmpty()
                ? "run " + run.id() + run.file().map(file -> ", " + file.path()).orElse("")
                : problem.place();
        return about.contains("job " + run.job()) ? problem.at(about) : problem.at("job " + run.job() + ", " + about);
    }

    /** Whether all this was done before, when the run was held; what is left is only what it was held for. */
    private static boolean before(Run run) {
        return !run.outputs().isEmpty();
    }

    private static State stateOf(Run run, Counts counts, Optional<Problem> error) {
        if (error.isPresent()) {
            var code = error.get().code();
            if (code.equals(GUARD)) return State.HELD;
            return SUPERSEDED.contains(code) || GIVES_WAY.contains(code) ? State.CANCELLED : State.FAILED;
        }
        if (run.cancelRequested()) return State.CANCELLED;
        return counts.rejected() + counts.unknown() > 0 ? State.PARTIAL : State.SUCCEEDED;
    }

    /**
     * Moves the input within its bucket: {@code processed/}, {@code invalid/} or {@code skipped/}, and there a folder for the
     * day. Only the state that this run read is moved: what replaced it meanwhile stays, and has its own run.
     */
    private Optional<FileRef> move(Run run, State state, Optional<Problem> error, String date, Ledger.Entry lease) {
        if (before(run)) return run.moved();
        if (run.file().isEmpty() || run.dryRun()) return Optional.empty();
        var file = run.file().get();
        // Not there, or another by now: this run moves nothing, and may have moved it before it stood still.
        if (error.filter(p -> SUPERSEDED.contains(p.code())).isPresent())
            return put(file, Json.read(lease.body(), Lease.class).movedTo());
        var folder = switch (state) {
            case FAILED -> "invalid";
            case CANCELLED -> "skipped";
            default -> "processed";
        };
        var before = Json.read(lease.body(), Lease.class);
        var name = before.movedTo();
        // Decided otherwise before a crash: the newer file was still in line, or nobody had asked the run to stop.
        if (!name.startsWith(folder + "/")) {
            var put = put(file, name);
            if (put.isPresent()) return put;
            name = freeName(run, file, folder + "/" + date + "/");
            var decided = Json.write(new Lease(before.owner(), before.until(), name));
            ledger.write(lease.partition(), lease.sort(), lease.version(), decided, null)
                    .orElseThrow(() -> new Fenced("finish of " + run.id()));
        }
        var target = file.bucket() + "/" + name;
        if (target.equals(file.path())) return Optional.of(file);
        var copied = objects.copy(file.path(), file.etag(), target);
        var there = copied.or(() -> objects.head(target));
        if (copied.isPresent()) objects.delete(file.path(), file.etag());
        return there.flatMap(ObjectStore::ref);
    }

    /** Where an input lies that was moved, or copied, before the crash: there it stays, or whoever retries the run would not find it. */
    private Optional<FileRef> put(FileRef file, String name) {
        if (name.isEmpty() || name.equals(file.name())) return Optional.empty();
        var put = objects.head(file.bucket() + "/" + name);
        boolean left = objects.head(file.path())
                .filter(stored -> stored.etag().equals(file.etag()))
                .isPresent();
        // Where ours still lies the other one must be its copy.
        if (left && put.filter(copy -> copy.etag().equals(file.etag())).isEmpty()) return Optional.empty();
        if (left) objects.delete(file.path(), file.etag());
        return put.flatMap(ObjectStore::ref);
    }

    /** A file of the same name that was processed on the same day keeps its place. */
    private String freeName(Run run, FileRef file, String folder) {
        // One that is read again where it was put stays there, so that it is found there once more.
        if (file.name().startsWith(folder)) return file.name();
        var base = file.baseName();
        if (objects.head(file.bucket() + "/" + folder + base).isEmpty()) return folder + base;
        var dot = base.indexOf('.');
        return dot <= 0
                ? folder + base + "." + run.id()
                : folder + base.substring(0, dot) + "." + run.id() + base.substring(dot);
    }

    private void startThen(Run run) {
        for (var next : definitions.job(run.job(), run.jobVersion()).then()) {
            try {
                starter.startMatching(next, RunKey.ofThen(run.id(), next), run.params());
            } catch (Refused e) {
                LOG.error(
                        "run.then run={} job={} code={} message=\"{}\"",
                        run.id(),
                        next,
                        e.problem().code(),
                        e.problem());
            }
        }
    }
}
