package dev.crossdock.functions.graphapi;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordText;
import dev.crossdock.graph.Records;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** 2.3 Collections and their records over HTTP, by the same rules as imports. */
@Path("/collections")
@Produces(MediaType.APPLICATION_JSON)
public class GraphApi {
    private static final int MOST_RECORDS = 1000;

    private final DefinitionStore definitions;
    private final RecordStore store;
    private final Records records;

    GraphApi(DefinitionStore definitions, RecordStore store, Clock clock, HttpHeaders headers) {
        this.definitions = definitions;
        this.store = store;
        this.records = new Records(store, clock, () -> Hop.of(headers));
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
        answer.put("counts", store.count(name));
        return answer;
    }

    @GET
    @Path("/{c}/records")
    public Map<String, Object> list(
            @PathParam("c") String name,
            @QueryParam("records") String which,
            @QueryParam("changedSince") String since,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor) {
        definitions.collection(name);
        var filter = new RecordStore.Filter(valid(which), time(since));
        var page = store.page(name, filter, cursor == null ? "" : cursor, Answers.limit(limit, 100));
        return Answers.list(page.items().stream().map(RecordAnswer::of).toList(), page.next());
    }

    /** Body {@code {"records": […], "ifExists": "replace"}}; one result per record, in their order. */
    @POST
    @Path("/{c}/records")
    public Map<String, Object> write(@PathParam("c") String name, String body) {
        var collection = definitions.collection(name);
        if (!(parsed(body) instanceof Map<?, ?> request) || !(request.get("records") instanceof List<?> values)) {
            throw new Refused(
                    Problem.of("request.body", "the body has no list \"records\".", "Send {\"records\": [{…}]}.")
                            .in("/records"));
        }
        if (values.size() > MOST_RECORDS) {
            throw new Refused(Problem.of(
                            "request.too-many",
                            values.size() + " records in one call.",
                            "Send at most " + MOST_RECORDS + ", or drop them as a file.")
                    .in("/records"));
        }
        var ifExists = ifExists(request.get("ifExists"));
        var results = new ArrayList<Map<String, Object>>();
        for (var value : values) {
            results.add(result(records.put(collection, Optional.empty(), value, ifExists, OptionalLong.empty())));
        }
        return Answers.list(results, Optional.empty());
    }

    @GET
    @Path("/{c}/records/{id}")
    public Response get(@PathParam("c") String name, @PathParam("id") String id) {
        definitions.collection(name);
        var record = store.read(name, id).orElseThrow(() -> unknown(name, id));
        return Response.ok(RecordAnswer.of(record))
                .header("ETag", RecordAnswer.etag(record))
                .build();
    }

    @PUT
    @Path("/{c}/records/{id}")
    public Response put(
            @PathParam("c") String name,
            @PathParam("id") String id,
            @HeaderParam("If-Match") String match,
            String body) {
        return written(definitions.collection(name), id, body, Records.IfExists.REPLACE, match);
    }

    /** JSON Merge Patch. */
    @PATCH
    @Path("/{c}/records/{id}")
    public Response patch(
            @PathParam("c") String name,
            @PathParam("id") String id,
            @HeaderParam("If-Match") String match,
            String body) {
        var collection = definitions.collection(name);
        if (store.read(name, id).isEmpty()) throw unknown(name, id);
        return written(collection, id, body, Records.IfExists.MERGE, match);
    }

    @DELETE
    @Path("/{c}/records/{id}")
    public Response delete(
            @PathParam("c") String name, @PathParam("id") String id, @HeaderParam("If-Match") String match) {
        if (!records.delete(definitions.collection(name), id, rev(match))) throw unknown(name, id);
        return Response.noContent().build();
    }

    private Response written(Collection collection, String id, String body, Records.IfExists ifExists, String match) {
        var result = records.put(collection, Optional.of(id), parsed(body), ifExists, rev(match));
        if (result.record().isEmpty()) {
            return Answers.problem(
                    Problem.of(
                            "record.rejected",
                            "the record was not written: "
                                    + result.errors().get(0).message(),
                            result.errors().get(0).hint()),
                    422,
                    result.errors());
        }
        var record = result.record().get();
        return Response.status(result.outcome().equals("created") ? 201 : 200)
                .entity(RecordAnswer.of(record))
                .header("ETag", RecordAnswer.etag(record))
                .build();
    }

    private static Map<String, Object> result(Records.Result result) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", result.id());
        answer.put("outcome", result.outcome());
        answer.put("rev", result.record().map(RecordStore.Stored::rev).orElse(null));
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

    private static Object parsed(String body) {
        try {
            return RecordText.read(body == null ? "" : body);
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of("request.body", "the body is no JSON: " + e.getMessage() + ".", "Send JSON."));
        }
    }

    private static Records.IfExists ifExists(Object word) {
        if (word == null) return Records.IfExists.REPLACE;
        try {
            return Records.IfExists.valueOf(String.valueOf(word).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of(
                            "request.if-exists", "\"" + word + "\" is not known.", "Known: replace, merge, skip, fail.")
                    .in("/ifExists"));
        }
    }

    private static Optional<Boolean> valid(String which) {
        if (which == null || which.isEmpty() || which.equals("all")) return Optional.empty();
        if (which.equals("valid")) return Optional.of(true);
        if (which.equals("invalid")) return Optional.of(false);
        throw new Refused(
                Problem.of("request.records", "\"" + which + "\" is not known.", "Known: all, valid, invalid.")
                        .in("records"));
    }

    private static Optional<Instant> time(String text) {
        try {
            return text == null || text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new Refused(
                    Problem.of("request.time", "\"" + text + "\" is no time.", "For example 2026-01-31T12:00:00Z.")
                            .in("changedSince"));
        }
    }

    private static OptionalLong rev(String match) {
        if (match == null || match.isBlank() || match.strip().equals("*")) return OptionalLong.empty();
        try {
            return OptionalLong.of(
                    Long.parseLong(match.strip().replaceFirst("^W/", "").replace("\"", "")));
        } catch (NumberFormatException e) {
            throw new Refused(Problem.of(
                            "record.precondition",
                            "If-Match " + match + " is no ETag of a record.",
                            "Send the ETag you were given.")
                    .in("If-Match"));
        }
    }

    private static Refused unknown(String collection, String id) {
        return new Refused(Problem.of(
                "record.unknown",
                "collection " + collection + " has no record \"" + id + "\".",
                "List them: GET /collections/" + collection + "/records."));
    }
}
