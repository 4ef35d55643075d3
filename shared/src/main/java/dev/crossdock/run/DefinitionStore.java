package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Definitions;
import dev.crossdock.definition.Job;
import dev.crossdock.definition.Project;
import dev.crossdock.definition.Template;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The published definitions, each in versions that never change. A run is pinned to the version of its job, so that a change
 * in the middle of a run cannot mix two mappings. Thread-safe.
 *
 * <p>Entries: {@code kind/name, v000000000001} the text, {@code CURRENT, kind/name} which version holds.
 */
public final class DefinitionStore {
    /** How old what a function knows may be: a changed file is live within 2 s. */
    private static final Duration FRESH = Duration.ofMillis(500);

    private static final String CURRENT = "CURRENT";

    private final Ledger table;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicReference<Known> known = new AtomicReference<>(nothing());

    /** @param table the definitions table */
    public DefinitionStore(Ledger table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** @param version 1 at first */
    public record Published<T>(T value, long version) {}

    /** A change that {@link #publish} made. @param what created, changed or deleted */
    public record Change(String name, String what) {}

    private record Current(
            @JsonProperty("version") long version,
            @JsonProperty("deleted") boolean deleted) {}

    private record Known(Instant at, Map<String, Long> versions, Project project) {
        boolean within(Duration age, Instant now) {
            return project != null && now.isBefore(at.plus(age));
        }
    }

    /** Reads anew with the next question: for who must not go by what held a moment ago. */
    public void forget() {
        known.set(nothing());
    }

    /** Everything that holds now, at most {@link #FRESH} old, or twice that while somebody asks for what holds now. */
    public Project project() {
        return known().project();
    }

    /** @throws Refused {@code job.unknown} */
    public Published<Job> job(String name) {
        var now = known();
        var job = now.project().jobs().get(name);
        var own = OwnJobs.revalidated(name).filter(now.project().collections()::containsKey);
        if (job == null && own.isPresent()) {
            return new Published<>(OwnJobs.of(name, own.get()), now.versions().get("collection/" + own.get()));
        }
        if (job == null) {
            throw new Refused(Problem.of(
                    "job.unknown",
                    "there is no job \"" + name + "\".",
                    "Known: "
                            + String.join(
                                    ", ",
                                    now.project().jobs().keySet().stream()
                                            .sorted()
                                            .toList()) + "."));
        }
        return new Published<>(job, now.versions().get("job/" + name));
    }

    /** The job as it was published with this version. */
    public Job job(String name, long version) {
        var own = OwnJobs.revalidated(name);
        if (own.isPresent()) return OwnJobs.of(name, own.get());
        return table.read("job/" + name, sort(version))
                .map(entry -> (Job) Definitions.parse("job", name, entry.body()))
                .orElseThrow(() -> new Refused(Problem.of(
                        "job.unknown", "job \"" + name + "\" has no version " + version + ".", "Publish it again.")));
    }

    /** @throws Refused {@code template.unknown} */
    public Published<Template> template(String name) {
        var now = known();
        var template = now.project().templates().get(name);
        if (template == null) {
            throw new Refused(Problem.of(
                    "template.unknown",
                    "there is no template \"" + name + "\".",
                    "Known: "
                            + String.join(
                                    ", ",
                                    now.project().templates().keySet().stream()
                                            .sorted()
                                            .toList()) + "."));
        }
        return new Published<>(template, now.versions().get("template/" + name));
    }

    /** The template as it was published with this version. */
    public Template template(String name, long version) {
        return table.read("template/" + name, sort(version))
                .map(entry -> (Template) Definitions.parse("template", name, entry.body()))
                .orElseThrow(() -> new Refused(Problem.of(
                        "template.unknown",
                        "template \"" + name + "\" has no version " + version + ".",
                        "Publish it again.")));
    }

    /** @throws Refused {@code collection.unknown} */
    public Collection collection(String name) {
        return Optional.ofNullable(project().collections().get(name))
                .orElseThrow(() -> new Refused(Problem.of(
                        "collection.unknown",
                        "there is no collection \"" + name + "\".",
                        "Known: "
                                + String.join(
                                        ", ",
                                        project().collections().keySet().stream()
                                                .sorted()
                                                .toList()) + ".")));
    }

    /** The text of a definition that holds now. @param name {@code kind/name} */
    public Optional<Published<String>> text(String name) {
        return current(name)
                .filter(current -> !current.deleted())
                .flatMap(current -> table.read(name, sort(current.version()))
                        .map(entry -> new Published<>(entry.body(), current.version())));
    }

    /** Names ({@code kind/name}) of all that hold now, with their versions. */
    public Map<String, Long> names() {
        var names = new LinkedHashMap<String, Long>();
        var after = "";
        while (true) {
            var page = table.list(CURRENT, "", after, 1000);
            for (var entry : page) {
                after = entry.sort();
                var current = Json.read(entry.body(), Current.class);
                if (!current.deleted()) names.put(entry.sort(), current.version());
            }
            if (page.size() < 1000) return names;
        }
    }

    /**
     * Publishes definitions; one that is the same as before keeps its version.
     *
     * @param texts by {@code kind/name}, as {@link Definitions} writes them
     * @param whole whether what is missing in {@code texts} goes
     */
    public List<Change> publish(Map<String, String> texts, boolean whole) {
        var changes = new ArrayList<Change>();
        texts.forEach((name, text) -> put(name, text).ifPresent(changes::add));
        if (whole) {
            for (var name : names().keySet()) {
                if (!texts.containsKey(name)) delete(name).ifPresent(changes::add);
            }
        }
        forget();
        return changes;
    }

    /** What {@link #publish} would change. */
    public List<Change> difference(Map<String, String> texts, boolean whole) {
        var changes = new ArrayList<Change>();
        texts.forEach((name, text) -> {
            var before = text(name);
            if (before.isEmpty()) changes.add(new Change(name, "created"));
            else if (!before.get().value().equals(text)) changes.add(new Change(name, "changed"));
        });
        if (whole) {
            for (var name : names().keySet()) {
                if (!texts.containsKey(name)) changes.add(new Change(name, "deleted"));
            }
        }
        return changes;
    }

    public Optional<Change> delete(String name) {
        var entry = table.read(CURRENT, name);
        var current = entry.map(e -> Json.read(e.body(), Current.class));
        if (current.isEmpty() || current.get().deleted()) return Optional.empty();
        point(
                name,
                entry.map(Ledger.Entry::version).orElse(Ledger.ABSENT),
                new Current(current.get().version(), true));
        forget();
        return Optional.of(new Change(name, "deleted"));
    }

    private Optional<Change> put(String name, String text) {
        var entry = table.read(CURRENT, name);
        var current = entry.map(e -> Json.read(e.body(), Current.class)).orElse(new Current(0, true));
        var before = table.read(name, sort(current.version())).map(Ledger.Entry::body);
        if (!current.deleted() && before.filter(text::equals).isPresent()) return Optional.empty();
        // The version is written before it is pointed at; one that a crash left behind is stepped over.
        long version = current.version() + 1;
        while (table.write(name, sort(version), Ledger.ABSENT, text, null).isEmpty()) {
            if (table.read(name, sort(version))
                    .filter(e -> e.body().equals(text))
                    .isPresent()) break;
            version++;
        }
        point(name, entry.map(Ledger.Entry::version).orElse(Ledger.ABSENT), new Current(version, false));
        return Optional.of(new Change(name, current.deleted() ? "created" : "changed"));
    }

    private void point(String name, long expected, Current current) {
        table.write(CURRENT, name, expected, Json.write(current), null)
                .orElseThrow(() -> new Refused(Problem.of(
                        "definition.conflict",
                        name + " was published by somebody else at the same time.",
                        "Look at their change, then publish again.")));
    }

    private Optional<Current> current(String name) {
        return table.read(CURRENT, name).map(entry -> Json.read(entry.body(), Current.class));
    }

    private Known known() {
        var last = known.get();
        var now = clock.instant();
        if (last.within(FRESH, now)) return last;
        // One asks. The others go on with what held a moment ago: asking the same beside it makes all of them wait.
        if (!asking.tryLock()) {
            if (last.within(FRESH.multipliedBy(2), now)) return last;
            asking.lock();
        }
        try {
            var meanwhile = known.get();
            return meanwhile.within(FRESH, clock.instant()) ? meanwhile : asked(meanwhile);
        } finally {
            asking.unlock();
        }
    }

    private Known asked(Known last) {
        var at = clock.instant();
        var names = names();
        var project = last.project();
        if (project == null || !names.equals(last.versions())) {
            var texts = new LinkedHashMap<String, String>();
            names.forEach((name, version) ->
                    table.read(name, sort(version)).ifPresent(entry -> texts.put(name, entry.body())));
            project = Project.of(texts);
        }
        var found = new Known(at, names, project);
        // Not when it was forgotten meanwhile: what was asked before that does not count.
        known.compareAndSet(last, found);
        return found;
    }

    /** Each time another one, so that a forgotten answer is not taken for the one before. */
    private static Known nothing() {
        return new Known(Instant.MIN, Map.of(), null);
    }

    private static String sort(long version) {
        return "v%012d".formatted(version);
    }
}
