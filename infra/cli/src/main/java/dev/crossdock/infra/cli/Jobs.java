package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what jobs there are, and when those with a schedule run next. */
@Command(name = "jobs", description = "Show jobs and when they run next.")
final class Jobs implements Callable<Integer> {
    private final Context context;

    Jobs(Context context) {
        this.context = context;
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "JOB",
            description = "One of them, with its next five moments (default: all).")
    String job;

    @Override
    public Integer call() {
        if (job != null) show(context.api().get(Api.path("jobs", job)));
        else list(context.api().items("/jobs", 1000));
        return 0;
    }

    private void list(List<JsonNode> jobs) {
        if (context.json()) {
            context.out.println(Json.list(jobs));
            return;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("JOB", "TYPE", "SCHEDULE", "NEXT"));
        for (var each : jobs) {
            var schedule = each.path("schedule");
            rows.add(List.of(
                    each.path("name").asText(),
                    each.path("type").asText(),
                    said(schedule),
                    schedule.path("next").path(0).asText("")));
        }
        context.out.print(Screen.table(rows));
    }

    private void show(JsonNode shown) {
        if (context.json()) {
            context.out.println(shown);
            return;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("job", shown.path("name").asText()));
        if (!shown.path("description").asText("").isEmpty())
            rows.add(List.of("description", shown.path("description").asText()));
        rows.add(List.of("type", shown.path("type").asText()));
        rows.add(List.of("overlap", shown.path("overlap").asText()));
        var then = new ArrayList<String>();
        for (var next : shown.path("then")) then.add(next.asText());
        if (!then.isEmpty()) rows.add(List.of("then", String.join(", ", then)));
        var schedule = shown.path("schedule");
        rows.add(List.of("schedule", schedule.isObject() ? said(schedule) : "none"));
        var label = "next";
        for (var moment : schedule.path("next")) {
            rows.add(List.of(label, moment.asText()));
            label = "";
        }
        context.out.print(Screen.table(rows));
    }

    /** {@code 0 2 * * * Europe/Oslo}, {@code every 15m}. */
    private static String said(JsonNode schedule) {
        if (schedule.has("cron"))
            return schedule.path("cron").asText() + " " + schedule.path("zone").asText();
        if (!schedule.has("everySeconds")) return "";
        var every = Duration.ofSeconds(schedule.path("everySeconds").asLong());
        return "every " + every.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
