package dev.crossdock.functions.engine;

import dev.crossdock.engine.Execution;
import dev.crossdock.engine.Executions;
import dev.crossdock.flow.Problem;
import dev.crossdock.mapping.Expression;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An execution as the API tells it. */
final class ExecutionAnswer {
    private ExecutionAnswer() {}

    /** In a list. */
    static Map<String, Object> of(Execution execution) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", execution.id());
        answer.put("template", execution.template());
        answer.put("state", execution.state().name().toLowerCase(Locale.ROOT));
        answer.put("cause", execution.cause());
        answer.put("createdAt", execution.createdAt().toString());
        answer.put("endedAt", execution.endedAt().map(Object::toString).orElse(null));
        answer.put(
                "nextAt", execution.state().ended() ? null : execution.nextAt().toString());
        answer.put("attempt", execution.attempt());
        answer.put("error", execution.problem().map(ExecutionAnswer::problem).orElse(null));
        answer.put("failedAt", execution.failedAt().isEmpty() ? null : execution.failedAt());
        answer.put("compensated", execution.compensated());
        answer.put("invalid", execution.invalid());
        return answer;
    }

    /** With its input, its output and every step. */
    static Map<String, Object> whole(Execution execution, Executions executions) {
        var answer = of(execution);
        answer.put("versions", execution.versions());
        answer.put("input", executions.input(execution));
        answer.put("output", executions.output(execution));
        answer.put(
                "steps",
                executions.steps(execution.id()).stream()
                        .map(ExecutionAnswer::step)
                        .toList());
        return answer;
    }

    private static Map<String, Object> step(Executions.StepShown shown) {
        var entry = shown.entry();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("step", shown.path());
        answer.put("kind", entry.kind());
        answer.put("state", entry.state().name().toLowerCase(Locale.ROOT));
        answer.put("request", entry.request().isEmpty() ? null : entry.request());
        answer.put(
                "result",
                shown.result().filter(value -> value != Expression.NULL).orElse(null));
        answer.put("error", entry.problem().map(ExecutionAnswer::problem).orElse(null));
        answer.put("tries", entry.tries());
        answer.put("startedAt", entry.since().toString());
        answer.put("endedAt", entry.endedAt().toString());
        answer.put("ms", entry.ms());
        return answer;
    }

    private static Map<String, Object> problem(Problem problem) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("code", problem.code());
        answer.put("place", problem.place());
        answer.put("message", problem.message());
        answer.put("hint", problem.hint());
        answer.put("text", problem.toString());
        return answer;
    }
}
