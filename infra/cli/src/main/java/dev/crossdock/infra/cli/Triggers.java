package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists triggers; {@code triggers show} has what kept one from acting, {@code triggers replay} tells it of records again. */
@Command(name = "triggers", description = "List triggers and the last problem of each.")
final class Triggers implements Callable<Integer> {
    private final Context context;

    Triggers(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var triggers = context.api().items("/triggers", 1000);
        if (context.json()) context.out.println(Json.list(triggers));
        else if (triggers.isEmpty()) context.err.println("No triggers.");
        else context.out.print(Screen.table(rows(triggers)));
        return 0;
    }

    private static List<List<String>> rows(List<JsonNode> triggers) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("TRIGGER", "COLLECTION", "DOES", "UNDELIVERED", "LAST PROBLEM"));
        for (var trigger : triggers) {
            var problem = trigger.path("problem");
            rows.add(List.of(
                    trigger.path("name").asText(),
                    trigger.path("collection").asText(),
                    does(trigger),
                    trigger.path("undelivered").asText(),
                    problem.isObject()
                            ? problem.path("code").asText() + " "
                                    + problem.path("record").asText()
                            : ""));
        }
        return rows;
    }

    private static String does(JsonNode trigger) {
        return trigger.hasNonNull("template")
                ? "template " + trigger.path("template").asText()
                : trigger.path("connection").asText() + " "
                        + trigger.path("request").asText();
    }

    @Command(
            name = "show",
            description = "Show a trigger: its last problems, what could not be delivered, its replays.")
    Integer show(@Parameters(paramLabel = "TRIGGER", description = "The trigger.") String name) {
        var trigger = context.api().get(Api.path("triggers", name));
        if (context.json()) {
            context.out.println(trigger);
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("trigger", trigger.path("name").asText()));
        rows.add(List.of("watches", trigger.path("collection").asText()));
        rows.add(List.of("does", does(trigger)));
        for (var problem : trigger.path("problems")) {
            rows.add(List.of("problem", Screen.time(problem.path("at")) + " " + said(problem)));
        }
        for (var effect : trigger.path("undelivered")) {
            rows.add(List.of(
                    "undelivered",
                    effect.path("record").asText() + " " + effect.path("op").asText() + ": "
                            + said(effect.path("problem"))));
        }
        for (var replay : trigger.path("replays")) {
            rows.add(List.of("replay", Screen.time(replay.path("startedAt")) + " " + counted(replay)));
        }
        context.out.print(Screen.table(rows));
        return 0;
    }

    private static String said(JsonNode problem) {
        var place = problem.path("place").asText();
        return new Problem(
                        problem.path("code").asText(),
                        place,
                        problem.path("message").asText(),
                        problem.path("hint").asText(),
                        "")
                .toString();
    }

    private static String counted(JsonNode replay) {
        var counts = replay.path("counts");
        return replay.path("state").asText() + ", sent " + counts.path("sent").asText() + ", passed over "
                + counts.path("passed").asText() + ", not there "
                + counts.path("missing").asText();
    }

    @Command(name = "replay", description = "Tell a trigger again of records as they are now.")
    Integer replay(
            @Parameters(paramLabel = "TRIGGER", description = "The trigger.") String name,
            @Option(names = "--ids", paramLabel = "ID", split = ",", description = "Of these records.")
                    List<String> ids,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "Of all records that were written since, for example 2026-01-31T12:00:00Z.")
                    String since) {
        if ((ids == null) == (since == null)) {
            throw Failure.wrongUse(new Problem(
                    "usage.wrong",
                    "crossdock triggers replay",
                    "one of --ids and --since is needed.",
                    "See: crossdock triggers replay --help",
                    ""));
        }
        var body = Json.object();
        if (since != null) body.put("changedSince", since);
        else ids.forEach(body.putArray("ids")::add);
        var replay = context.api().post(Api.path("triggers", name, "replay"), body);
        if (context.json()) context.out.println(replay);
        else context.err.println("The replay goes on. Look with: crossdock triggers show " + name);
        return 0;
    }
}
