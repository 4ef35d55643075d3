package dev.crossdock.functions.controlapi.console;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import dev.crossdock.run.Starter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;

/** Runs in a list, and one of them with all that is known of it. */
@Path("/console/runs")
public class RunPages {
    private static final int SHOWN = 50;

    private final Console console;
    private final DefinitionStore definitions;
    private final Runs runs;
    private final Starter starter;
    private final RunPage.Maker maker;

    RunPages(
            Console console,
            DefinitionStore definitions,
            Runs runs,
            Starter starter,
            Rejects rejects,
            ObjectStore objects) {
        this.console = console;
        this.definitions = definitions;
        this.runs = runs;
        this.starter = starter;
        this.maker = new RunPage.Maker(runs, rejects, objects);
    }

    /** @param next the query of the next page; empty at the end @param live whether something on the page may still change */
    public record Lines(
            List<RunLine> runs,
            List<String> jobs,
            List<String> states,
            String job,
            String state,
            String self,
            String next,
            boolean live) {}

    @GET
    public Response list(
            @Context ContainerRequestContext request,
            @QueryParam("job") String job,
            @QueryParam("state") String state,
            @QueryParam("cursor") String cursor) {
        var told = console.told();
        var wanted = job == null ? "" : job;
        var word = state == null ? "" : state;
        var from = cursor == null ? "" : cursor;
        var page = runs.list(wanted, Chosen.state(dev.crossdock.run.State.class, word, "state of a run"), from, SHOWN);
        var query = "?job=" + Told.encoded(wanted) + "&state=" + Told.encoded(word);
        var lines = new Lines(
                page.items().stream().map(run -> RunLine.of(run, 0, told)).toList(),
                definitions.project().jobs().keySet().stream().sorted().toList(),
                Arrays.stream(dev.crossdock.run.State.values())
                        .map(dev.crossdock.run.State::word)
                        .toList(),
                wanted,
                word,
                query + "&cursor=" + Told.encoded(from),
                page.next().map(next -> query + "&cursor=" + Told.encoded(next)).orElse(""),
                from.isEmpty());
        return console.page(request, "runs", "runs", "Runs", lines);
    }

    @GET
    @Path("/{id}")
    public Response run(@Context ContainerRequestContext request, @PathParam("id") String id) {
        var run = runs.get(id);
        var page = maker.of(run, console.told());
        return console.live(request, page.live(), "runs", "run", "Run of " + run.job(), page);
    }

    @POST
    @Path("/{id}/cancel")
    public Response cancel(@PathParam("id") String id) {
        return to(starter.cancel(id));
    }

    @POST
    @Path("/{id}/retry")
    public Response retry(@PathParam("id") String id) {
        return to(starter.retry(id));
    }

    @POST
    @Path("/{id}/approve")
    public Response approve(@PathParam("id") String id) {
        return to(starter.approve(id));
    }

    private static Response to(Run run) {
        return Console.to("/console/runs/" + run.id());
    }
}
