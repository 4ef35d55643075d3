package dev.crossdock.functions.graphapi;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.graph.Condition;
import dev.crossdock.graph.Expansion;
import dev.crossdock.graph.RecordQuery;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.Records;
import dev.crossdock.graph.Revalidation;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** 2.3 Collections and their records over HTTP, by the same rules as imports. */
@Path("/collections")
@Produces(MediaType.APPLICATION_JSON)
public class GraphApi {
    private final DefinitionStore definitions;
    private final RecordStore store;
    private final Records records;
    private final Repeats repeats;
    private final Expansion expansion;
    private final RecordQuery query;
    private final Revalidation revalidation;

    GraphApi(
            DefinitionStore definitions,
            RecordStore store,
            Repeats repeats,
            Revalidation revalidation,
            Clock clock,
            HttpHeaders headers) {
        this.revalidation = revalidation;
        this.definitions = definitions;
        this.store = store;
        this.records = new Records(store, clock, () -> new Records.By(RecordStore.WrittenBy.API, Hop.of(headers)));
        this.repeats = repeats;
        this.expansion = new Expansion(store, definitions::collection);
        this.query = new RecordQuery(store);
    }

    @GET
    public Map<String, Object> collections() {
        var names =
                definitions.project().collections().keySet().stream().sorted().toList();
        return Answers.list(names.stream().map(this::collection).toList(), Optional.empty());
    }

    @GET
    @Path("/{c}")
    public Map<String, Object> collection(@PathParam("c") String name) {
        var collection = definitions.collection(name);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", collection.name());
        answer.put("description", collection.description());
        answer.put("key", collection.key());
        answer.put("indexes", collection.indexes());
        answer.put("relations", collection.relations());
        answer.put("counts", store.count(name));
        return answer;
    }

    /** @param index {@code FIELD:VALUE}, of a declared index @param expand names of relations, joined by commas */
    @GET
    @Path("/{c}/records")
    public Map<String, Object> list(
            @PathParam("c") String name,
            @QueryParam("records") String which,
            @QueryParam("changedSince") String since,
            @QueryParam("index") String index,
            @QueryParam("expand") String expand,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor) {
        var collection = definitions.collection(name);
        var filter = Asked.filter(which, since);
        var from = cursor == null ? "" : cursor;
        int size = Answers.limit(limit, 100);
        if (index != null && !index.isBlank()) {
            var found = query.find(collection, filter, indexed(collection, index), from, size);
            return found(found, shown(collection, found.items(), expand));
        }
        var page = store.page(name, filter, from, size);
        return Answers.list(shown(collection, page.items(), expand), page.next());
    }

    /**
     * Body {@code {"records": […], "ifExists": "replace", "delete": [id, …]}}; one result per record, in their order, then one per id
     * to delete.
     */
    @POST
    @Path("/{c}/records")
    public Response write(@PathParam("c") String name, @HeaderParam("Idempotency-Key") String key, String body) {
        return repeats.once(key, String.join("\n", "POST", name, body), () -> {
            var collection = definitions.collection(name);
            var request = records(body);
            var ids =
                    Asked.list(request, "delete").stream().map(String::valueOf).toList();
            var values = Asked.list(request, "records");
            Asked.expectFew(values.size() + ids.size());
            var ifExists = Asked.ifExists(request.get("ifExists"));
            var results = new ArrayList<>(records.putAll(collection, values, ifExists));
            results.addAll(records.deleteAll(collection, ids));
            return Response.ok(
                            Answers.list(results.stream().map(GraphApi::result).toList(), Optional.empty()))
                    .build();
        });
    }

    /** Body as of a write; what would become of each record, for itself: valid or invalid. Nothing is written. */
    @POST
    @Path("/{c}/validate")
    public Map<String, Object> validate(@PathParam("c") String name, String body) {
        var collection = definitions.collection(name);
        var request = records(body);
        var values = Asked.list(request, "records");
        Asked.expectFew(values.size());
        var results = records.validate(collection, values, Asked.ifExists(request.get("ifExists")));
        return Answers.list(results.stream().map(GraphApi::result).toList(), Optional.empty());
    }

