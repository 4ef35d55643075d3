package dev.crossdock.engine;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Connection;
import dev.crossdock.flow.Fenced;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.LedgerList;
import dev.crossdock.web.Sender;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Executions in the ledger. Partition {@code EXE#<id>}: {@code META} the execution, {@code S#<path>} its steps; partition {@code
 * EXECUTIONS} lists them by time. Everything is written on the condition that nobody else wrote it meanwhile. Thread-safe.
 */
public final class Executions {
    private static final String META = "META";
    private static final String STEP = "S#";
    private static final String LIST = "EXECUTIONS";
    private static final String FAILED = "EXECUTIONS=failed";
    private static final int PAGE = 1000;

    private final Ledger ledger;
    private final ObjectStore objects;
    private final Clock clock;

    public Executions(Ledger ledger, ObjectStore objects, Clock clock) {
        this.ledger = ledger;
        this.objects = objects;
        this.clock = clock;
    }

    /** @param version of the entry, for its next write */
    record Found<T>(T value, long version) {}

    public record Page(List<Execution> items, Optional<String> next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** A step as people see it. @param path ids, or numbers from 0 with {@code #}, joined by slashes */
    public record StepShown(String path, StepEntry entry, Optional<Object> result) {}

    public Optional<Execution> find(String id) {
        return read(id).map(Found::value);
    }

    /** @throws Refused {@code execution.unknown} */
    public Execution get(String id) {
        return find(id).orElseThrow(() -> new Refused(Problem.of(
                "execution.unknown",
                "there is no execution \"" + id + "\".",
                "List them: GET /executions. They are kept for 30 days.")));
    }

    /** In the order of their paths. */
    public List<StepShown> steps(String id) {
        var steps = new ArrayList<StepShown>();
        entries(id).forEach((path, found) -> {
            var entry = found.value();
            var result = entry.state().ended() ? entry.result() : Optional.<Kept>empty();
            steps.add(new StepShown(path, entry, result.map(kept -> orNull(kept.read(objects)))));
        });
        return steps;
    }

    public Object input(Execution execution) {
        return execution.input().read(objects);
    }

    /** Null as well when there is none yet. */
    public Object output(Execution execution) {
        return execution.output().map(kept -> kept.read(objects)).orElse(null);
    }

    /**
     * The newest first.
     *
     * @param template only this one's; empty = all
     * @param cursor empty = from the newest; else what the last page gave
     * @return a page may hold fewer than there is room for, and have a next one: see {@link LedgerList#MOST_WALKED}
     */
    public Page list(String template, Optional<Execution.State> state, String cursor, int limit) {
        var list = state.equals(Optional.of(Execution.State.FAILED)) ? FAILED : LIST;
        var page = new LedgerList(list, Executions::partition)
                .page(
                        ledger,
                        // A claim that died and was made again left a second entry, of another moment.
                        (sort, body) -> Optional.of(Json.read(body, Execution.class))
                                .filter(found -> listKey(found).equals(sort))
                                .filter(found ->
                                        template.isEmpty() || found.template().equals(template))
                                .filter(found -> state.isEmpty() || found.state() == state.get()),
                        cursor,
                        limit);
        return new Page(page.items(), page.next());
    }

    /**
     * Makes an execution that failed ready to be gone on with, by what the definitions say now: the steps that are done stay done,
     * the failed one is tried again. Whoever asks puts it on the queue.
     *
     * @throws Refused {@code execution.unknown}, {@code execution.not-failed}, {@code execution.compensated}
     */
    public Execution retry(String id, DefinitionStore definitions, Sender sender) {
        var execution = get(id);
        return retry(id, new Again(execution.cause(), execution.input(), execution.inputHash()), definitions, sender);
    }

    /** With what it is tried again. @param cause that is shown from now on */
    record Again(String cause, Kept input, String inputHash) {}

    Execution retry(String id, Again with, DefinitionStore definitions, Sender sender) {
        var now = clock.instant();
        var execution = get(id);
        if (execution.state() == Execution.State.QUEUED
                || !execution.state().ended() && execution.leasedUntil().isBefore(now)) return execution;
        if (execution.state() != Execution.State.FAILED) {
            throw new Refused(Problem.of(
                    "execution.not-failed",
                    "execution " + id + " is " + execution.state().name().toLowerCase(java.util.Locale.ROOT) + ".",
                    "Only one that failed can be tried again."));
        }
        if (execution.compensated()) {
            throw new Refused(Problem.of(
                    "execution.compensated",
                    "execution " + id + " has undone what it did (onError of step " + execution.failedAt() + ").",
                    "Run the template again with the same input."));
        }
        var template = definitions.template(execution.template()).value();
        var versions =
                versions(template.reach(definitions.project().templates()).keySet(), definitions);
        reopen(execution, definitions.project().connections(), sender);
        var next = execution.again(versions, with.cause(), with.input(), with.inputHash(), now);
        long version = read(id).filter(found -> found.value().state() == Execution.State.FAILED)
                .map(Found::version)
                .orElse(Ledger.ABSENT);
        var again = write(next, version);
        if (again.isPresent()) ledger.delete(FAILED, listKey(next), Ledger.ANY);
        return again.map(Found::value).orElseGet(() -> get(id));
    }

    static Map<String, Long> versions(Iterable<String> names, DefinitionStore definitions) {
        var versions = new LinkedHashMap<String, Long>();
        for (var name : names) versions.put(name, definitions.template(name).version());
        return versions;
    }

    /** What failed on the way to the step that ended it is forgotten, and with it the effects that did not happen. */
    private void reopen(Execution execution, Map<String, Connection> connections, Sender sender) {
        entries(execution.id()).forEach((path, found) -> {
            var entry = found.value();
            if (entry.state() != StepEntry.State.FAILED || !leads(path, execution.failedAt())) return;
            if (entry.request().get("connection") instanceof String connection && connections.containsKey(connection)) {
                sender.again(CallStep.effect(connection, execution.template(), execution.id(), path));
            }
            ledger.delete(partition(execution.id()), STEP + path, found.version());
        });
    }

    /** Whether a path is that of the failed step, or of one around it. */
    private static boolean leads(String path, String failedAt) {
        return failedAt.equals(path)
                || failedAt.startsWith(path + "/") && !failedAt.startsWith(path + "/" + Visit.UNDOING);
    }

    // What follows is for this room.

    Optional<Found<Execution>> read(String id) {
        return ledger.read(partition(id), META)
                .map(entry -> new Found<>(Json.read(entry.body(), Execution.class), entry.version()));
    }

    /** Lists and claims. @return empty when it was claimed before */
    Optional<Found<Execution>> claim(Execution execution) {
        // The side entry comes first: one without its execution is passed over.
        var written = ledger.writeAll(List.of(
                new Ledger.Write(LIST, listKey(execution), Ledger.ABSENT, "{}", expires(execution)),
                new Ledger.Write(
                        partition(execution.id()), META, Ledger.ABSENT, Json.write(execution), expires(execution))));
        return written.get(1).map(entry -> new Found<>(execution, entry.version()));
    }

    /** @return empty when somebody else wrote meanwhile */
    Optional<Found<Execution>> write(Execution execution, long version) {
        // Before the execution itself: an entry too many is passed over.
        if (execution.state() == Execution.State.FAILED)
            ledger.write(FAILED, listKey(execution), Ledger.ABSENT, "{}", expires(execution));
        return ledger.write(partition(execution.id()), META, version, Json.write(execution), expires(execution))
                .map(entry -> new Found<>(execution, entry.version()));
    }

    Map<String, Found<StepEntry>> entries(String id) {
        var entries = new LinkedHashMap<String, Found<StepEntry>>();
        var after = "";
        while (true) {
            var page = ledger.list(partition(id), STEP, after, PAGE);
            for (var entry : page) {
                after = entry.sort();
                entries.put(
                        entry.sort().substring(STEP.length()),
                        new Found<>(Json.read(entry.body(), StepEntry.class), entry.version()));
            }
            if (page.size() < PAGE) return entries;
        }
    }

    /** @throws Fenced when somebody else wrote the step meanwhile */
    Found<StepEntry> write(Execution execution, String path, StepEntry step, long version) {
        return ledger.write(partition(execution.id()), STEP + path, version, Json.write(step), expires(execution))
                .map(entry -> new Found<>(step, entry.version()))
                .orElseThrow(() -> new Fenced("step " + path + " of " + execution.id() + " has another owner"));
    }

    static String key(String execution, String path) {
        return ".runs/executions/" + execution + "/" + path + ".json";
    }

    private static Instant expires(Execution execution) {
        return execution.createdAt().plus(Bounds.KEPT);
    }

    private static String partition(String id) {
        return "EXE#" + id;
    }

    private static String listKey(Execution execution) {
        return execution.createdAt().truncatedTo(ChronoUnit.MILLIS) + "#" + execution.id();
    }

    private static Object orNull(Object value) {
        return value == null ? dev.crossdock.mapping.Expression.NULL : value;
    }
}
