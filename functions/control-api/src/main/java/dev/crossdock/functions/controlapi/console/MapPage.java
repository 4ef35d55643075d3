package dev.crossdock.functions.controlapi.console;

import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Runs;
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
    private final Runs runs;

    MapPage(Console console, DefinitionStore definitions, Runs runs) {
        this.console = console;
        this.definitions = definitions;
        this.runs = runs;
    }

    @GET
    public Response map(@Context ContainerRequestContext request) {
        var project = definitions.project();
        var states = new HashMap<String, State>();
        runs.newest(project.jobs().keySet().stream().sorted().toList(), 1)
                .forEach((job, last) ->
                        last.stream().findFirst().ifPresent(run -> states.put(job, State.of(run.state()))));
        return console.page(request, "map", "map", "Map", MapDrawing.of(ProjectGraph.of(project), states));
    }
}
