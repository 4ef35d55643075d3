package dev.crossdock.functions.controlapi;

import dev.crossdock.definition.Listener;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.webhook.Deliveries;
import dev.crossdock.webhook.Delivery;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Listeners and what came to them: shown, and replayed one by one or by a filter. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class DeliveriesApi {
    private final DefinitionStore definitions;
    private final Deliveries deliveries;

    DeliveriesApi(DefinitionStore definitions, Deliveries deliveries) {
        this.definitions = definitions;
        this.deliveries = deliveries;
    }

    @GET
    @Path("/listeners")
    public Map<String, Object> listeners() {
        var items = definitions.project().listeners().values().stream()
                .sorted(java.util.Comparator.comparing(Listener::name))
                .map(DeliveriesApi::shown)
                .toList();
        return Answers.list(items, Optional.empty());
    }

    /** The newest first. */
    @GET
    @Path("/listeners/{listener}/deliveries")
    public Map<String, Object> list(
            @PathParam("listener") String listener,
            @QueryParam("state") String state,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor) {
        known(listener);
        var page = deliveries.list(listener, state(state), cursor == null ? "" : cursor, Answers.limit(limit, 50));
        return Answers.list(page.items().stream().map(DeliveriesApi::shown).toList(), page.next());
    }

    /** With its headers and its body, as far as it is kept beside them. */
    @GET
    @Path("/deliveries/{id}")
    public Map<String, Object> get(@PathParam("id") String id) {
        var delivery = deliveries.get(id);
        var answer = shown(delivery);
        answer.put("method", delivery.method());
        answer.put("query", new java.util.TreeMap<>(delivery.query()));
        answer.put("headers", new java.util.TreeMap<>(delivery.headers()));
        delivery.content().text().ifPresent(text -> answer.put("body", text));
        delivery.content().base64().ifPresent(bytes -> answer.put("bodyBase64", bytes));
        delivery.content().key().ifPresent(key -> answer.put("bodyKey", key));
        return answer;
    }

    @POST
    @Path("/deliveries/{id}/replay")
    public Response replay(@PathParam("id") String id) {
        return Response.accepted(shown(deliveries.replay(id)))
                .location(URI.create("/deliveries/" + id))
                .build();
    }

    /** Body {@code {state, since}}: failed ones where no state is given, all of them where no time is. */
    @POST
    @Path("/listeners/{listener}/replay")
    public Response replayAll(@PathParam("listener") String listener, String body) {
        known(listener);
        var request = JobsApi.parsed(body);
        var state = state(request.path("state").asText("")).orElse(Delivery.State.FAILED);
        var replayed =
                deliveries.replay(listener, state, since(request.path("since").asText("")));
        return Response.accepted(
                        Answers.list(replayed.stream().map(DeliveriesApi::shown).toList(), Optional.empty()))
                .build();
    }

    /** What was deleted keeps its deliveries, so only a name that never was is told; they are asked for by the same one. */
    private void known(String listener) {
        var known = definitions.project().listeners();
        if (known.containsKey(listener)
                || !deliveries.list(listener, Optional.empty(), "", 1).items().isEmpty()) return;
        throw new Refused(Problem.of(
                "listener.unknown",
                "there is no listener \"" + listener + "\".",
                "Known: " + String.join(", ", known.keySet().stream().sorted().toList()) + "."));
    }

    private static Map<String, Object> shown(Listener listener) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("name", listener.name());
        answer.put("description", listener.description());
        answer.put("path", "/listeners/" + listener.name() + (listener.token().isPresent() ? "/***" : ""));
        answer.put("scheme", listener.verify().scheme());
        answer.put("methods", listener.methods().stream().sorted().toList());
        answer.put("template", listener.template().orElse(null));
        answer.put("respond", listener.respond().isPresent() ? "template" : "ack");
        answer.put("disabled", listener.disabled());
        return answer;
    }

    private static Map<String, Object> shown(Delivery delivery) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", delivery.id());
        answer.put("listener", delivery.listener());
        answer.put("state", delivery.state().word());
        answer.put("receivedAt", delivery.receivedAt());
        answer.put("endedAt", delivery.endedAt().orElse(null));
        answer.put("waitsUntil", delivery.waitsUntil().orElse(null));
        answer.put("scheme", delivery.scheme());
        answer.put("attempt", delivery.attempt());
        answer.put("execution", delivery.execution());
        answer.put("bytes", delivery.content().bytes());
        answer.put("error", delivery.problem().orElse(null));
        return answer;
    }

    private static Optional<Delivery.State> state(String word) {
        if (word == null || word.isEmpty()) return Optional.empty();
        return Optional.of(Arrays.stream(Delivery.State.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Refused(Problem.of(
                                "request.state",
                                "\"" + word + "\" is no state of a delivery.",
                                "Known: "
                                        + String.join(
                                                ", ",
                                                Arrays.stream(Delivery.State.values())
                                                        .map(Delivery.State::word)
                                                        .toList())
                                        + ".")
                        .in("state"))));
    }

    private static Instant since(String text) {
        if (text.isEmpty()) return Instant.EPOCH;
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refused(Problem.of(
                            "request.time",
                            "\"" + (text.length() > 40 ? text.substring(0, 40) : text) + "\" is no time.",
                            "Write it as 2026-03-01T10:00:00Z.")
                    .in("/since"));
        }
    }
}
