package dev.crossdock.functions.controlapi.console;

import dev.crossdock.flow.Problem;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.webhook.Deliveries;
import dev.crossdock.webhook.Delivery;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Webhooks as they came, what was made of them, and how to have one worked on again. */
@Path("/console/deliveries")
public class DeliveryPages {
    private static final int SHOWN = 50;
    private static final int LONGEST = 64 << 10;

    private final Console console;
    private final DefinitionStore definitions;
    private final Deliveries deliveries;

    DeliveryPages(Console console, DefinitionStore definitions, Deliveries deliveries) {
        this.console = console;
        this.definitions = definitions;
        this.deliveries = deliveries;
    }

    /** One in a list. */
    public record Line(
            String id, String listener, State state, Told.Time at, String size, int attempt, String problem) {
        static Line of(Delivery delivery, Told told) {
            return new Line(
                    delivery.id(),
                    delivery.listener(),
                    State.of(delivery.state()),
                    told.time(delivery.receivedAt()),
                    Told.size(delivery.content().bytes()),
                    delivery.attempt(),
                    delivery.problem().map(Problem::message).orElse(""));
        }
    }

    /** @param next the query of the next page; empty at the end */
    public record Lines(
            List<String> listeners,
            String listener,
            List<String> states,
            String state,
            List<Line> items,
            String next) {}

    /** Of one listener; of the first where none is named. */
    @GET
    public Response list(
            @Context ContainerRequestContext request,
            @QueryParam("listener") String listener,
            @QueryParam("state") String state,
            @QueryParam("cursor") String cursor) {
        var told = console.told();
        var names = definitions.project().listeners().keySet().stream().sorted().toList();
        var wanted = listener == null || listener.isEmpty()
                ? names.stream().findFirst().orElse("")
                : listener;
        var word = state == null ? "" : state;
        var page = wanted.isEmpty()
                ? new Deliveries.Page(List.of(), Optional.empty())
                : deliveries.list(
                        wanted,
                        Chosen.state(Delivery.State.class, word, "state of a delivery"),
                        cursor == null ? "" : cursor,
                        SHOWN);
        var query = "?listener=" + Told.encoded(wanted) + "&state=" + Told.encoded(word) + "&cursor=";
        var lines = new Lines(
                names,
                wanted,
                Arrays.stream(Delivery.State.values()).map(Delivery.State::word).toList(),
                word,
                page.items().stream().map(delivery -> Line.of(delivery, told)).toList(),
                page.next().map(next -> query + Told.encoded(next)).orElse(""));
        return console.page(request, "deliveries", "deliveries", "Deliveries", lines);
    }

    /**
     * @param template that it runs; empty = it is only kept
     * @param body as text, cut where it is long; empty when it is none
     */
    public record Page(
            Line line,
            String method,
            String scheme,
            String template,
            String execution,
            Told.Time ended,
            Told.Time waits,
            List<Problem> problem,
            Map<String, String> query,
            Map<String, String> headers,
            String body) {}

    @GET
    @Path("/{id}")
    public Response delivery(@Context ContainerRequestContext request, @PathParam("id") String id) {
        var told = console.told();
        var delivery = deliveries.get(id);
        var listener = Optional.ofNullable(definitions.project().listeners().get(delivery.listener()));
        var template = listener.flatMap(known -> known.template()).orElse("");
        var page = new Page(
                Line.of(delivery, told),
                delivery.method(),
                delivery.scheme(),
                template,
                template.isEmpty() ? "" : "/console/executions/" + Told.path(delivery.execution()),
                told.time(delivery.endedAt()),
                told.time(delivery.waitsUntil()),
                delivery.problem().stream().toList(),
                new TreeMap<>(delivery.query()),
                new TreeMap<>(delivery.headers()),
                body(delivery));
        return console.page(request, "deliveries", "delivery", "Delivery to " + delivery.listener(), page);
    }

    private String body(Delivery delivery) {
        if (delivery.content().base64().isPresent()) return "";
        var bytes = deliveries.body(delivery);
        var text = new String(bytes, 0, Math.min(bytes.length, LONGEST), StandardCharsets.UTF_8);
        return Pretty.json(text) + (bytes.length > LONGEST ? "…" : "");
    }

    /** @param marked of the page that was shown; none is nothing to do */
    @POST
    @Path("/replay")
    public Response replayMarked(@FormParam("id") List<String> marked, @FormParam("listener") String listener) {
        marked.stream().limit(SHOWN).forEach(deliveries::replay);
        return Console.to("/console/deliveries?listener=" + Told.encoded(listener == null ? "" : listener));
    }

    @POST
    @Path("/{id}/replay")
    public Response replay(@PathParam("id") String id) {
        deliveries.replay(id);
        return Console.to("/console/deliveries/" + Told.encoded(id));
    }
}
