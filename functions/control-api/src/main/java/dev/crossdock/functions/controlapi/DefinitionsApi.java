package dev.crossdock.functions.controlapi;

import dev.crossdock.definition.Definitions;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Published definitions, as JSON with their references inlined. */
@Path("/definitions")
@Produces(MediaType.APPLICATION_JSON)
public class DefinitionsApi {
    private final DefinitionStore definitions;

    DefinitionsApi(DefinitionStore definitions) {
        this.definitions = definitions;
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
    public Map<String, Object> put(@PathParam("kind") String kind, @PathParam("name") String name, String body) {
        return published(Map.of(kind + "/" + name, checked(kind, name, body)), false, false);
    }

    @DELETE
    @Path("/{kind}/{name}")
    public Response delete(@PathParam("kind") String kind, @PathParam("name") String name) {
        if (definitions.delete(kind + "/" + name).isEmpty()) throw unknown(kind, name);
        return Response.noContent().build();
    }

    /** A whole project: {@code {"job/import-products": {…}, …}}; what is missing goes. */
    @POST
    public Map<String, Object> publish(@QueryParam("dryRun") boolean dryRun, String body) {
        var texts = new LinkedHashMap<String, String>();
        JobsApi.parsed(body).properties().forEach(entry -> {
            var slash = entry.getKey().indexOf('/');
            if (slash <= 0) throw badName(entry.getKey());
            texts.put(
                    entry.getKey(),
                    checked(
                            entry.getKey().substring(0, slash),
                            entry.getKey().substring(slash + 1),
                            entry.getValue().toString()));
        });
        return published(texts, true, dryRun);
    }

    private Map<String, Object> published(Map<String, String> texts, boolean whole, boolean dryRun) {
        var changes = dryRun ? definitions.difference(texts, whole) : definitions.publish(texts, whole);
        var items = changes.stream()
                .map(change -> Map.of("name", change.name(), "what", change.what()))
                .toList();
        return Answers.list(items, Optional.empty());
    }

    private static String checked(String kind, String name, String body) {
        Definitions.parse(kind, name, body);
        return body;
    }

    private static Refused unknown(String kind, String name) {
        return new Refused(Problem.of(
                "definition.unknown",
                "no " + kind + " \"" + name + "\" is published.",
                "List them: GET /definitions."));
    }

    private static Refused badName(String name) {
        return new Refused(Problem.of(
                "request.body", "\"" + name + "\" is no kind and name.", "For example \"job/import-products\"."));
    }
}
