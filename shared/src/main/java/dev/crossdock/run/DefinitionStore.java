package dev.crossdock.run;

import dev.crossdock.definition.Bucket;
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
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The published definitions, each in versions that never change. A run is pinned to the version of its job, so that a change
 * in the middle of a run cannot mix two mappings. Thread-safe.
 *
 * <p>Entries: {@code kind/name, v000000000001} a text; {@code PROJECT, v000000000001} which version of every definition holds from
 * then on. The last of these is what holds: one conditional write publishes a whole project, all of it or nothing, and two who
 * publish at once cannot mix.
 */
public final class DefinitionStore {
    /** How old what a function knows may be: a changed file is live within 2 s. */
    private static final Duration FRESH = Duration.ofMillis(500);

    private static final int LONGEST_NOTE = 200;

    private final Ledger table;
    private final ProjectVersions project;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicReference<Known> known = new AtomicReference<>(nothing());

    /** @param table the definitions table */
    public DefinitionStore(Ledger table, Clock clock) {
        this.table = table;
        this.project = new ProjectVersions(table);
        this.clock = clock;
    }

    /** @param version 1 at first */
    public record Published<T>(T value, long version) {}

    /** A change that {@link #publish} made. @param name {@code kind/name} @param what created, changed or deleted */
    public record Change(String name, String what) {}

    /**
     * What {@link #publish} is asked.
     *
     * @param texts by {@code kind/name}, as {@link Definitions} writes them
     * @param whole whether what is missing in {@code texts} goes
     * @param seen the version of the project that was looked at; another one in its place is a conflict. Empty = whichever holds
     * @param of the version that is brought back; 0 = none
     * @param note what its author says of it, cut at 200 characters
     */
    public record Wish(Map<String, String> texts, boolean whole, Optional<Long> seen, long of, String note) {
        public Wish {
            texts = Map.copyOf(texts);
            note = note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE);
        }

