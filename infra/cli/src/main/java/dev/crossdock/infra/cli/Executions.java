package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists executions of templates; {@code executions show} has every step of one. */
@Command(name = "executions", description = "List executions of templates, the newest first.")
final class Executions implements Callable<Integer> {
    private static final int SHOWN = 100;

    private final Context context;

    Executions(Context context) {
        this.context = context;
    }

    @Option(names = "--template", paramLabel = "TEMPLATE", description = "Only executions of this template.")
    String template;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only queued, running, waiting, succeeded or failed ones.")
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
        filter.put("template", template);
        filter.put("state", state);
        var executions = context.api().items("/executions" + Api.query(filter), limit);
        if (context.json()) context.out.println(Json.list(executions));
        else if (executions.isEmpty()) {
            context.err.println("No executions" + (template == null && state == null ? " yet." : " like this."));
        } else context.out.print(Screen.table(rows(executions)));
        return 0;
    }

    private static List<List<String>> rows(List<JsonNode> executions) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "TEMPLATE", "STATE", "CREATED", "CAUSE"));
        for (var execution : executions) {
            rows.add(List.of(
                    execution.path("id").asText(),
                    execution.path("template").asText(),
                    execution.path("state").asText(),
                    Screen.time(execution.path("createdAt")),
                    execution.path("cause").asText()));
        }
        return rows;
    }

    @Command(name = "show", description = "Show all about an execution: every step with what it asked and got.")
    Integer show(@Parameters(paramLabel = "ID", description = "The execution.") String id) {
        var execution = context.api().get(Api.path("executions", id));
        if (context.json()) {
            context.out.println(execution);
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        for (var key : List.of("id", "template", "state", "cause"))
            rows.add(List.of(key, execution.path(key).asText()));
        rows.add(List.of("created", Screen.time(execution.path("createdAt"))));
        rows.add(List.of("ended", Screen.time(execution.path("endedAt"))));
        if (execution.hasNonNull("error")) rows.add(List.of("error", Screen.problem(execution.path("error"))));
        if (execution.hasNonNull("failedAt"))
            rows.add(List.of("at step", execution.path("failedAt").asText()));
        rows.add(List.of("input", value(execution.path("input"))));
        rows.add(List.of("output", value(execution.path("output"))));
        context.out.print(Screen.table(rows));
        context.out.println();
        context.out.print(Screen.table(steps(execution.path("steps"))));
        return 0;
    }

    private static List<List<String>> steps(JsonNode steps) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("STEP", "KIND", "STATE", "MS", "REQUEST", "RESULT"));
        for (var step : steps) {
            rows.add(List.of(
                    step.path("step").asText(),
                    step.path("kind").asText(),
                    step.path("state").asText(),
                    step.path("ms").asText(),
                    Screen.shortened(step.path("request").path("request").asText(), SHOWN),
                    step.hasNonNull("error") ? Screen.problem(step.path("error")) : value(step.path("result"))));
        }
        return rows;
    }

    private static String value(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "" : Screen.shortened(value.toString(), SHOWN);
    }

    @Command(name = "retry", description = "Go on with an execution that failed, behind the steps that are done.")
    Integer retry(@Parameters(paramLabel = "ID", description = "The execution.") String id) {
        var execution = context.api().post(Api.path("executions", id, "retry"), Json.object());
        context.out.println(context.json() ? execution : execution.path("id").asText(id));
        return 0;
    }
}
