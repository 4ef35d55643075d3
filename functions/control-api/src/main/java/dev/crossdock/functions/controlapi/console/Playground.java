package dev.crossdock.functions.controlapi.console;

import dev.crossdock.definition.Job;
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
import java.util.Optional;
import java.util.stream.Collectors;

/** A mapping tried on records as one types. Nothing is read but what is shown, and nothing is written. */
@Path("/console/playground")
public class Playground {
    private static final String INPUT =
            "{\n  \"sku\": \"A-1\",\n  \"name\": \"Lamp\",\n  \"price\": \"249.00\",\n  \"stock\": 3\n}";
    private static final String MAPPING =
            "{\n  \"sku\": sku,\n  \"title\": $uppercase(name),\n  \"price\": $number(price),\n"
                    + "  \"available\": stock > 0\n}";

    private final Console console;
    private final DefinitionStore definitions;
    private final Samples samples;

    Playground(Console console, DefinitionStore definitions, Samples samples) {
        this.console = console;
        this.definitions = definitions;
        this.samples = samples;
    }

    /**
     * @param jobs whose mapping can be taken up
     * @param collections whose first records can be
     * @param differences to what the job's mapping gives as it is published; empty when there are none, or it has been chosen from none
     */
    public record Page(
            List<String> jobs,
            String job,
            List<String> collections,
            String collection,
            String file,
            String input,
            String mapping,
            Tried tried,
            List<TextDiff.Line> differences) {}

    /**
     * @param job whose mapping is taken up
     * @param collection whose first records are the input
     * @param file in its place a file's, as {@code bucket/name}, as the job would read it
     * @param delivery in its place the body of a webhook
     */
    @GET
    public Response open(
            @Context ContainerRequestContext request,
            @QueryParam("job") String job,
            @QueryParam("collection") String collection,
            @QueryParam("file") String file,
            @QueryParam("delivery") String delivery) {
        var chosen = job(job);
        var input = INPUT;
        if (!said(delivery).isEmpty()) input = samples.ofDelivery(delivery);
        else if (!said(file).isEmpty()) input = samples.ofFile(file, chosen);
        else if (!said(collection).isEmpty()) input = samples.ofCollection(collection);
        return page(
                request,
                chosen,
                said(collection),
                said(file),
                input,
                chosen.map(Playground::mapping).orElse(MAPPING));
    }

    private Optional<Job> job(String name) {
        return said(name).isEmpty()
                ? Optional.empty()
                : Optional.of(definitions.job(name).value());
    }

    private static String said(String text) {
        return text == null ? "" : text.strip();
    }

    /** What is asked with each change; the page has the result in it, and the browser takes only that. */
    @POST
    public Response evaluate(
            @Context ContainerRequestContext request,
            @FormParam("job") String job,
            @FormParam("input") String input,
            @FormParam("mapping") String mapping) {
        return page(request, job(job), "", "", input == null ? "" : input, mapping == null ? "" : mapping);
    }

    private Response page(
            ContainerRequestContext request,
            Optional<Job> job,
            String collection,
            String file,
            String input,
            String mapping) {
        var project = definitions.project();
        var tried = Tried.of(input, mapping, project.vars());
        var published = job.map(Playground::mapping)
                .filter(other -> !other.equals(mapping) && tried.wrong().isEmpty());
        var page = new Page(
                project.jobs().values().stream()
                        .filter(each -> !each.map().isEmpty())
                        .map(Job::name)
                        .sorted()
                        .toList(),
                job.map(Job::name).orElse(""),
                project.collections().keySet().stream().sorted().toList(),
                collection,
                file,
                input,
                mapping,
                tried,
                published
                        .map(other -> TextDiff.of(
                                Tried.of(input, other, project.vars()).text(), tried.text()))
                        .orElse(List.of()));
        return console.page(request, "playground", "playground", "Playground", page);
    }

    /** Steps one after the other, as one expression. */
    private static String mapping(Job job) {
        var steps = job.map().stream().map(step -> step.expression().strip()).toList();
        return steps.size() == 1 ? steps.get(0) : steps.stream().collect(Collectors.joining("\n).(\n", "(\n", "\n)"));
    }
}
