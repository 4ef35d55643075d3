package dev.crossdock.engine;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Template.Step;
import dev.crossdock.engine.Executions.Found;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.mapping.Expression;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A step that is just being taken, with all that its act needs. Used once, by one thread. */
final class Taking {
    final Visit visit;
    final Step step;
    final Scope scope;
    final String path;
    private Optional<Found<StepEntry>> found;
    private Map<String, Object> shown = Map.of();

    Taking(Visit visit, Step step, Scope scope, String path, Optional<Found<StepEntry>> found) {
        this.visit = visit;
        this.step = step;
        this.scope = scope;
        this.path = path;
        this.found = found;
    }

    /** @throws Refused when it fails */
    Optional<Object> evaluate(String expression) {
        return visit.compiled.expression(expression, place()).evaluate(scope.input, scope.variables());
    }

    /** As text. @throws Refused {@code step.no-value} when it gives nothing or no single value */
    String one(String expression, String what) {
        var value = evaluate(expression).filter(v -> v != Expression.NULL).orElse("");
        if (value instanceof java.math.BigDecimal number) return number.toPlainString();
        if (value instanceof Map || value instanceof java.util.List || value.equals("")) {
            throw new Refused(Problem.of(
                    "step.no-value",
                    what + " gives " + (value.equals("") ? "nothing" : "no single value") + ": " + expression,
                    "See what the step sees: crossdock executions show " + visit.execution.id()));
        }
        return String.valueOf(value);
    }

    String text(String template) {
        return visit.compiled.text(template, place()).text(scope.input, scope.variables());
    }

    String place() {
        return scope.place + (step.id().isPresent() ? ", step " + step.id().get() : "");
    }

    /** Nothing becomes null: what is written down must be something. */
    static Object plain(Optional<Object> value) {
        return value.filter(v -> v != Expression.NULL).orElse(null);
    }

    Connection connection(String name) {
        return known(name, "connection", visit.project.connections());
    }

    Collection collection(String name) {
        return known(name, "collection", visit.project.collections());
    }

    void bucket(String name) {
        known(name, "bucket", visit.project.buckets());
    }

    private <T> T known(String name, String kind, Map<String, T> all) {
        var one = all.get(name);
        if (one != null) return one;
        var names = all.keySet().stream().sorted().toList();
        // Published definitions may have changed since lint has seen the template.
        throw new Refused(new Problem(
                kind.equals("connection")
                        ? "connection.unknown"
                        : kind.equals("bucket") ? "bucket.unknown" : "collection.unknown",
                place(),
                "there is no " + kind + " \"" + name + "\".",
                "Known: " + String.join(", ", names) + ".",
                ""));
    }

    /** What an earlier visit has written down of it. */
    Optional<StepEntry> before() {
        return found.map(Found::value);
    }

    int tries() {
        return before().map(StepEntry::tries).orElse(0);
    }

    long version() {
        return Visit.version(found);
    }

    Map<String, Object> shown() {
        return shown;
    }

    void show(Map<String, Object> request) {
        shown = request;
    }

    Passed.Failed failed(Problem problem) {
        return new Passed.Failed(problem.place().isEmpty() ? problem.at(place()) : problem, path, false);
    }

    /** Writes down that it has begun. @param items of an {@code each} */
    StepEntry begin(Optional<Kept> items) {
        if (before().isPresent()) return before().get();
        found = Optional.of(visit.write(path, StepEntry.begun(step.act().word(), items, visit.now()), version()));
        return found.get().value();
    }

    /** Writes down that it is to be tried again. */
    Passed.Waiting later(Instant at, Optional<Problem> why) {
        var entry = begin(Optional.empty()).again(at, why, shown);
        found = Optional.of(visit.write(path, entry, version()));
        return new Passed.Waiting(at, why);
    }

    /** What it means that the other side is away: to try later, or not any more. @param what was to be done */
    Passed away(WorldException e, Duration within, String what) {
        var now = visit.now();
        var since = before().map(StepEntry::since).orElse(now);
        var last = since.plus(within);
        if (!now.isBefore(last)) {
            return failed(Problem.of(
                    "call.away",
                    "%s since %s; the last reason: %s".formatted(what, since, e.getMessage()),
                    "See whether it runs, then: crossdock executions retry " + visit.execution.id()));
        }
        var at = now.plus(e.retryAfter().orElse(Visit.backOff(tries() + 2)));
        var why =
                Problem.of("call.waiting", what + " now: " + e.getMessage(), "").at(place());
        return later(at.isAfter(last) ? last : at, Optional.of(why));
    }

    /** For a step that says {@code retry} and is not a call, which retries by itself. */
    Optional<Passed> tryAgain(Passed.Failed failure) {
        var inside = Set.of("call", "poll", "fail", "each", "template")
                .contains(step.act().word());
        if (step.retry().isEmpty() || inside) return Optional.empty();
        var retry = step.retry().get();
        var since = before().map(StepEntry::since).orElse(visit.now());
        var at = visit.now().plus(Visit.backOff(tries()));
        if (tries() + 1 >= retry.attempts() || at.isAfter(since.plus(retry.within()))) return Optional.empty();
        return Optional.of(later(at, Optional.of(failure.problem())));
    }
}
