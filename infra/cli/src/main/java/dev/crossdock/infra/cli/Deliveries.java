package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists what came to a listener; {@code deliveries show} has all about one. */
@Command(name = "deliveries", description = "List a listener's webhook deliveries, the newest first.")
final class Deliveries implements Callable<Integer> {
    private final Context context;

    Deliveries(Context context) {
        this.context = context;
    }

    @Parameters(paramLabel = "LISTENER", arity = "0..1", description = "The listener.")
    String listener;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only received, queued, done, failed or dropped ones.")
    String state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many (default: ${DEFAULT-VALUE}).",
            defaultValue = "50")
    int limit;

    @Override
    public Integer call() {
        if (listener == null) {
            throw Failure.wrongUse(Problem.of(
                    "usage.listener", "no listener is named.", "crossdock deliveries LISTENER, or show DELIVERY"));
        }
        var filter = new LinkedHashMap<String, String>();
        filter.put("state", state);
        var deliveries = context.api().items(Api.path("listeners", listener, "deliveries") + Api.query(filter), limit);
        if (context.json()) context.out.println(Json.list(deliveries));
        else if (deliveries.isEmpty()) context.err.println("No deliveries" + (state == null ? " yet." : " like this."));
        else context.out.print(Screen.table(rows(deliveries)));
        return 0;
    }

    private static List<List<String>> rows(List<JsonNode> deliveries) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "STATE", "RECEIVED", "ATTEMPT", "SIZE", "WHY"));
        for (var delivery : deliveries) {
            rows.add(List.of(
                    delivery.path("id").asText(),
                    delivery.path("state").asText(),
                    Screen.time(delivery.path("receivedAt")),
                    delivery.path("attempt").asText(),
                    Screen.size(delivery.path("bytes").asLong()),
                    delivery.hasNonNull("error") ? Screen.problem(delivery.path("error")) : ""));
        }
        return rows;
    }

    @Command(name = "show", description = "Show all about a delivery, its headers and its body.")
    Integer show(@Parameters(paramLabel = "DELIVERY", description = "The delivery.") String id) {
        var delivery = context.api().get(Api.path("deliveries", id));
        if (context.json()) {
            context.out.println(delivery);
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        for (var key : List.of("id", "listener", "state", "attempt", "execution", "scheme", "method"))
            rows.add(List.of(key, delivery.path(key).asText()));
        rows.add(List.of("received", Screen.time(delivery.path("receivedAt"))));
        rows.add(List.of("ended", Screen.time(delivery.path("endedAt"))));
        if (delivery.hasNonNull("error")) rows.add(List.of("error", Screen.problem(delivery.path("error"))));
        delivery.path("headers")
                .properties()
                .forEach(header -> rows.add(List.of(
                        header.getKey(), Screen.shortened(header.getValue().asText(), 200))));
        context.out.print(Screen.table(rows));
        context.out.println();
        context.out.println(delivery.path("body")
                .asText(delivery.path("bodyKey")
                        .asText(delivery.path("bodyBase64").asText(""))));
        return 0;
    }
}
