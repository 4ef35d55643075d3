package dev.crossdock.functions.controlapi;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Definitions;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.Revalidation;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.ProjectVersion;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Published definitions, as JSON with their references inlined, and the versions of the project that they make up. */
@Path("/definitions")
@Produces(MediaType.APPLICATION_JSON)
public class DefinitionsApi {
    /** What is counted before "and more" is said: a deletion's size is to be seen, not to be known. */
    private static final int MOST_COUNTED = 1000;

    private final DefinitionStore definitions;
    private final Revalidation revalidation;
    private final RecordStore records;
    private final ObjectStore objects;

    DefinitionsApi(DefinitionStore definitions, Revalidation revalidation, RecordStore records, ObjectStore objects) {
        this.definitions = definitions;
        this.revalidation = revalidation;
        this.records = records;
        this.objects = objects;
    }

    /** {@code ETag} is the version of the project, which {@code If-Match} of {@code POST} takes. */
    @GET
    public Response list() {
        var head = definitions.head();
        return Response.ok(Answers.list(items(head), Optional.empty()))
                .tag(Long.toString(head.number()))
                .build();
    }

    private static List<Map<String, Object>> items(ProjectVersion version) {
        return version.definitions().entrySet().stream()
                .map(entry -> {
                    var item = new LinkedHashMap<String, Object>();
                    item.put("kind", entry.getKey().substring(0, entry.getKey().indexOf('/')));
                    item.put("name", bare(entry.getKey()));
                    item.put("version", entry.getValue());
                    return (Map<String, Object>) item;
                })
                .toList();
    }

    /** Versions of the project, the newest first. */
    @GET
    @Path("/versions")
    public Map<String, Object> versions(@QueryParam("limit") Integer limit, @QueryParam("cursor") String cursor) {
        int most = Answers.limit(limit, 20);
        var before = Optional.ofNullable(cursor).filter(text -> !text.isEmpty()).map(text -> number("cursor", text));
        var found = definitions.versions(before, most);
        var next = found.size() < most ? 0 : found.get(most - 1).number();
        return Answers.list(
                found.stream().map(DefinitionsApi::shown).toList(),
                Optional.of(next).filter(number -> number > 1).map(number -> Long.toString(number)));
    }

    /** One of them, with the definitions that held. */
    @GET
    @Path("/versions/{version}")
    public Map<String, Object> version(@PathParam("version") String number) {
        var version = definitions.version(number("version", number));
        var answer = shown(version);
        answer.put("items", items(version));
        return answer;
    }

