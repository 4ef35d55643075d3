package dev.crossdock.functions.controlapi.console;

import dev.crossdock.definition.Collection;
import dev.crossdock.graph.Condition;
import dev.crossdock.graph.RecordQuery;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collections, and their records looked through and looked for. */
@Path("/console/collections")
public class RecordPages {
    private static final int SHOWN = 50;
    /** What is counted before "or more" is said: counting all of them would read all of them. */
    private static final int MOST_COUNTED = 100;

    private final Console console;
    private final DefinitionStore definitions;
    private final RecordStore store;
    private final RecordQuery query;

    RecordPages(Console console, DefinitionStore definitions, RecordStore store) {
        this.console = console;
        this.definitions = definitions;
        this.store = store;
        this.query = new RecordQuery(store);
    }

    /** @param invalid how many are not as their schema wants them; empty when none are */
    public record CollectionLine(String name, String description, String key, String invalid) {}

    @GET
    public Response collections(@Context ContainerRequestContext request) {
        var lines = definitions.project().collections().values().stream()
                .sorted(Comparator.comparing(Collection::name))
                .map(each -> new CollectionLine(
                        each.name(), each.description(), String.join(", ", each.key()), invalid(each.name())))
                .toList();
        return console.page(request, "records", "collections", "Records", lines);
    }

    private String invalid(String collection) {
        var filter = new RecordStore.Filter(Optional.of(false), Optional.empty());
        var page = store.page(collection, filter, "", MOST_COUNTED);
        if (page.items().isEmpty()) return "";
        return page.items().size() + (page.next().isPresent() ? " or more" : "");
    }

    /** @param about its first fields, in short */
    public record Line(String id, String href, State state, String about, Told.Time at) {
        static Line of(RecordStore.Stored record, Told told) {
            return new Line(
                    record.id(),
                    RecordPage.href(record.collection(), record.id()),
                    new State(record.valid() ? "valid" : "invalid", record.valid() ? "good" : "warn"),
                    about(RecordText.read(record.data())),
                    told.time(record.updatedAt()));
        }

        private static String about(Object data) {
            if (!(data instanceof Map<?, ?> fields)) return Told.cut(String.valueOf(data), 160);
            var parts = new ArrayList<String>();
            fields.forEach((name, value) -> {
                if (parts.size() < 5 && value != null && !(value instanceof Map) && !(value instanceof List))
                    parts.add(name + " " + Told.cut(String.valueOf(value), 40));
            });
            return String.join(" · ", parts);
        }
    }

    /** @param hint why it was slow; empty when it was not @param next the query of the next page; empty at the end */
    public record Lines(
            String name,
            String description,
            List<String> fields,
            String field,
            String value,
            String records,
            List<Line> items,
            String hint,
            String next) {}

    /**
     * @param records all, valid or invalid
     * @param field {@code id}, or a path that the collection is indexed by
     * @param value of the field; empty = all records
     */
    @GET
    @Path("/{c}")
    public Response records(
            @Context ContainerRequestContext request,
            @PathParam("c") String name,
            @QueryParam("records") String records,
            @QueryParam("field") String field,
            @QueryParam("value") String value,
            @QueryParam("cursor") String cursor) {
        var collection = definitions.collection(name);
        var which = records == null ? "" : records;
        var by = field == null || field.isEmpty() ? "id" : field;
        var sought = value == null ? "" : value.strip();
        var found = found(collection, filter(which), by, sought, cursor == null ? "" : cursor);
        var told = console.told();
        var fields = new ArrayList<String>(List.of("id"));
        fields.addAll(collection.indexes());
        var same = "?records=" + Told.encoded(which) + "&field=" + Told.encoded(by) + "&value=" + Told.encoded(sought);
        var lines = new Lines(
                name,
                collection.description(),
                fields,
                by,
                sought,
                which,
                found.items().stream().map(record -> Line.of(record, told)).toList(),
                found.hint(),
                found.next().map(next -> same + "&cursor=" + Told.encoded(next)).orElse(""));
        return console.page(request, "records", "records", name, lines);
    }

    private RecordQuery.Found found(
            Collection collection, RecordStore.Filter filter, String by, String sought, String cursor) {
        if (sought.isEmpty()) {
            var page = store.page(collection.name(), filter, cursor, SHOWN);
            return new RecordQuery.Found(
                    page.items(),
                    page.next(),
                    Optional.empty(),
                    "",
                    page.items().size());
        }
        if (by.equals("id")) {
            var one = store.read(collection.name(), sought).filter(filter::passes);
            return new RecordQuery.Found(one.stream().toList(), Optional.empty(), Optional.empty(), "", 1);
        }
        return query.find(collection, filter, Condition.has(by, sought), cursor, SHOWN);
    }

    private static RecordStore.Filter filter(String records) {
        var valid = switch (records) {
            case "valid" -> Optional.of(true);
            case "invalid" -> Optional.of(false);
            default -> Optional.<Boolean>empty();
        };
        return new RecordStore.Filter(valid, Optional.empty());
    }
}
