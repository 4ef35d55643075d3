package dev.crossdock.functions.controlapi.console;

import dev.crossdock.engine.Execution;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.engine.Executions;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Problem;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.web.Sender;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Passages through templates, each with its steps. */
@Path("/console/executions")
public class ExecutionPages {
    private static final int SHOWN = 50;
    private static final int LONGEST = 20_000;

    private final Console console;
    private final DefinitionStore definitions;
    private final Executions executions;
    private final Sender sender;
    private final Queue queue;

    ExecutionPages(Console console, DefinitionStore definitions, Executions executions, Sender sender, Queue queue) {
        this.console = console;
        this.definitions = definitions;
        this.executions = executions;
        this.sender = sender;
        this.queue = queue;
    }

    /** One in a list. */
    public record Line(
            String id,
            String href,
            String template,
            State state,
            String cause,
            Told.Time at,
            String took,
            String problem) {
        static Line of(Execution execution, Told told) {
            return new Line(
                    execution.id(),
                    "/console/executions/" + Told.path(execution.id()),
                    execution.template(),
                    State.of(execution.state()),
                    execution.cause(),
                    told.time(execution.createdAt()),
                    execution
                            .endedAt()
                            .map(at -> Told.duration(Duration.between(execution.createdAt(), at)))
                            .orElse(""),
                    execution.problem().map(Problem::message).orElse(""));
        }
    }

    /** @param next the query of the next page; empty at the end */
    public record Lines(
            List<String> templates,
            String template,
            List<String> states,
            String state,
            List<Line> items,
            String next) {}

    @GET
    public Response list(
            @Context ContainerRequestContext request,
            @QueryParam("template") String template,
            @QueryParam("state") String state,
            @QueryParam("cursor") String cursor) {
        var told = console.told();
        var wanted = template == null ? "" : template;
        var word = state == null ? "" : state;
        var page = executions.list(
                wanted, Chosen.state(Execution.State.class, word, "state"), cursor == null ? "" : cursor, SHOWN);
        var query = "?template=" + Told.encoded(wanted) + "&state=" + Told.encoded(word) + "&cursor=";
        var lines = new Lines(
                definitions.project().templates().keySet().stream().sorted().toList(),
                wanted,
                Arrays.stream(Execution.State.values())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .toList(),
                word,
                page.items().stream().map(execution -> Line.of(execution, told)).toList(),
                page.next().map(next -> query + Told.encoded(next)).orElse(""));
        return console.page(request, "executions", "executions", "Executions", lines);
    }

    /** @param retries whether it can be gone on with @param delivery its page; empty when no delivery caused it */
    public record Page(
            Line line,
            int attempt,
            List<Problem> problem,
            String failedAt,
            boolean compensated,
            List<String> invalid,
            String input,
            String output,
            List<Step> steps,
            String delivery,
            boolean retries,
            boolean live) {}

    /** @param request as it was sent; empty when the step calls nobody @param result empty while there is none */
    public record Step(
            String path,
            String kind,
            State state,
            String took,
            int tries,
            String request,
            String result,
            String problem) {
        static Step of(Executions.StepShown shown) {
            var entry = shown.entry();
            return new Step(
                    shown.path(),
                    entry.kind(),
                    State.of(entry.state()),
                    Told.duration(Duration.ofMillis(entry.ms())),
                    entry.tries(),
                    entry.request().isEmpty() ? "" : cut(Pretty.tree(entry.request())),
                    shown.result().map(result -> cut(Pretty.tree(result))).orElse(""),
                    entry.problem().map(Problem::toString).orElse(""));
        }
    }

    @GET
    @Path("/{id:.+}")
    public Response execution(@Context ContainerRequestContext request, @PathParam("id") String id) {
        var told = console.told();
        var execution = executions.get(id);
        boolean delivered = id.startsWith("delivery/");
        var page = new Page(
                Line.of(execution, told),
                execution.attempt(),
                execution.problem().stream().toList(),
                execution.failedAt(),
                execution.compensated(),
                execution.invalid(),
                cut(Pretty.tree(executions.input(execution))),
                execution.output().isEmpty() ? "" : cut(Pretty.tree(executions.output(execution))),
                executions.steps(id).stream().map(Step::of).toList(),
                delivered ? "/console/deliveries/" + Told.encoded(id.substring("delivery/".length())) : "",
                execution.state() == Execution.State.FAILED && !execution.compensated() && !delivered,
                !execution.state().ended());
        return console.live(
                request, page.live(), "executions", "execution", "Execution of " + execution.template(), page);
    }

    private static String cut(String text) {
        return Told.cut(text, LONGEST);
    }

    /** Goes on with one that failed, behind the steps that are done. @param id in the form: it may hold slashes */
    @POST
    @Path("/retry")
    public Response retry(@FormParam("id") String id) {
        executions.retry(id, definitions, sender);
        queue.send(ExecutionMessage.QUEUE, new ExecutionMessage(id).message());
        return Console.to("/console/executions/" + Told.path(id));
    }
}
