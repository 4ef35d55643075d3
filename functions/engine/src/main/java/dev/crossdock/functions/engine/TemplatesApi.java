package dev.crossdock.functions.engine;

import dev.crossdock.definition.Template;
import dev.crossdock.engine.Engine;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.engine.Executions;
import dev.crossdock.engine.TemplateRunner;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.schema.RecordSchema;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** 2.4 Templates, and running one: waiting for its output, or not. */
@Path("/templates")
@Produces(MediaType.APPLICATION_JSON)
public class TemplatesApi {
    /** An API Gateway waits for 30 s; what takes longer goes on by the queue. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final int SHORTEST_WAIT = 1;

    private final DefinitionStore definitions;
    private final TemplateRunner runner;
    private final Executions executions;
    private final Queue queue;
    private final Clock clock;

    public TemplatesApi(
            DefinitionStore definitions, TemplateRunner runner, Executions executions, Queue queue, Clock clock) {
        this.definitions = definitions;
        this.runner = runner;
        this.executions = executions;
        this.queue = queue;
        this.clock = clock;
    }

    @GET
    public Map<String, Object> templates() {
        var all = definitions.project().templates().values().stream()
                .map(this::shown)
                .toList();
        return Answers.list(all, Optional.empty());
    }

    @GET
    @Path("/{t}")
    public Map<String, Object> template(@PathParam("t") String name) {
        var answer = shown(definitions.template(name).value());
        definitions.text("template/" + name).ifPresent(text -> answer.put("definition", RecordText.read(text.value())));
        return answer;
    }

    /** The body is the input. 200 with the output; 202 where nobody waits, or it takes longer than a call may. */
    @POST
    @Path("/{t}/run")
    public Response run(
            @PathParam("t") String name,
            @HeaderParam("Prefer") String prefer,
            @HeaderParam("Idempotency-Key") String key,
            @QueryParam("debug") boolean debug,
            String body) {
        var template = definitions.template(name).value();
        var input = parsed(body);
        var errors = template.input()
                .map(schema -> RecordSchema.compile(schema).check(input))
                .orElse(List.of());
        if (!errors.isEmpty()) {
            return Answers.problem(
                    Problem.of(
                                    "template.input",
                                    "the input is not as the template wants it: "
                                            + errors.get(0).message(),
                                    "Correct it, or the schema.")
                            .at("templates/" + name + ".yaml"),
                    422,
                    errors);
        }
        var id = "api/" + name + "/" + (key == null || key.isBlank() ? UUID.randomUUID() : RecordText.hash(key, ""));
        var start = new Engine.Start(name, id, "POST /templates/" + name + "/run", input, 0);
        var claimed = runner.claim(start);
        if (prefer != null && prefer.contains("respond-async")) {
            if (!claimed.state().ended()) enqueue(id);
            return accepted(id, SHORTEST_WAIT);
        }
        var result = runner.run(start, clock.instant().plus(PATIENCE));
        if (result instanceof Engine.Result.Later later) {
            enqueue(id);
            return accepted(
                    id,
                    Math.max(
                            SHORTEST_WAIT,
                            Duration.between(clock.instant(), later.at()).toSeconds()));
        }
        return ended(id, result, debug);
    }

    private Response ended(String id, Engine.Result result, boolean debug) {
        if (debug) {
            return Response.status(result instanceof Engine.Result.Failed ? 422 : 200)
                    .entity(ExecutionAnswer.whole(executions.get(id), executions))
                    .build();
        }
        if (result instanceof Engine.Result.Failed failed) {
            var response = Answers.problem(failed.problem(), 422, List.of());
            return Response.fromResponse(response)
                    .header("Content-Location", "/executions/" + id)
                    .build();
        }
        return Response.ok(RecordText.write(((Engine.Result.Succeeded) result).output()))
                .header("Content-Location", "/executions/" + id)
                .build();
    }

    private void enqueue(String id) {
        queue.send(ExecutionMessage.QUEUE, new ExecutionMessage(id).message());
    }

    private Response accepted(String id, long seconds) {
        return Response.accepted(ExecutionAnswer.of(executions.get(id)))
                .header("Location", "/executions/" + id)
                .header("Retry-After", seconds)
                .build();
    }

    private Map<String, Object> shown(Template template) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", template.name());
        answer.put("description", template.description());
        answer.put("version", definitions.template(template.name()).version());
        answer.put("steps", template.steps().size());
        return answer;
    }

    private static Object parsed(String body) {
        if (body == null || body.isBlank()) return Map.of();
        try {
            return RecordText.read(body);
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of(
                    "request.body", "the body is no JSON: " + e.getMessage() + ".", "Send the input as JSON."));
        }
    }
}
