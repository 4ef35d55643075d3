package dev.crossdock.functions.graphapi;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Records over HTTP. */
@Path("/collections")
@Produces(MediaType.APPLICATION_JSON)
public class GraphApi {
    @GET
    public Map<String, Object> list() {
        return Map.of("items", List.of());
    }
}
