package dev.crossdock.functions.controlapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Trigger;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.graph.Replay;
import dev.crossdock.graph.Replays;
import dev.crossdock.graph.TriggerProblems;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import dev.crossdock.web.Undelivered;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** 2.1 Triggers: what they watch, what kept them from acting, and how to tell them of records again. */
@Path("/triggers")
@Produces(MediaType.APPLICATION_JSON)
public class TriggersApi {
    private static final int SHOWN = 20;

    private final DefinitionStore definitions;
    private final Replays replays;
    private final TriggerProblems problems;
    private final Undelivered undelivered;

    TriggersApi(DefinitionStore definitions, Replays replays, Ledger ledger, ObjectStore objects, Clock clock) {
        this.definitions = definitions;
        this.replays = replays;
        this.problems = new TriggerProblems(ledger, clock);
        this.undelivered = new Undelivered(objects);
    }

    @GET
    public Map<String, Object> list() {
        var triggers = definitions.project().triggers().values().stream()
                .sorted(java.util.Comparator.comparing(Trigger::name))
                .map(trigger -> {
                    var answer = shown(trigger);
                    answer.put(
                            "problem",
                            problems.list(trigger.name(), 1).stream()
                                    .findFirst()
                                    .orElse(null));
                    answer.put("undelivered", undelivered(trigger).size());
                    return answer;
                })
                .toList();
        return Answers.list(triggers, Optional.empty());
    }

    /** With the last problems, the effects that could not be delivered ({@value #SHOWN} of each at most), and the replays. */
    @GET
    @Path("/{t}")
    public Map<String, Object> get(@PathParam("t") String name) {
        var trigger = trigger(name);
        var answer = shown(trigger);
        answer.put("problems", problems.list(name, SHOWN));
        answer.put("undelivered", undelivered(trigger));
        answer.put(
                "replays",
                replays.list(name, SHOWN).stream().map(TriggersApi::shown).toList());
        return answer;
    }

    /** Body {@code {"ids": […]}} or {@code {"changedSince": TIME}}. */
    @POST
    @Path("/{t}/replay")
    public Response replay(@PathParam("t") String name, @HeaderParam("Idempotency-Key") String key, String body) {
        trigger(name);
        var asked = JobsApi.parsed(body);
        if (asked.has("ids") == asked.has("changedSince")) {
            throw new Refused(Problem.of(
                    "request.body",
                    "the body needs one of ids, changedSince.",
                    "Send {\"ids\": [\"A-1\"]} or {\"changedSince\": \"2026-01-31T12:00:00Z\"}."));
        }
        var unique = key == null ? "" : key;
        var replay = asked.has("ids")
                ? replays.ofIds(name, ids(asked.path("ids")), unique)
                : replays.since(name, time(asked.path("changedSince").asText()), unique);
        return Response.accepted(shown(replay))
                .location(URI.create("/triggers/" + name))
                .build();
    }

    private Trigger trigger(String name) {
        return Optional.ofNullable(definitions.project().triggers().get(name))
                .orElseThrow(() -> new Refused(Problem.of(
                        "trigger.unknown", "there is no trigger \"" + name + "\".", "List them: crossdock triggers")));
    }

    private List<Map<String, Object>> undelivered(Trigger trigger) {
        return trigger.call()
                .map(call -> undelivered.list(call.connection(), trigger.name(), SHOWN))
                .orElse(List.of());
    }

    private static Map<String, Object> shown(Trigger trigger) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", trigger.name());
        answer.put("collection", trigger.collection());
        answer.put("events", trigger.events());
        answer.put("changed", trigger.changed());
        answer.put("when", trigger.when().orElse(null));
        answer.put("connection", trigger.call().map(Trigger.Call::connection).orElse(null));
        answer.put("request", trigger.call().map(Trigger.Call::request).orElse(null));
        answer.put("template", trigger.run().map(Trigger.Run::template).orElse(null));
        answer.put(
                "settleMs", trigger.settle().map(java.time.Duration::toMillis).orElse(null));
        return answer;
    }

    private static Map<String, Object> shown(Replay replay) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", replay.id());
        answer.put("trigger", replay.trigger());
        answer.put("state", replay.state());
        answer.put("startedAt", replay.startedAt());
        answer.put("changedSince", replay.since());
        answer.put("counts", Map.of("sent", replay.sent(), "passed", replay.passed(), "missing", replay.missing()));
        answer.put("problem", replay.problem());
        return answer;
    }

    private static List<String> ids(JsonNode node) {
        var ids = new ArrayList<String>();
        node.forEach(id -> {
            if (id.isTextual()) ids.add(id.textValue());
        });
        if (node.isArray() && !ids.isEmpty() && ids.size() == node.size()) return ids;
        throw new Refused(Problem.of("request.body", "ids is no list of texts.", "Send {\"ids\": [\"A-1\"]}.")
                .in("/ids"));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refused(
                    Problem.of("request.time", "\"" + text + "\" is no time.", "For example 2026-01-31T12:00:00Z.")
                            .in("/changedSince"));
        }
    }
}
