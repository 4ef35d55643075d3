package dev.crossdock.functions.controlapi.console;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.CollectionRules;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordText;
import dev.crossdock.graph.Records;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One record: what is wrong with it, where it comes from, what it was before, and where it leads. */
@Path("/console/collections/{c}/records/{id:.+}")
public class RecordPage {
    private final Console console;
    private final DefinitionStore definitions;
    private final RecordStore store;
    private final Records records;
    private final RecordLinks links;

    RecordPage(Console console, DefinitionStore definitions, RecordStore store, Clock clock) {
        this.console = console;
        this.definitions = definitions;
        this.store = store;
        this.records = new Records(store, clock);
        this.links = new RecordLinks(definitions, store);
    }

    /** A field of a record. @param wrong what is wrong with it; empty when nothing is */
    public record Field(String name, String value, String wrong) {}

    /** @param pointer where in the record @param text what is wrong there */
    public record Wrong(String pointer, String text) {}

    /** @param href empty where it came by the API or by hand */
    public record From(String run, String href, String file, String record) {}

    /**
     * @param edited the text in the form: the record's, or what was refused
     * @param refused what was wrong with an edit; empty when there was none
     */
    public record Page(
            String collection,
            String id,
            State state,
            long rev,
            Told.Time created,
            Told.Time updated,
            From from,
            List<Wrong> wrong,
            List<Field> fields,
            List<RecordLinks.Link> leads,
            List<RecordLinks.Link> led,
            List<RecordHistory.Change> history,
            boolean keeps,
            String edited,
            List<String> refused) {}

    static String href(String collection, String id) {
        return "/console/collections/" + Told.encoded(collection) + "/records/" + Told.path(id);
    }

    @GET
    public Response record(
            @Context ContainerRequestContext request, @PathParam("c") String name, @PathParam("id") String id) {
        return page(request, definitions.collection(name), id, "", List.of(), 200);
    }

    /**
     * Writes it as an import does, on the condition that nobody else changed it meanwhile.
     *
     * @param rev that was looked at
     */
    @POST
    public Response edit(
            @Context ContainerRequestContext request,
            @PathParam("c") String name,
            @PathParam("id") String id,
            @FormParam("rev") long rev,
            @FormParam("data") String data) {
        var collection = definitions.collection(name);
        try {
            var result = records.put(
                    collection, Optional.of(id), read(data), Records.IfExists.REPLACE, OptionalLong.of(rev));
            if (result.record().isPresent()) return Console.to(href(name, id));
            return page(
                    request,
                    collection,
                    id,
                    data,
                    result.errors().stream().map(RecordPage::said).toList(),
                    422);
        } catch (Refused e) {
            int status = e.problem().code().equals("record.precondition") ? 412 : 400;
            return page(request, collection, id, data, List.of(said(e.problem())), status);
        }
    }

    private static Object read(String data) {
        try {
            return RecordText.read(data);
        } catch (RuntimeException e) {
            throw new Refused(Problem.of("request.body", "the text is no JSON: " + firstLine(e) + ".", ""));
        }
    }

    private static String firstLine(Exception e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    private static String said(Problem problem) {
        var field = problem.field().isEmpty() ? "" : problem.field() + ": ";
        return (field + problem.message() + " " + problem.hint()).strip();
    }

    private Response page(
            ContainerRequestContext request,
            Collection collection,
            String id,
            String edited,
            List<String> refused,
            int status) {
        var record = store.read(collection.name(), id).orElseThrow(() -> unknown(collection.name(), id));
        var told = console.told();
        var wrong = wrong(record);
        var data = RecordText.read(record.data());
        var page = new Page(
                collection.name(),
                id,
                new State(record.valid() ? "valid" : "invalid", record.valid() ? "good" : "warn"),
                record.rev(),
                told.time(record.createdAt()),
                told.time(record.updatedAt()),
                from(record),
                wrong,
                fields(data, wrong),
                links.from(collection, record),
                links.to(collection, id),
                RecordHistory.of(store, record, told),
                collection.history().isPresent(),
                edited.isEmpty() ? Pretty.tree(data) : edited,
                refused);
        var answer = console.page(request, "records", "record", id, page);
        return Response.fromResponse(answer).status(status).build();
    }

    private static Refused unknown(String collection, String id) {
        return new Refused(Problem.of(
                "record.unknown",
                "collection " + collection + " has no record \"" + Told.cut(id, 100) + "\".",
                "It may have been deleted."));
    }

    private static From from(Stored record) {
        var origin = record.origin();
        var href = origin.run().isEmpty() ? "" : "/console/runs/" + origin.run();
        return new From(origin.run(), href, origin.file(), origin.record() == 0 ? "" : Told.number(origin.record()));
    }

    private static List<Wrong> wrong(Stored record) {
        return CollectionRules.errors(record.errors()).stream()
                .map(problem -> new Wrong(problem.field(), problem.message()))
                .toList();
    }

    private static List<Field> fields(Object data, List<Wrong> wrong) {
        var fields = new ArrayList<Field>();
        if (data instanceof Map<?, ?> record) {
            record.forEach((name, value) -> {
                var pointer = Problem.pointer(String.valueOf(name));
                var said = wrong.stream()
                        .filter(each ->
                                each.pointer().equals(pointer) || each.pointer().startsWith(pointer + "/"))
                        .map(Wrong::text)
                        .findFirst()
                        .orElse("");
                var shown = value instanceof String text ? text : Pretty.tree(value);
                fields.add(new Field(String.valueOf(name), Told.cut(shown, 2_000), said));
            });
        }
        return fields;
    }
}
