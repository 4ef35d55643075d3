package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists runs; {@code runs show} has all about one. */
@Command(name = "runs", description = "List runs, the newest first.")
final class Runs implements Callable<Integer> {
    private final Context context;

    Runs(Context context) {
        this.context = context;
    }

    @Option(names = "--job", paramLabel = "JOB", description = "Only runs of this job.")
    String job;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only queued, running, succeeded, partial, failed, cancelled or held ones.")
    String state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many (default: ${DEFAULT-VALUE}).",
            defaultValue = "50")
    int limit;

    @Override
    public Integer call() {
        var filter = new LinkedHashMap<String, String>();
        filter.put("job", job);
        filter.put("state", state);
        var runs = context.api().items("/runs" + Api.query(filter), limit);
        if (context.json()) context.out.println(Json.list(runs));
        else if (runs.isEmpty())
            context.err.println("No runs" + (job == null && state == null ? " yet." : " like this."));
        else context.out.print(Screen.table(rows(runs)));
        return 0;
    }

    private static List<List<String>> rows(List<JsonNode> runs) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "JOB", "STATE", "STARTED", "COUNTS", "SOURCE"));
        for (var run : runs) {
            rows.add(List.of(
                    run.path("id").asText(),
                    run.path("job").asText(),
                    Watch.state(run),
                    Screen.time(run.path("startedAt")),
                    Screen.counts(run.path("counts")),
                    Screen.source(run)));
        }
        return rows;
    }

    @Command(name = "show", description = "Show all about a run.")
    Integer show(@Parameters(paramLabel = "ID", description = "The run.") String id) {
        var run = context.api().get(Api.path("runs", id));
        if (context.json()) {
            context.out.println(run);
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("id", run.path("id").asText()));
        rows.add(List.of(
                "job", run.path("job").asText() + " (" + run.path("type").asText() + ")"));
        rows.add(List.of("state", Watch.state(run)));
        rows.add(List.of("source", Screen.source(run)));
        rows.add(List.of("started", Screen.time(run.path("startedAt"))));
        rows.add(List.of("ended", Screen.time(run.path("endedAt"))));
        rows.add(List.of("counts", Screen.counts(run.path("counts"))));
        if (run.hasNonNull("error")) rows.add(List.of("error", Screen.problem(run.path("error"))));
        for (var output : run.path("outputs"))
            rows.add(List.of("output", output.isTextual() ? output.asText() : output.toString()));
        context.out.print(Screen.table(rows));
        return 0;
    }
}
