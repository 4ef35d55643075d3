package dev.crossdock;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.S3Drop;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.flow.Counts;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryQueue;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Drops;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import dev.crossdock.run.Starter;
import dev.crossdock.run.Sweep;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The product in memory, with a stepped clock and one thread: drops go in, messages are worked on in turn, and the process may
 * be killed at any call to a store or a queue. A killed process comes back as another one that knows only what the stores know.
 */
public final class House {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What a queue's messages wait for when nobody answers: as template.yaml has it, six times the function's timeout. */
    private static final Duration VISIBILITY = Duration.ofMinutes(6);

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    public final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    public final Faults faults = new Faults();
    public final MemoryLedger ledger = new MemoryLedger("ledger", clock, faults);
    public final MemoryLedger definitionsTable = new MemoryLedger("definitions", clock, new Faults());
    public final MemoryQueue queue = new MemoryQueue(clock, faults);
    public final MemoryObjectStore objects = new MemoryObjectStore(clock, faults);
    public final MemoryRecordStore records = new MemoryRecordStore(clock, faults);
    public final DefinitionStore definitions = new DefinitionStore(definitionsTable, clock);
    public final Runs runs = new Runs(ledger, clock);
    public final Starter starter = new Starter(ledger, queue, objects, definitions, clock);

    private final List<Function<House, SqsFunction>> makers = new ArrayList<>();
    private final Map<String, SqsFunction> serving = new TreeMap<>();
    private final Map<String, Object> published = new LinkedHashMap<>();
    private long sequencer = 1;
    private int kills;

    public House() {
        define("project", "house", Map.of("name", "house", "zone", "UTC"));
    }

    /** Publishes a definition, as its YAML would be read. */
    public House define(String kind, String name, Map<String, Object> tree) {
        published.put(kind + "/" + name, tree);
        var texts = new LinkedHashMap<String, String>();
        published.forEach((key, value) -> texts.put(key, json(value)));
        definitions.publish(texts, true);
        clock.step(Duration.ofSeconds(1));
        return this;
    }

    /** Serves a function: made anew after every kill, like a process. */
    public House serve(Function<House, SqsFunction> maker) {
        makers.add(maker);
        restart();
        return this;
    }

    /** A runner over this house's stores, for a job function to be given. */
    public JobRunner runner() {
        return new JobRunner(ledger, queue, objects, definitions, clock);
    }

    /** A file arrives: the object, then its event. @param key {@code bucket/name} */
    public House drop(String key, String content) {
        return drop(key, content.getBytes(StandardCharsets.UTF_8));
    }

    public House drop(String key, byte[] content) {
        place(key, content).run();
        return this;
    }

    /** A file arrives, and its event is late. @return tells the event */
    public Runnable place(String key, byte[] content) {
        clock.step(Duration.ofMillis(50));
        var stored = objects.write(key, content, "application/octet-stream");
        long sequence = sequencer++;
        var at = clock.instant();
        return () -> announce(stored.key(), stored.sizeBytes(), stored.etag(), sequence, at);
    }

    /** Only the event, as a queue that delivers twice does. */
    public House announceAgain(String key) {
        var stored = objects.head(key).orElseThrow();
        announce(key, stored.sizeBytes(), stored.etag(), sequencer - 1, clock.instant());
        return this;
    }

    private void announce(String key, long size, String etag, long sequence, Instant at) {
        var object = Map.of("key", key, "size", size, "etag", etag, "sequencer", "%016X".formatted(sequence));
        queue.send(
                "drops",
                Queue.Message.of(json(Map.of(
                        "detail-type", "Object Created",
                        "time", at.toString(),
                        "detail", Map.of("bucket", Map.of("name", "crossdock"), "object", object)))));
    }

    /** Kills the process at a call (1 = the first moment after now; every call has two: before and after it took effect). */
    public House killAt(long call) {
        faults.watch((number, what, after) -> {
            if (number == call) throw new Faults.Killed((after ? "after " : "before ") + what);
        });
        return this;
    }

    public int kills() {
        return kills;
    }

    /**
     * Works until no message is left and no run is open; time passes when all messages wait.
     *
     * @throws AssertionError when that does not come to an end
     */
    public House untilQuiet() {
        for (int round = 0; round < 3000; round++) {
            if (round()) continue;
            if (queue.waiting().isEmpty() && open().isEmpty()) return this;
            // Whoever waits for hours is not watched by the second.
            clock.step(round < 1000 ? Duration.ofSeconds(5) : Duration.ofMinutes(1));
            // Every few minutes, as template.yaml has it; a lost message is found by it.
            if (round % 40 == 39) alive(() -> new Sweep(ledger, queue, clock).round());
        }
        throw new AssertionError("not quiet: queues " + queue.waiting() + ", runs " + open());
    }

    private List<Run> open() {
        return all().stream().filter(run -> !run.state().ended()).toList();
    }

    private boolean round() {
        boolean worked = false;
        for (var name : queue.waiting()) {
            var received = new ArrayList<Queue.Received>();
            alive(() -> received.addAll(queue.receive(name, 1, VISIBILITY)));
            for (var message : received) {
                worked = true;
                alive(() -> {
                    if (handled(name, message)) queue.done(name, message);
                    else queue.release(name, message, Duration.ofSeconds(5));
                });
            }
        }
        return worked;
    }

    private boolean handled(String name, Queue.Received message) {
        var event = Sqs.event(name, List.of(message));
        var invocation = Invocation.within(TIMEOUT, clock);
        var failures = name.equals("drops")
                ? Sqs.each(event, m -> S3Drop.parse(m.body()).forEach(new Drops(starter, definitions)::arrived))
                : Optional.ofNullable(serving.get(name)).orElseThrow().handle(event, invocation);
        return failures.getBatchItemFailures().isEmpty();
    }

    /** Does a thing as the process; when it is killed in it, another process takes its place. */
    private void alive(Runnable thing) {
        try {
            thing.run();
        } catch (Faults.Killed e) {
            kills++;
            faults.watch((number, what, after) -> {});
            restart();
        }
    }

    private void restart() {
        serving.clear();
        for (var maker : makers) {
            var function = maker.apply(this);
            serving.put(function.name(), function);
        }
    }

    // What a test asks afterwards.

    /** Runs, in the order of their drops. */
    public List<Run> all() {
        var runsNow = new ArrayList<>(
                faults.unwatched(() -> runs.list("", Optional.empty(), "", 1000).items()));
        runsNow.sort(java.util.Comparator.comparing(Run::order));
        return runsNow;
    }

    /** The only run. */
    public Run run() {
        var all = all();
        if (all.size() != 1) throw new AssertionError("expected one run, found " + all);
        return all.get(0);
    }

    public Counts counts() {
        var sum = Counts.ZERO;
        for (var run : all()) sum = sum.plus(run.counts());
        return sum;
    }

    /** Records by id. */
    public Map<String, RecordStore.Stored> collection(String name) {
        var all = new TreeMap<String, RecordStore.Stored>();
        var cursor = "";
        while (true) {
            var from = cursor;
            var page = faults.unwatched(() -> records.page(name, RecordStore.Filter.ALL, from, 1000));
            page.items().forEach(record -> all.put(record.id(), record));
            if (page.next().isEmpty()) return all;
            cursor = page.next().get();
        }
    }

    public List<Rejects.Reject> rejects() {
        var rejects = new ArrayList<Rejects.Reject>();
        for (var run : all()) {
            var before = faults.unwatched(() -> runs.recordsBefore(run));
            new Rejects(objects).lines(run.id(), before, line -> rejects.add(Rejects.parse(line)));
        }
        return rejects;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
