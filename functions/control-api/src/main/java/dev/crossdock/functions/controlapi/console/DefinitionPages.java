package dev.crossdock.functions.controlapi.console;

import dev.crossdock.definition.Definitions;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is published: read, with what is found wrong, its versions, and what changed between them. Editing stays in files. */
@Path("/console/definitions")
public class DefinitionPages {
    private static final int VERSIONS = 20;

    private final Console console;
    private final DefinitionStore definitions;

    DefinitionPages(Console console, DefinitionStore definitions) {
        this.console = console;
        this.definitions = definitions;
    }

    /** Those of one kind. */
    public record Kind(String name, List<String> names) {}

    /** A version of the whole project. */
    public record Version(long number, Told.Time at, String note, long created, long changed, long deleted) {}

    /** @param findings of all definitions together */
    public record All(List<Kind> kinds, List<Problem> findings, List<Version> versions) {}

    /** What was found in a version of the project: looking at all of it takes a second. */
    private record Found(long project, List<Problem> problems) {}

    private volatile Found found = new Found(-1, List.of());

    @GET
    public Response all(@Context ContainerRequestContext request) {
        var told = console.told();
        var head = definitions.head();
        var kinds = new TreeMap<String, List<String>>();
        head.definitions()
                .keySet()
                .forEach(key -> kinds.computeIfAbsent(kind(key), kind -> new ArrayList<>())
                        .add(bare(key)));
        if (found.project() != head.number()) found = new Found(head.number(), findings(definitions.texts()));
        var versions = definitions.versions(Optional.empty(), VERSIONS).stream()
                .map(version -> new Version(
                        version.number(),
                        told.time(version.at()),
                        version.note(),
                        version.changes().getOrDefault("created", 0L),
                        version.changes().getOrDefault("changed", 0L),
                        version.changes().getOrDefault("deleted", 0L)))
                .toList();
        var page = new All(
                kinds.entrySet().stream()
                        .map(each -> new Kind(
                                each.getKey(), each.getValue().stream().sorted().toList()))
                        .toList(),
                found.problems(),
                versions);
        return console.page(request, "definitions", "definitions", "Definitions", page);
    }

    private static List<Problem> findings(Map<String, String> texts) {
        Map<String, Set<String>> names = new HashMap<>();
        texts.keySet()
                .forEach(key -> names.computeIfAbsent(kind(key), kind -> new HashSet<>())
                        .add(bare(key)));
        var problems = new ArrayList<Problem>();
        texts.forEach((key, text) -> problems.addAll(Definitions.check(kind(key), bare(key), text, names)));
        if (problems.isEmpty()) problems.addAll(Definitions.checkTogether(texts));
        return List.copyOf(problems);
    }

    private static String kind(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static String bare(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    /** @param project the version of the project that had it */
    public record Earlier(long project, long version, Told.Time at, String note, boolean shown) {}

    /** @param before the version that the differences are told against; 0 when it is the first one */
    public record One(
            String kind,
            String name,
            long version,
            String text,
            List<Earlier> versions,
            List<TextDiff.Line> differences,
            long before) {}

    /** @param at the version of the project in which it is looked at; without it, what holds now */
    @GET
    @Path("/{kind}/{name}")
    public Response one(
            @Context ContainerRequestContext request,
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @QueryParam("at") Long at) {
        var key = kind + "/" + name;
        var found =
                (at == null ? definitions.text(key) : definitions.text(key, at)).orElseThrow(() -> unknown(kind, name));
        var told = console.told();
        var versions = new ArrayList<Earlier>();
        long last = 0;
        var before = Optional.<DefinitionStore.Published<String>>empty();
        for (var version : definitions.versions(Optional.empty(), VERSIONS)) {
            var number = version.definitions().get(key);
            if (number == null) continue;
            if (number < found.version() && before.isEmpty()) before = definitions.text(key, version.number());
            if (number == last) {
                // The same text was there already: it is told of the version that brought it.
                versions.remove(versions.size() - 1);
            }
            versions.add(new Earlier(
                    version.number(), number, told.time(version.at()), version.note(), number == found.version()));
            last = number;
        }
        var text = Pretty.json(found.value());
        var differences = before.map(earlier -> TextDiff.of(Pretty.json(earlier.value()), text))
                .orElse(List.of());
        var page = new One(
                kind,
                name,
                found.version(),
                text,
                versions,
                differences,
                before.map(DefinitionStore.Published::version).orElse(0L));
        return console.page(request, "definitions", "definition", name, page);
    }

    private static Refused unknown(String kind, String name) {
        return new Refused(Problem.of(
                "definition.unknown",
                "no " + Told.cut(kind, 40) + " \"" + Told.cut(name, 80) + "\" is published.",
                "The page of all definitions lists them."));
    }
}
