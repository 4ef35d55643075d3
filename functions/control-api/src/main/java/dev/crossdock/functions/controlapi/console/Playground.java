package dev.crossdock.functions.controlapi.console;

import dev.crossdock.definition.Job;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;

/** A mapping tried on records as one types. Nothing is read but what is shown, and nothing is written. */
@Path("/console/playground")
public class Playground {
    private static final int RECORDS = 3;
    private static final String INPUT =
            "{\n  \"sku\": \"A-1\",\n  \"name\": \"Lamp\",\n  \"price\": \"249.00\",\n  \"stock\": 3\n}";
    private static final String MAPPING =
            "{\n  \"sku\": sku,\n  \"title\": $uppercase(name),\n  \"price\": $number(price),\n"
                    + "  \"available\": stock > 0\n}";

    private final Console console;
    private final DefinitionStore definitions;
    private final RecordStore store;

    Playground(Console console, DefinitionStore definitions, RecordStore store) {
        this.console = console;
        this.definitions = definitions;
        this.store = store;
    }

    /** @param jobs whose mapping can be taken up @param collections whose first records can be */
    public record Page(
            List<String> jobs,
            String job,
            List<String> collections,
            String collection,
            String input,
            String mapping,
            Tried tried) {}

    /** @param job whose mapping is taken up @param collection whose first records are the input */
    @GET
    public Response open(
            @Context ContainerRequestContext request,
            @QueryParam("job") String job,
            @QueryParam("collection") String collection) {
        var input = collection == null || collection.isEmpty() ? INPUT : records(collection);
        var mapping = job == null || job.isEmpty()
                ? MAPPING
                : mapping(definitions.job(job).value());
        return page(request, job, collection, input, mapping);
    }

    /** What is asked with each change; the page has the result in it, and the browser takes only that. */
    @POST
    public Response evaluate(
            @Context ContainerRequestContext request,
            @FormParam("input") String input,
            @FormParam("mapping") String mapping) {
        return page(request, "", "", input == null ? "" : input, mapping == null ? "" : mapping);
    }

    private Response page(
            ContainerRequestContext request, String job, String collection, String input, String mapping) {
        var project = definitions.project();
        var page = new Page(
                project.jobs().values().stream()
                        .filter(each -> !each.map().isEmpty())
                        .map(Job::name)
                        .sorted()
                        .toList(),
                job == null ? "" : job,
                project.collections().keySet().stream().sorted().toList(),
                collection == null ? "" : collection,
                input,
                mapping,
                Tried.of(input, mapping, project.vars()));
        return console.page(request, "playground", "playground", "Playground", page);
    }

    private String records(String collection) {
        definitions.collection(collection);
        return store.page(collection, RecordStore.Filter.ALL, "", RECORDS).items().stream()
                .map(record -> Pretty.tree(RecordText.read(record.data())))
                .collect(Collectors.joining(",\n", "[", "]"));
    }

    /** Steps one after the other, as one expression. */
    private static String mapping(Job job) {
        var steps = job.map().stream().map(step -> step.expression().strip()).toList();
        return steps.size() == 1 ? steps.get(0) : steps.stream().collect(Collectors.joining("\n).(\n", "(\n", "\n)"));
    }
}
