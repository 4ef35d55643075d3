package dev.crossdock.functions.controlapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.definition.Fires;
import dev.crossdock.definition.Job;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Run;
import dev.crossdock.run.RunKey;
import dev.crossdock.run.Runs;
import dev.crossdock.run.Starter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Jobs and what kinds of them there are; starting one by hand. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class JobsApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_FIRES = 5;

    private final DefinitionStore definitions;
    private final Starter starter;
    private final Runs runs;
    private final Clock clock;

    JobsApi(DefinitionStore definitions, Starter starter, Runs runs, Clock clock) {
        this.definitions = definitions;
        this.starter = starter;
        this.runs = runs;
        this.clock = clock;
    }

    @GET
    @Path("/job-types")
    public Map<String, Object> types() {
        var type = new LinkedHashMap<String, Object>();
        type.put("name", "import-file");
        type.put("from", "bucket");
        type.put("to", "collection");
        type.put("description", "Files of a bucket become records of a collection.");
        type.put("schema", schema());
        return Answers.list(List.of(type), Optional.empty());
    }

    @GET
    @Path("/jobs")
    public Map<String, Object> jobs() {
        var names = definitions.project().jobs().keySet().stream().sorted().toList();
        return Answers.list(names.stream().map(this::shown).toList(), Optional.empty());
    }

    @GET
    @Path("/jobs/{job}")
    public Map<String, Object> job(@PathParam("job") String job) {
        return shown(job);
    }

    /** Body {@code {file, params, dryRun}}; without a file, one run for each file in the bucket that the job's pattern matches. */
    @POST
    @Path("/jobs/{job}/runs")
    public Response run(@PathParam("job") String job, @HeaderParam("Idempotency-Key") String key, String body) {
        var request = parsed(body);
        var cause = RunKey.ofRequest(
                job, key == null || key.isBlank() ? UUID.randomUUID().toString() : key);
        var params = params(request.path("params"));
        var starting = dryRun(request.path("dryRun")) ? starter.rehearsing() : starter;
        var file = request.path("file").asText("");
        List<Run> started = file.isEmpty()
                ? starting.startMatching(job, cause, params)
                : List.of(starting.startFile(job, cause, file, params));
        if (started.isEmpty()) {
            throw new Refused(Problem.of(
                    "job.no-file",
                    "no file in the bucket matches the pattern of job " + job + ".",
                    "Drop one; that starts the run by itself."));
        }
        var answer = RunAnswer.of(started.get(0), runs, true);
        answer.put("runs", started.stream().map(Run::id).toList());
        return Response.accepted(answer)
                .location(URI.create("/runs/" + started.get(0).id()))
                .build();
    }

    private Map<String, Object> shown(String name) {
        var published = definitions.job(name);
        var job = published.value();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", job.name());
        answer.put("description", job.description());
        answer.put("type", job.type().orElse(null));
        answer.put("version", published.version());
        answer.put("overlap", job.overlap().name().toLowerCase(Locale.ROOT));
        answer.put("then", job.then());
        answer.put("schedule", job.schedule().map(this::schedule).orElse(null));
        definitions.text("job/" + name).ifPresent(text -> answer.put("definition", parsed(text.value())));
        return answer;
    }

    /** With the next moments on the wall clock of its zone: {@code 2026-10-25T02:00:00+01:00}. */
    private Map<String, Object> schedule(Job.Schedule schedule) {
        var fires = new Fires(schedule, definitions.project().zone());
        var answer = new LinkedHashMap<String, Object>();
        schedule.cron().ifPresent(cron -> answer.put("cron", cron));
        schedule.every().ifPresent(every -> answer.put("everySeconds", every.toSeconds()));
        answer.put("zone", fires.zone().getId());
        answer.put(
                "next",
                fires.next(SHOWN_FIRES, clock.instant()).stream()
                        .map(DateTimeFormatter.ISO_OFFSET_DATE_TIME::format)
                        .toList());
        return answer;
    }

    private static JsonNode schema() {
        try (var in = JobsApi.class.getResourceAsStream("/config-schema/job.schema.json")) {
            return in == null ? JSON.createObjectNode() : JSON.readTree(in);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static JsonNode parsed(String body) {
        try {
            return body == null || body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new Refused(Problem.of(
                    "request.body", "the body is no JSON: " + e.getOriginalMessage() + ".", "See GET /openapi."));
        }
    }

    /** Anything else than true or false is refused: what was meant as a dry run must not become a real one. */
    private static boolean dryRun(JsonNode node) {
        if (node.isMissingNode() || node.isNull() || node.isBoolean()) return node.asBoolean();
        throw new Refused(
                Problem.of("request.body", "dryRun is " + node + ", and is true or false.", "Nothing was started.")
                        .in("/dryRun"));
    }

    private static Map<String, String> params(JsonNode node) {
        var params = new LinkedHashMap<String, String>();
        node.properties()
                .forEach(entry -> params.put(entry.getKey(), entry.getValue().asText()));
        return params;
    }
}
