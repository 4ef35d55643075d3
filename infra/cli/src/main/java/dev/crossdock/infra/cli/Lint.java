package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks a project without a host. */
@Command(name = "lint", description = "Check a project's files.")
final class Lint implements Callable<Integer> {
    private final Context context;

    Lint(Context context) {
        this.context = context;
    }

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The project (default: here).")
    Path dir = Path.of("");

    @Override
    public Integer call() {
        var project = Up.project(context, dir);
        var found = dev.crossdock.definition.Lint.all(project);
        if (context.json()) context.out.println(json(found));
        else {
            for (var problem : found.problems()) context.out.println(line(problem));
            for (var warning : found.warnings()) context.out.println("warning: " + line(warning));
            if (found.problems().isEmpty()) context.err.println("✓ " + project + " has no problems.");
        }
        return found.problems().isEmpty() ? 0 : Failure.FAILED;
    }

    /** {@code file:line:col code message}: what editors and CI find the place by. */
    private static String line(Problem problem) {
        var text = problem.place().isEmpty() ? "" : problem.place() + " ";
        return (text + problem.code() + " " + problem.message() + " " + problem.hint()).strip();
    }

    private static com.fasterxml.jackson.databind.JsonNode json(dev.crossdock.definition.Lint.Result found) {
        var json = Json.object();
        json.set("problems", list(found.problems()));
        json.set("warnings", list(found.warnings()));
        return json;
    }

    private static com.fasterxml.jackson.databind.node.ArrayNode list(List<Problem> problems) {
        var items = new ArrayList<com.fasterxml.jackson.databind.JsonNode>();
        for (var problem : problems) {
            items.add(Json.object()
                    .put("place", problem.place())
                    .put("code", problem.code())
                    .put("message", problem.message())
                    .put("hint", problem.hint()));
        }
        return Json.array().addAll(items);
    }
}
