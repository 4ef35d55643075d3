package dev.crossdock.functions.controlapi;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.run.Preview;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.Runs;
import dev.crossdock.run.Starter;
import dev.crossdock.run.State;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Runs: what they did, what they refused, and how to stop or repeat them. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsApi {
    private final Runs runs;
    private final Starter starter;
    private final Rejects rejects;
    private final Preview preview;
    private final ObjectStore objects;

    RunsApi(Runs runs, Starter starter, Rejects rejects, Preview preview, ObjectStore objects) {
        this.runs = runs;
        this.starter = starter;
        this.rejects = rejects;
        this.preview = preview;
        this.objects = objects;
    }

    /** The newest first. */
    @GET
    public Map<String, Object> list(
            @QueryParam("job") String job,
            @QueryParam("state") String state,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor) {
        var page =
                runs.list(job == null ? "" : job, state(state), cursor == null ? "" : cursor, Answers.limit(limit, 50));
        return Answers.list(
                page.items().stream().map(run -> RunAnswer.of(run, runs, false)).toList(), page.next());
    }

    @GET
    @Path("/{id}")
    public Map<String, Object> get(@PathParam("id") String id) {
        return RunAnswer.of(runs.get(id), runs, true);
    }

    /** NDJSON, in the order of the input. */
    @GET
    @Path("/{id}/rejects")
    @Produces("application/x-ndjson")
    public Response rejects(@PathParam("id") String id) {
        var before = runs.recordsBefore(runs.get(id));
        StreamingOutput lines = out -> rejects.lines(id, before, line -> {
            try {
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return Response.ok(lines).build();
    }

    /** NDJSON: what became of each record at a webservice, once the run has ended. */
    @GET
    @Path("/{id}/results")
    @Produces("application/x-ndjson")
    public Response results(@PathParam("id") String id) {
        runs.get(id);
        var content = objects.read(".runs/" + id + "/results.ndjson", null, 0)
                .orElseThrow(() -> new Refused(Problem.of(
                        "run.no-results",
                        "run " + id + " has no results.",
                        "Runs that send to a webservice have them, once they have ended: crossdock runs show " + id)));
        StreamingOutput lines = out -> {
            try (content) {
                content.transferTo(out);
            }
        };
        return Response.ok(lines).build();
    }

    /** NDJSON: the first records of a dry run as they would be written. Grows while the run is going on. */
    @GET
    @Path("/{id}/preview")
    @Produces("application/x-ndjson")
    public Response preview(@PathParam("id") String id) {
        if (!runs.get(id).dryRun()) {
            throw new Refused(Problem.of(
                    "run.no-preview",
                    "run " + id + " was no dry run; what it wrote is at its destination.",
                    "Start one with: crossdock run JOB --dry-run --wait"));
        }
        var text = new StringBuilder();
        for (var line : preview.lines(id)) text.append(line).append('\n');
        return Response.ok(text.toString()).build();
    }

    @POST
    @Path("/{id}/cancel")
    public Response cancel(@PathParam("id") String id) {
        return Response.accepted(RunAnswer.of(starter.cancel(id), runs, true)).build();
    }

    /** Only for a held run, and only until a newer run of its job has ended. */
    @POST
    @Path("/{id}/approve")
    public Response approve(@PathParam("id") String id) {
        return Response.accepted(RunAnswer.of(starter.approve(id), runs, true))
                .location(URI.create("/runs/" + id))
                .build();
    }

    @POST
    @Path("/{id}/retry")
    public Response retry(@PathParam("id") String id) {
        var run = starter.retry(id);
        return Response.accepted(RunAnswer.of(run, runs, true))
                .location(URI.create("/runs/" + run.id()))
                .build();
    }

    private static Optional<State> state(String word) {
        if (word == null || word.isEmpty()) return Optional.empty();
        return Optional.of(Arrays.stream(State.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Refused(Problem.of(
                                "request.state",
                                "\"" + word + "\" is no state of a run.",
                                "Known: "
                                        + String.join(
                                                ", ",
                                                Arrays.stream(State.values())
                                                        .map(State::word)
                                                        .toList()) + ".")
                        .in("state"))));
    }
}
