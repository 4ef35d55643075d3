package dev.crossdock.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.definition.To;
import dev.crossdock.event.Invocation;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.CollectionSink;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.JobType;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import dev.crossdock.run.Starter;
import dev.crossdock.run.Work;
import dev.crossdock.web.ShownRequests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The product in memory for one file: a job is rehearsed over a file of this machine by the loop that every run goes through, over
 * empty stores and without a network. What it gives depends on the definitions, the file and the time it is told, on nothing
 * else. Not thread-safe; each {@link #run} begins anew.
 */
public final class Bench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofDays(365);
    /** Of the stepped clock: nothing here waits for anything but the order of its own messages. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Map<String, String> definitions;
    private final Instant now;

    /**
     * @param definitions by {@code kind/name}, as {@link dev.crossdock.definition.Loaded#texts} has them
     * @param now what {@code $run} and {@code $now()} say
     */
    public Bench(Map<String, String> definitions, Instant now) {
        this.definitions = Map.copyOf(definitions);
        this.now = now;
    }

    /**
     * What is rehearsed.
     *
     * @param file on this machine
     * @param name in the job's bucket, as {@code $file.name} and messages call it
     * @param cause what the run's id is made of: the same cause, the same {@code $run.id}
     * @param mostRecords kept of those that would be written
     * @param mostRejects kept
     */
    public record Wish(
            String job,
            Path file,
            String name,
            String cause,
            Map<String, String> params,
            int mostRecords,
            int mostRejects) {}

    /** A record that would be written. @param remark empty when all is well @param value as it would arrive */
    public record Shown(String file, long record, String remark, Object value) {}

    /**
     * @param run ended; its counts are whole
     * @param read how the file was understood: format, delimiter, encoding; empty when it could not be read at all
     * @param remarks code → how often, and the first message
     */
    public record Result(
            Run run,
            List<Shown> records,
            List<Rejects.Reject> rejects,
            Map<String, Object> read,
            Map<String, String> remarks) {}

    /** @throws Refused {@code job.unknown}, {@code job.no-files} for a job that reads none */
    public Result run(Wish wish) {
        var clock = new SteppedClock(now);
        var ledger = new MemoryLedger(clock);
        var queue = new MemoryQueue(clock);
        var published = new DefinitionStore(new MemoryLedger(clock), clock);
        published.publish(definitions, true);
        if (!(published.job(wish.job()).value().from() instanceof From.BucketFiles from)) {
            throw new Refused(Problem.of(
                    "job.no-files",
                    "job " + wish.job() + " reads no files.",
                    "Only a job with from: { bucket: …, files: … } can be rehearsed over a file."));
        }
        var objects = new BenchFiles(
                new MemoryObjectStore(clock), from.bucket() + "/" + wish.name(), wish.file(), now, wish.mostRejects());
        var input = objects.head(from.bucket() + "/" + wish.name())
                .flatMap(ObjectStore::ref)
                .orElseThrow();
        var starter = new Starter(ledger, queue, objects, published, clock).rehearsing();
        var id = starter.start(wish.job(), wish.cause(), Optional.of(input), wish.params(), Starter.order(now, ""))
                .id();
        var type = new Wired(objects, clock, wish.mostRecords());
        var runner = new JobRunner(ledger, queue, objects, published, clock);
        var runs = new Runs(ledger, clock);
        work(queue, runner, type, runs, id, clock);
        var run = runs.get(id);
        return new Result(
                run,
                List.copyOf(type.shown),
                new Rejects(objects).first(id, wish.mostRejects(), chunk -> 0),
                read(objects, id),
                runs.remarks(run));
    }

    private static void work(
            MemoryQueue queue, JobRunner runner, JobType type, Runs runs, String id, SteppedClock clock) {
        var until = clock.instant().plus(PATIENCE);
        while (!runs.get(id).state().ended()) {
            for (var name : queue.waiting()) {
                for (var message : queue.receive(name, 1, LONG)) {
                    runner.work(type, message.body(), Invocation.within(LONG, clock));
                    queue.done(name, message);
                }
            }
            if (clock.instant().isAfter(until)) throw new IllegalStateException("run " + id + " does not end");
            // Only what waits for its time is left.
            if (!runs.get(id).state().ended()) clock.step(Duration.ofSeconds(5));
        }
    }

    private static Map<String, Object> read(ObjectStore objects, String id) {
        var report = objects.read(".runs/" + id + "/report.json", null, 0);
        if (report.isEmpty()) return Map.of();
        try (var in = report.get()) {
            var read = JSON.readTree(in).path("read");
            return read.isObject()
                    ? JSON.convertValue(read, new TypeReference<TreeMap<String, Object>>() {})
                    : Map.of();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every job type that reads a file: the real source, and the rehearsal of the real sink. */
    private static final class Wired implements JobType {
        private final ObjectStore objects;
        private final SteppedClock clock;
        private final int most;
        private final List<Shown> shown = new ArrayList<>();

        Wired(ObjectStore objects, SteppedClock clock, int most) {
            this.objects = objects;
            this.clock = clock;
            this.most = most;
        }

        @Override
        public String type() {
            return "bench";
        }

        @Override
        public Source source(Work work) {
            var from = (From.BucketFiles) work.job().from();
            // One chunk: the records come in the order of the file.
            return new FileSource(objects, work.file(), from.format())
                    .grouped(from.group())
                    .whole();
        }

        @Override
        public Sink sink(Work work) {
            return new Watched(real(work).rehearsal());
        }

        private Sink real(Work work) {
            var to = work.job().to();
            if (to instanceof To.CollectionTarget target) {
                var stamp = new RecordStore.WrittenBy(
                        work.run().id(), work.run().job(), work.run().order(), "", 0);
                return new CollectionSink(
                        new MemoryRecordStore(), work.collection(target.collection()), target.invalid(), stamp, clock);
            }
            if (to instanceof To.BucketFile) return work.files(objects);
            if (to instanceof To.WebserviceTarget target) {
                return new ShownRequests(
                        target, work.variables(), "job " + work.job().name() + ", to");
            }
            return new Anything();
        }

        /** Notes what would be written. */
        private final class Watched implements Sink {
            private final Sink inner;

            Watched(Sink inner) {
                this.inner = inner;
            }

            @Override
            public Writer open(Chunk chunk, Receipt sofar) {
                var writer = inner.open(chunk, sofar);
                return new Writer() {
                    @Override
                    public List<Outcome> write(Batch batch) {
                        var outcomes = writer.write(batch);
                        for (int i = 0; i < outcomes.size() && shown.size() < most; i++) {
                            note(batch.records().get(i), outcomes.get(i));
                        }
                        return outcomes;
                    }

                    @Override
                    public Receipt flush() {
                        return writer.flush();
                    }

                    @Override
                    public void close() {
                        writer.close();
                    }
                };
            }

            private void note(Record record, Outcome outcome) {
                if (outcome.kind() != Outcome.Kind.WRITTEN && outcome.kind() != Outcome.Kind.UNCHANGED) return;
                shown.add(new Shown(
                        record.origin().file(),
                        record.origin().record(),
                        outcome.problem().map(Problem::toString).orElse(""),
                        inner.shown(record)));
            }

            @Override
            public void finish(List<Receipt> receipts) {
                inner.finish(receipts);
            }

            @Override
            public Object shown(Record record) {
                return inner.shown(record);
            }

            @Override
            public Sink rehearsal() {
                return this;
            }
        }
    }

    /** A place that takes every record: only its rehearsal is ever used. */
    private static final class Anything implements Sink {
        @Override
        public Writer open(Chunk chunk, Receipt sofar) {
            throw new UnsupportedOperationException("only rehearsed");
        }

        @Override
        public void finish(List<Receipt> receipts) {
            // Nothing was written.
        }
    }
}
