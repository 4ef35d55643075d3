package dev.crossdock.functions.graphapi;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.graph.Expansion;
import dev.crossdock.graph.RecordQuery;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.Records;
import dev.crossdock.graph.Records.IfExists;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** 2.3 One record over HTTP: itself, what it was, and what leads to it. */
@Path("/collections/{c}/records/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class RecordApi {
    private final DefinitionStore definitions;
    private final RecordStore store;
    private final Records records;
    private final Repeats repeats;
    private final Expansion expansion;
    private final RecordQuery query;

    RecordApi(DefinitionStore definitions, RecordStore store, Repeats repeats, Clock clock) {
        this.definitions = definitions;
        this.store = store;
        this.records = new Records(store, clock);
        this.repeats = repeats;
        this.expansion = new Expansion(store, definitions::collection);
        this.query = new RecordQuery(store);
    }

    /** @param expand names of relations, joined by commas */
    @GET
    public Response get(
            @PathParam("c") String name,
            @PathParam("id") String id,
            @QueryParam("expand") String expand,
            @HeaderParam("If-None-Match") String known) {
        var collection = definitions.collection(name);
        var record = store.read(name, id).orElseThrow(() -> Asked.unknown(name, id));
        var etag = RecordAnswer.etag(record);
        boolean expanding = expand != null && !expand.isBlank();
        if (etag.equals(known) && !expanding) {
            return Response.notModified().header("ETag", etag).build();
        }
        var answer = expanding
                ? RecordAnswer.of(
                        expansion.expand(collection, List.of(record), expand).get(0))
                : RecordAnswer.of(record);
        return Response.ok(answer).header("ETag", etag).build();
    }

    @PUT
    public Response put(
            @PathParam("c") String name,
            @PathParam("id") String id,
            @HeaderParam("If-Match") String match,
            @HeaderParam("If-None-Match") String none,
            @HeaderParam("Idempotency-Key") String key,
            String body) {
        var request = String.join("\n", "PUT", name, id, "" + match, "" + none, body);
        return repeats.once(key, request, () -> {
            expectThere(match, name, id);
            return written(definitions.collection(name), id, body, IfExists.REPLACE, Asked.rev(match, none));
        });
    }

    /** JSON Merge Patch. */
    @PATCH
    public Response patch(
            @PathParam("c") String name,
            @PathParam("id") String id,
            @HeaderParam("If-Match") String match,
            @HeaderParam("Idempotency-Key") String key,
            String body) {
        return repeats.once(key, String.join("\n", "PATCH", name, id, "" + match, body), () -> {
            var collection = definitions.collection(name);
            if (store.read(name, id).isEmpty()) throw Asked.unknown(name, id);
            return written(collection, id, body, IfExists.MERGE, Asked.rev(match, null));
        });
    }

    @DELETE
    public Response delete(
            @PathParam("c") String name,
            @PathParam("id") String id,
            @HeaderParam("If-Match") String match,
            @HeaderParam("Idempotency-Key") String key) {
        return repeats.once(key, String.join("\n", "DELETE", name, id, "" + match), () -> {
            if (!records.delete(definitions.collection(name), id, Asked.rev(match, null))) {
                throw Asked.unknown(name, id);
            }
            return Response.noContent().build();
        });
    }

    /** Earlier revs that the collection keeps, the newest first; also of a record that is gone. */
    @GET
    @Path("/history")
    public Map<String, Object> history(
            @PathParam("c") String name,
            @PathParam("id") String id,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor) {
        var collection = definitions.collection(name);
        var from = cursor == null ? "" : cursor;
        var page = store.history(name, id, from, Answers.limit(limit, 100));
        if (page.items().isEmpty() && from.isEmpty() && store.read(name, id).isEmpty()) {
            throw Asked.unknown(name, id);
        }
        var answer =
                Answers.list(page.items().stream().map(RecordAnswer::earlier).toList(), page.next());
        answer.put("keptDays", collection.history().map(kept -> kept.toDays()).orElse(0L));
        return answer;
    }

    /**
     * Records of another collection, or of its own, that lead to this one.
     *
     * @param relation which of the other collection's; needed where several lead here
     */
    @GET
    @Path("/related/{other}")
    public Map<String, Object> related(
            @PathParam("c") String name,
            @PathParam("id") String id,
            @PathParam("other") String other,
            @QueryParam("relation") String relation,
            @QueryParam("records") String which,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor) {
        definitions.collection(name);
        var from = definitions.collection(other);
        var found = query.pointing(
                from,
                Asked.filter(which, null),
                leading(from, name, relation),
                id,
                cursor == null ? "" : cursor,
                Answers.limit(limit, 100));
        return GraphApi.found(
                found, found.items().stream().map(RecordAnswer::of).toList());
    }

    private static String leading(Collection from, String to, String asked) {
        var names = from.relations().entrySet().stream()
                .filter(each -> each.getValue().collection().equals(to))
                .map(Map.Entry::getKey)
                .toList();
        if (asked != null && names.contains(asked)) return asked;
        if (asked == null && names.size() == 1) return names.get(0);
        throw new Refused(Problem.of(
                        "request.relation",
                        names.isEmpty()
                                ? "no relation of collection " + from.name() + " leads to " + to + "."
                                : asked == null
                                        ? "several relations of collection " + from.name() + " lead to " + to + "."
                                        : "\"" + asked + "\" is no relation of collection " + from.name() + " to " + to
                                                + ".",
                        names.isEmpty()
                                ? "Declare it: relations of collection " + from.name() + "."
                                : "Known: " + String.join(", ", names) + ".")
                .in("relation"));
    }

    private void expectThere(String match, String name, String id) {
        if (match == null || !match.strip().equals("*") || store.read(name, id).isPresent()) return;
        throw new Refused(Problem.of(
                        "record.precondition",
                        "collection " + name + " has no record \"" + id + "\", and If-Match is *.",
                        "Leave If-Match out to make it.")
                .in("If-Match"));
    }

    private Response written(Collection collection, String id, String body, IfExists ifExists, OptionalLong rev) {
        var result = records.put(collection, Optional.of(id), Asked.parsed(body), ifExists, rev);
        if (result.record().isEmpty()) {
            var first = result.errors().get(0);
            return Answers.problem(
                    Problem.of("record.rejected", "the record was not written: " + first.message(), first.hint()),
                    422,
                    result.errors());
        }
        var record = result.record().get();
        return Response.status(result.outcome().equals("created") ? 201 : 200)
                .entity(RecordAnswer.of(record))
                .header("ETag", RecordAnswer.etag(record))
                .build();
    }
}
