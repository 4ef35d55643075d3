package dev.crossdock.functions.controlapi.console;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** What the pages are dressed in; the same for everybody, so nobody is asked who he is. */
@Path("/console/assets")
public class Assets {
    private static final Map<String, String> TYPES = Map.of(
            "console.css", "text/css;charset=UTF-8",
            "htmx.min.js", "text/javascript;charset=UTF-8",
            "icon.svg", "image/svg+xml");

    /** Of these names, and none else. */
    @GET
    @Path("/{name}")
    public Response get(@PathParam("name") String name) {
        var type = TYPES.get(name);
        if (type == null) throw new NotFoundException();
        try (var in = Assets.class.getResourceAsStream("/console/assets/" + name)) {
            return Response.ok(in.readAllBytes(), type)
                    .header("Cache-Control", "public, max-age=600")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