    private static Map<String, Object> shown(ProjectVersion version) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("version", version.number());
        shown.put("at", version.at().toString());
        shown.put("note", version.note());
        shown.put("of", version.of() == 0 ? null : version.of());
        for (var what : List.of("created", "changed", "deleted"))
            shown.put(what, version.changes().getOrDefault(what, 0L));
        shown.put("definitions", version.definitions().size());
        return shown;
    }

    /** @param at the version of the project in which it is looked for; without it, what holds now */
    @GET
    @Path("/{kind}/{name}")
    public Response get(@PathParam("kind") String kind, @PathParam("name") String name, @QueryParam("at") String at) {
        var key = kind + "/" + name;
        var found = at == null ? definitions.text(key) : definitions.text(key, number("at", at));
        var text = found.orElseThrow(() -> unknown(kind, name));
        return Response.ok(text.value()).tag(Long.toString(text.version())).build();
    }

    @PUT
    @Path("/{kind}/{name}")
    public Response put(@PathParam("kind") String kind, @PathParam("name") String name, String body) {
        return published(new Asked(Map.of(kind + "/" + name, body), false, Optional.empty(), 0, ""), false);
    }

    @DELETE
    @Path("/{kind}/{name}")
    public Response delete(@PathParam("kind") String kind, @PathParam("name") String name) {
        if (definitions.delete(kind + "/" + name).isEmpty()) throw unknown(kind, name);
        return Response.noContent().build();
    }

    /**
     * A whole project: {@code {"job/import-products": {…}, …}}; what is missing goes. With {@code If-Match}, only over the version of
     * the project that was looked at (412). With {@code version}, the texts of that version are published anew, and there is no body:
     * what held meanwhile stays in the list of versions.
     */
    @POST
    public Response publish(
            @QueryParam("dryRun") boolean dryRun,
            @QueryParam("version") String version,
            @QueryParam("note") String note,
            @HeaderParam("If-Match") String match,
            String body) {
        var seen = seen(match);
        var said = note == null ? "" : note;
        if (version != null) {
            long of = number("version", version);
            return published(new Asked(definitions.texts(of), true, seen, of, said), dryRun);
        }
        var texts = new LinkedHashMap<String, String>();
        JobsApi.parsed(body)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().toString()));
        return published(new Asked(texts, true, seen, 0, said), dryRun);
    }

    /** As {@link DefinitionStore.Wish}, before its texts are checked. */
    private record Asked(Map<String, String> texts, boolean whole, Optional<Long> seen, long of, String note) {}

    private static Optional<Long> seen(String match) {
        if (match == null || match.isBlank() || match.strip().equals("*")) return Optional.empty();
        return Optional.of(number("If-Match", match.strip().replaceAll("^(W/)?\"|\"$", "")));
    }

    private static long number(String what, String text) {
        try {
            var number = Long.parseLong(text);
            if (number >= 0) return number;
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Refused(Problem.of(
                        "request.number",
                        "\"" + text + "\" is no version of the project.",
                        "Versions are numbers: GET /definitions/versions lists them.")
                .in(what));
    }

    /** All of it, or nothing: what refers to another definition finds it in the same request or published before. */
    private Response published(Asked asked, boolean dryRun) {
        var names = new HashMap<String, Set<String>>();
        if (!asked.whole()) definitions.names().keySet().forEach(name -> add(names, name));
        asked.texts().keySet().forEach(name -> add(names, name));
        var errors = new ArrayList<Problem>();
        var texts = new LinkedHashMap<String, String>();
        asked.texts().forEach((name, json) -> {
            var wrong = Definitions.check(kind(name), bare(name), json, names);
            errors.addAll(wrong);
            if (wrong.isEmpty()) texts.put(name, Definitions.canonical(kind(name), bare(name), json));
        });
        if (errors.isEmpty()) errors.addAll(Definitions.checkTogether(together(texts, asked.whole())));
        if (!errors.isEmpty()) return refused(errors);
        var wish = new DefinitionStore.Wish(texts, asked.whole(), asked.seen(), asked.of(), asked.note());
        try {
            return dryRun ? rehearsed(wish) : published(wish);
        } catch (Refused e) {
            // Who said what they looked at is answered as If-Match is.
            var passed = asked.seen().isPresent() && e.problem().code().equals("definition.conflict");
            if (passed) return Answers.problem(e.problem(), 412, List.of());
            throw e;
        }
    }

    private Map<String, String> together(Map<String, String> texts, boolean whole) {
        if (whole) return texts;
        var all = new LinkedHashMap<>(definitions.texts());
        all.putAll(texts);
        return all;
    }

    private Response published(DefinitionStore.Wish wish) {
        var publication = definitions.publish(wish);
        revalidation.check();
        return answer(publication.version(), publication.changes(), false);
    }

    private Response rehearsed(DefinitionStore.Wish wish) {
        var holds = definitions.head().number();
        return answer(holds, definitions.difference(wish.texts(), wish.whole()), true);
    }

    /** @param looking whether what a deletion leaves behind is looked at */
    private Response answer(long version, List<DefinitionStore.Change> changes, boolean looking) {
        var items = changes.stream()
                .map(change -> {
                    var item = new LinkedHashMap<String, Object>();
                    item.put("name", change.name());
                    item.put("what", change.what());
                    if (looking && change.what().equals("deleted")) left(change.name(), item);
                    return item;
                })
                .toList();
        var answer = Answers.list(items, Optional.empty());
        answer.put("version", version);
        return Response.ok(answer).tag(Long.toString(version)).build();
    }

    /** {@code records} of a collection, {@code files} of a bucket, {@code more} when there are more than were counted. */
    private void left(String name, Map<String, Object> item) {
        if (name.startsWith("collection/")) {
            var page = records.page(bare(name), RecordStore.Filter.ALL, "", MOST_COUNTED);
            item.put("records", page.items().size());
            item.put("more", page.next().isPresent());
        } else if (name.startsWith("bucket/")) {
            var page = objects.list(bare(name) + "/", "", MOST_COUNTED);
            item.put("files", page.items().size());
            item.put("more", page.next().isPresent());
        }
    }

    private static Response refused(List<Problem> errors) {
        var first = errors.get(0);
        var more = errors.size() == 1 ? "" : " (%,d more in errors)".formatted(errors.size() - 1);
        return Answers.problem(
                new Problem(first.code(), first.place(), first.message() + more, first.hint(), first.field()),
                400,
                errors);
    }

    private static void add(Map<String, Set<String>> names, String name) {
        names.computeIfAbsent(kind(name), kind -> new HashSet<>()).add(bare(name));
    }

    private static String kind(String name) {
        var slash = name.indexOf('/');
        if (slash <= 0 || !Definitions.KINDS.contains(name.substring(0, slash))) throw badName(name);
        return name.substring(0, slash);
    }

    private static String bare(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    private static Refused unknown(String kind, String name) {
        return new Refused(Problem.of(
                "definition.unknown",
                "no " + kind + " \"" + name + "\" is published.",
                "List them: GET /definitions."));
    }

    private static Refused badName(String name) {
        return new Refused(Problem.of(
                "request.body",
                "\"" + name + "\" is no kind and name.",
                "For example \"job/import-products\". Kinds: " + String.join(", ", Definitions.KINDS) + "."));
    }
}
