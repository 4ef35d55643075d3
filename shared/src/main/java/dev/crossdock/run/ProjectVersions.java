package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crossdock.definition.Definitions;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The versions of a project as the definitions table keeps them, of which the last one holds. Thread-safe. */
final class ProjectVersions {
    private static final String PROJECT = "PROJECT";
    /** Where builds before the versions of a project kept what holds: an entry for each definition. */
    private static final String CURRENT = "CURRENT";

    private final Ledger table;

    ProjectVersions(Ledger table) {
        this.table = table;
    }

    private record Current(
            @JsonProperty("version") long version,
            @JsonProperty("deleted") boolean deleted) {}

    /** Number 0 before anything was published as a version. */
    ProjectVersion head() {
        var last = table.listBackwards(PROJECT, "v", "", 1);
        return last.isEmpty() ? ProjectVersion.of(pointers()) : ProjectVersion.read(last.get(0));
    }

    /** @throws Refused {@code version.unknown} */
    ProjectVersion version(long number) {
        return table.read(PROJECT, sort(number))
                .map(ProjectVersion::read)
                .orElseThrow(() -> new Refused(Problem.of(
                        "version.unknown",
                        "the project has no version " + number + ".",
                        "List them: crossdock apply --versions")));
    }

    /** The newest first. @param before empty = from the newest */
    List<ProjectVersion> list(Optional<Long> before, int limit) {
        return table
                .listBackwards(PROJECT, "v", before.map(ProjectVersions::sort).orElse(""), limit)
                .stream()
                .map(ProjectVersion::read)
                .toList();
    }

    /** From here on it holds. @throws Refused {@code definition.conflict} when its number is taken, {@code version.too-large} */
    void add(ProjectVersion version) {
        var body = version.body();
        if (body.length() > Definitions.LARGEST) {
            throw new Refused(Problem.of(
                    "version.too-large",
                    "the list of %,d definitions takes %,d bytes; at most %,d can be published."
                            .formatted(version.definitions().size(), body.length(), Definitions.LARGEST),
                    "Split the project into several deployments."));
        }
        if (table.write(PROJECT, sort(version.number()), Ledger.ABSENT, body, null)
                .isEmpty()) throw conflict(version.number());
    }

    /** What a build without versions has published becomes the first one, so that one can come back to it. */
    ProjectVersion adopted(ProjectVersion head, Instant now) {
        if (head.number() > 0 || head.definitions().isEmpty()) return head;
        var first = new ProjectVersion(1, now, "as an earlier build left it", 0, Map.of(), head.definitions());
        add(first);
        return first;
    }

    /** @param holds the version that holds now */
    static Refused conflict(long holds) {
        return new Refused(Problem.of(
                "definition.conflict",
                "the project was published by somebody else meanwhile: version " + holds + " holds now.",
                "See what theirs changed with crossdock diff, then publish again."));
    }

    static String sort(long version) {
        return "v%012d".formatted(version);
    }

    private Map<String, Long> pointers() {
        var names = new TreeMap<String, Long>();
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
}
