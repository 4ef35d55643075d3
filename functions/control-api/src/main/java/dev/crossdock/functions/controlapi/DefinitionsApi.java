package dev.crossdock.functions.controlapi;

import dev.crossdock.definition.Definitions;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.graph.Revalidation;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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

/** Published definitions, as JSON with their references inlined. */
@Path("/definitions")
@Produces(MediaType.APPLICATION_JSON)
public class DefinitionsApi {
    private final DefinitionStore definitions;
    private final Revalidation revalidation;

    DefinitionsApi(DefinitionStore definitions, Revalidation revalidation) {
        this.definitions = definitions;
        this.revalidation = revalidation;
    }

    @GET
    public Map<String, Object> list() {
        var items = definitions.names().entrySet().stream()
                .map(entry -> {
                    var item = new LinkedHashMap<String, Object>();
                    item.put("kind", entry.getKey().substring(0, entry.getKey().indexOf('/')));
                    item.put("name", entry.getKey().substring(entry.getKey().indexOf('/') + 1));
                    item.put("version", entry.getValue());
                    return item;
                })
                .toList();
        return Answers.list(items, Optional.empty());
    }

    @GET
    @Path("/{kind}/{name}")
    public Response get(@PathParam("kind") String kind, @PathParam("name") String name) {
        var text = definitions.text(kind + "/" + name).orElseThrow(() -> unknown(kind, name));
        return Response.ok(text.value()).tag(Long.toString(text.version())).build();
    }

    @PUT
    @Path("/{kind}/{name}")
    public Response put(@PathParam("kind") String kind, @PathParam("name") String name, String body) {
        return published(Map.of(kind + "/" + name, body), false, false);
    }

    @DELETE
    @Path("/{kind}/{name}")
    public Response delete(@PathParam("kind") String kind, @PathParam("name") String name) {
        if (definitions.delete(kind + "/" + name).isEmpty()) throw unknown(kind, name);
        return Response.noContent().build();
    }

    /** A whole project: {@code {"job/import-products": {…}, …}}; what is missing goes. */
    @POST
    public Response publish(@QueryParam("dryRun") boolean dryRun, String body) {
        var texts = new LinkedHashMap<String, String>();
        JobsApi.parsed(body)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().toString()));
        return published(texts, true, dryRun);
    }

    /** All of it, or nothing: what refers to another definition finds it in the same request or published before. */
    private Response published(Map<String, String> asked, boolean whole, boolean dryRun) {
        var names = new HashMap<String, Set<String>>();
        if (!whole) definitions.names().keySet().forEach(name -> add(names, name));
        asked.keySet().forEach(name -> add(names, name));
        var errors = new ArrayList<Problem>();
        var texts = new LinkedHashMap<String, String>();
        asked.forEach((name, json) -> {
            var wrong = Definitions.check(kind(name), bare(name), json, names);
            errors.addAll(wrong);
            if (wrong.isEmpty()) texts.put(name, Definitions.canonical(kind(name), bare(name), json));
        });
        if (!errors.isEmpty()) return refused(errors);
        var changes = dryRun ? definitions.difference(texts, whole) : definitions.publish(texts, whole);
        if (!dryRun) revalidation.check();
        var items = changes.stream()
                .map(change -> Map.of("name", change.name(), "what", change.what()))
                .toList();
        return Response.ok(Answers.list(items, Optional.empty())).build();
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
