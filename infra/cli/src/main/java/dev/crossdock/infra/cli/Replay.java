package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Works on deliveries again; what they have done is not done again. */
@Command(name = "replay", description = "Work on webhook deliveries again; what is done is not done again.")
final class Replay implements Callable<Integer> {
    private final Context context;

    Replay(Context context) {
        this.context = context;
    }

    @Parameters(paramLabel = "DELIVERY", arity = "0..*", description = "Deliveries by their ids.")
    List<String> ids = List.of();

    @Option(names = "--listener", paramLabel = "LISTENER", description = "Those of a listener instead.")
    String listener;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "With --listener: those in this state (default: failed).")
    String state;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "With --listener: those that came at this time or later, as 2026-03-01T10:00:00Z.")
    String since;

    @Override
    public Integer call() {
        if (ids.isEmpty() == (listener == null)) {
            throw Failure.wrongUse(Problem.of(
                    "usage.replay",
                    ids.isEmpty() ? "nothing says what is to be replayed." : "ids and --listener go not together.",
                    "crossdock replay DELIVERY… or crossdock replay --listener LISTENER"));
        }
        var replayed = new ArrayList<JsonNode>();
        if (listener == null) {
            for (var id : ids) replayed.add(context.api().post(Api.path("deliveries", id, "replay"), Json.object()));
        } else {
            var filter = Json.object();
            if (state != null) filter.put("state", state);
            if (since != null) filter.put("since", since);
            context.api()
                    .post(Api.path("listeners", listener, "replay"), filter)
                    .path("items")
                    .forEach(replayed::add);
        }
        if (context.json()) context.out.println(Json.list(replayed));
        else if (replayed.isEmpty()) context.err.println("No deliveries like this.");
        else
            replayed.forEach(delivery -> context.out.println(delivery.path("id").asText()));
        return 0;
    }
}