    /**
     * Body {@code {where, fields, expand, records, changedSince, limit, cursor}}, each at will. The answer says by which index records
     * were found, and how one would be used where none was; {@code next} may be there with less than {@code limit} records.
     */
    @POST
    @Path("/{c}/query")
    public Map<String, Object> query(@PathParam("c") String name, String body) {
        var collection = definitions.collection(name);
        var request = Asked.object(body);
        for (var key : request.keySet()) {
            if (QUERY.contains(key)) continue;
            throw new Refused(Problem.of(
                            "request.body",
                            "\"" + key + "\" does not belong to a query.",
                            "Known: " + String.join(", ", QUERY) + ".")
                    .in(Problem.pointer(String.valueOf(key))));
        }
        var fields = Asked.list(request, "fields").stream().map(String::valueOf).toList();
        var found = query.find(
                collection,
                Asked.filter(text(request, "records"), text(request, "changedSince")),
                Condition.of(request.get("where")),
                Optional.ofNullable(text(request, "cursor")).orElse(""),
                Answers.limit(request.get("limit") instanceof Number number ? number.intValue() : null, 100));
        var expand = request.get("expand") instanceof List<?> names
                ? String.join(",", names.stream().map(String::valueOf).toList())
                : text(request, "expand");
        var items = shown(collection, found.items(), expand);
        if (!fields.isEmpty()) items.forEach(item -> RecordAnswer.choose(item, fields));
        return found(found, items);
    }

    /** Brings the records in line with the collection's definition, as happens by itself when that is published; as a run. */
    @POST
    @Path("/{c}/revalidate")
    public Response revalidate(@PathParam("c") String name, @HeaderParam("Idempotency-Key") String key) {
        var cause = key == null || key.isBlank() ? UUID.randomUUID().toString() : key;
        var run = revalidation.start(name, "request " + cause);
        return Response.accepted(Map.of("run", run.id()))
                .location(URI.create("/runs/" + run.id()))
                .build();
    }

    private static final List<String> QUERY =
            List.of("where", "fields", "expand", "records", "changedSince", "limit", "cursor");

    private static String text(Map<?, ?> request, String name) {
        var value = request.get(name);
        if (value == null || value instanceof String) return (String) value;
        throw new Refused(Problem.of("request.body", "\"" + name + "\" is no text.", "See GET /openapi.")
                .in("/" + name));
    }

    static Map<String, Object> found(RecordQuery.Found found, List<Map<String, Object>> items) {
        var answer = Answers.list(items, found.next());
        answer.put("index", found.index().orElse(null));
        if (!found.hint().isEmpty()) answer.put("hint", found.hint());
        answer.put("read", found.read());
        return answer;
    }

    private List<Map<String, Object>> shown(Collection collection, List<Stored> items, String expand) {
        if (expand == null || expand.isBlank())
            return items.stream().map(RecordAnswer::of).toList();
        return expansion.expand(collection, items, expand).stream()
                .map(RecordAnswer::of)
                .toList();
    }

    private static Condition indexed(Collection collection, String index) {
        for (var field : collection.indexes()) {
            if (index.startsWith(field + ":")) return Condition.has(field, index.substring(field.length() + 1));
        }
        throw new Refused(Problem.of(
                        "request.index",
                        "\"" + index + "\" is no FIELD:VALUE of an index of collection " + collection.name() + ".",
                        collection.indexes().isEmpty()
                                ? "Declare one: indexes of collection " + collection.name() + "."
                                : "Known: " + String.join(", ", collection.indexes()) + ".")
                .in("index"));
    }

    private static Map<?, ?> records(String body) {
        if (Asked.parsed(body) instanceof Map<?, ?> request
                && (request.get("records") instanceof List || request.get("delete") instanceof List)) return request;
        throw new Refused(Problem.of("request.body", "the body has no list \"records\".", "Send {\"records\": [{…}]}.")
                .in("/records"));
    }

    private static Map<String, Object> result(Records.Result result) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", result.id());
        answer.put("outcome", result.outcome());
        answer.put("rev", result.record().map(Stored::rev).orElse(null));
        answer.put("errors", result.errors().stream().map(GraphApi::error).toList());
        return answer;
    }

    private static Map<String, Object> error(Problem problem) {
        var error = new LinkedHashMap<String, Object>();
        error.put("pointer", problem.field());
        error.put("code", problem.code());
        error.put("message", problem.message());
        error.put("hint", problem.hint());
        return error;
    }
}
