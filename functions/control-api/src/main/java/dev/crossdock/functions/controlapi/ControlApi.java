package dev.crossdock.functions.controlapi;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Jobs, runs and definitions over HTTP. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
public class ControlApi {
    @GET
    public Map<String, Object> list() {
        return Map.of("items", List.of());
    }
}
