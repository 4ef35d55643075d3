package dev.crossdock.functions.controlapi.console;

import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;

/** The project as one picture, drawn from its definitions, with how its jobs did last. */
@Path("/console/map")
public class MapPage {
    private final Console console;
    private final DefinitionStore definitions;
    private final LastRuns last;

    MapPage(Console console, DefinitionStore definitions, LastRuns last) {
        this.console = console;
        this.definitions = definitions;
        this.last = last;
    }

    @GET
    public Response map(@Context ContainerRequestContext request) {
        var project = definitions.project();
        var states = new HashMap<String, State>();
        last.of(project.jobs().keySet().stream().sorted().toList(), 1)
                .forEach((job, runs) ->
                        runs.stream().findFirst().ifPresent(run -> states.put(job, State.of(run.state()))));
        return console.page(request, "map", "map", "Map", MapDrawing.of(ProjectGraph.of(project), states));
    }
}
