package dev.crossdock.functions.controlapi.console;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.Runs;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a run left of its own, to be downloaded. */
@Path("/console/runs/{id}")
public class RunFiles {
    private final Runs runs;
    private final Rejects rejects;
    private final ObjectStore objects;

    RunFiles(Runs runs, Rejects rejects, ObjectStore objects) {
        this.runs = runs;
        this.rejects = rejects;
        this.objects = objects;
    }

    /** NDJSON; also while the run is still going on. */
    @GET
    @Path("/rejects")
    public Response rejects(@PathParam("id") String id) {
        var before = runs.recordsBefore(runs.get(id));
        StreamingOutput lines = out -> rejects.lines(id, before, line -> {
            try {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return Downloads.of(lines, id + ".rejects.ndjson");
    }

    /** One of those that the run names as its outputs. */
    @GET
    @Path("/outputs/{name:.+}")
    public Response output(@PathParam("id") String id, @PathParam("name") String name) {
        var key = ".runs/" + id + "/" + name;
        if (!runs.get(id).outputs().contains(key)) throw unknown(id, name);
        var content = objects.read(key, null, 0).orElseThrow(() -> unknown(id, name));
        return Downloads.of(content, id + "." + name);
    }

    private static Refused unknown(String id, String name) {
        return new Refused(Problem.of(
                "file.unknown", "run " + id + " left no \"" + name + "\".", "The page of the run lists what it left."));
    }
}
