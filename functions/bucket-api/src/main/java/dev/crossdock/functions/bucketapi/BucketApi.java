package dev.crossdock.functions.bucketapi;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Files over HTTP. */
@Path("/buckets")
@Produces(MediaType.APPLICATION_JSON)
public class BucketApi {
    @GET
    public Map<String, Object> list() {
        return Map.of("items", List.of());
    }
}