        public Wish(Map<String, String> texts, boolean whole) {
            this(texts, whole, Optional.empty(), 0, "");
        }
    }

    /** @param version of the project that holds now; 0 = nothing was ever published @param changes empty = all was so already */
    public record Publication(long version, List<Change> changes) {}

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
        return named("collection", name, project().collections());
    }

    /** @throws Refused {@code bucket.unknown} */
    public Bucket bucket(String name) {
        return named("bucket", name, project().buckets());
    }

    private static <T> T named(String kind, String name, Map<String, T> known) {
        return Optional.ofNullable(known.get(name))
                .orElseThrow(() -> new Refused(Problem.of(
                        kind + ".unknown",
                        "there is no " + kind + " \"" + name + "\".",
                        "Known: "
                                + String.join(
                                        ", ", known.keySet().stream().sorted().toList()) + ".")));
    }

    /** The text of a definition that holds now. @param name {@code kind/name} */
    public Optional<Published<String>> text(String name) {
        return text(name, head());
    }

    /** The text of a definition that held in a version of the project. @throws Refused {@code version.unknown} */
    public Optional<Published<String>> text(String name, long project) {
        return text(name, version(project));
    }

    private Optional<Published<String>> text(String name, ProjectVersion in) {
        return Optional.ofNullable(in.definitions().get(name))
                .flatMap(version ->
                        table.read(name, sort(version)).map(entry -> new Published<>(entry.body(), version)));
    }

    /** Names ({@code kind/name}) of all that hold now, with their versions, in their order. */
    public Map<String, Long> names() {
        return head().definitions();
    }

    /** What holds now; number 0 before anything was published. */
    public ProjectVersion head() {
        return project.head();
    }

    /** @throws Refused {@code version.unknown} */
    public ProjectVersion version(long number) {
        return project.version(number);
    }

    /**
     * Versions of the project, the newest first.
     *
     * @param before only older ones than this; empty = from the newest
     * @param limit 1 to 1,000
     */
    public List<ProjectVersion> versions(Optional<Long> before, int limit) {
        return project.list(before, limit);
    }

    /** All texts that hold now, by {@code kind/name}. */
    public Map<String, String> texts() {
        return texts(head());
    }

    /** The texts of a version of the project, by {@code kind/name}. @throws Refused {@code version.unknown} */
    public Map<String, String> texts(long project) {
        return texts(version(project));
    }

    private Map<String, String> texts(ProjectVersion version) {
        var texts = new LinkedHashMap<String, String>();
        for (var name : version.definitions().keySet()) {
            text(name, version).ifPresent(text -> texts.put(name, text.value()));
        }
        return texts;
    }

    /** As {@link #publish(Wish)}, over whichever version holds. */
    public List<Change> publish(Map<String, String> texts, boolean whole) {
        return publish(new Wish(texts, whole)).changes();
    }

    /**
     * Publishes definitions; one that is the same as before keeps its version. It holds once the new version of the project is written:
     * who dies before has changed nothing. When all is so already, nothing is written, whatever was looked at: asked again, it is done.
     *
     * @throws Refused {@code definition.conflict} when somebody else published meanwhile, {@code version.too-large}; nothing is
     *     changed then
     */
    public Publication publish(Wish wish) {
        var head = head();
        var changes = difference(wish.texts(), wish.whole(), head);
        if (changes.isEmpty()) return new Publication(head.number(), changes);
        if (wish.seen().filter(seen -> seen != head.number()).isPresent())
            throw ProjectVersions.conflict(head.number());
        var base = project.adopted(head, clock.instant());
        var next = new TreeMap<>(base.definitions());
        for (var change : changes) {
            if (change.what().equals("deleted")) next.remove(change.name());
            else next.put(change.name(), put(change.name(), wish.texts().get(change.name()), base));
        }
        project.add(
                new ProjectVersion(base.number() + 1, clock.instant(), wish.note(), wish.of(), counted(changes), next));
        forget();
        return new Publication(base.number() + 1, changes);
    }

    /** What {@link #publish} would change, in the order of names. */
    public List<Change> difference(Map<String, String> texts, boolean whole) {
        return difference(texts, whole, head());
    }

    private List<Change> difference(Map<String, String> texts, boolean whole, ProjectVersion head) {
        var changes = new ArrayList<Change>();
        new TreeMap<>(texts).forEach((name, text) -> {
            var before = text(name, head);
            if (before.isEmpty()) changes.add(new Change(name, "created"));
            else if (!before.get().value().equals(text)) changes.add(new Change(name, "changed"));
        });
        if (whole) {
            for (var name : head.definitions().keySet()) {
                if (!texts.containsKey(name)) changes.add(new Change(name, "deleted"));
            }
        }
        return changes;
    }

    /** @throws Refused {@code definition.conflict} */
    public Optional<Change> delete(String name) {
        var head = head();
        if (!head.definitions().containsKey(name)) return Optional.empty();
        var base = project.adopted(head, clock.instant());
        var next = new TreeMap<>(base.definitions());
        next.remove(name);
        var change = new Change(name, "deleted");
        project.add(new ProjectVersion(base.number() + 1, clock.instant(), "", 0, counted(List.of(change)), next));
        forget();
        return Optional.of(change);
    }

    /** @return the version that was written; one that somebody else's, or a dead one's, publishing left behind is stepped over */
    private long put(String name, String text, ProjectVersion base) {
        long version = base.definitions().containsKey(name)
                ? base.definitions().get(name) + 1
                // A definition that comes back is another one: revalidation must not take it for what it was.
                : 1
                        + table.listBackwards(name, "v", "", 1).stream()
                                .mapToLong(entry -> Long.parseLong(entry.sort().substring(1)))
                                .findFirst()
                                .orElse(0);
        while (table.write(name, sort(version), Ledger.ABSENT, text, null).isEmpty()) {
            if (table.read(name, sort(version))
                    .filter(entry -> entry.body().equals(text))
                    .isPresent()) return version;
            version++;
        }
        return version;
    }

    private static Map<String, Long> counted(List<Change> changes) {
        var counts = new TreeMap<String, Long>();
        changes.forEach(change -> counts.merge(change.what(), 1L, Long::sum));
        return counts;
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
        return ProjectVersions.sort(version);
    }
}
