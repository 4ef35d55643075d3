package dev.crossdock.engine;

import dev.crossdock.definition.Project;
import dev.crossdock.definition.Template;
import dev.crossdock.definition.Template.Step;
import dev.crossdock.engine.Executions.Found;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import dev.crossdock.web.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One worker's visit to an execution: from the steps that are done to where it ends, waits, or has no time left. Steps of a
 * parallel {@code each} come from several threads.
 */
final class Visit {
    /** Between the path of a step and those of its {@code onError}. */
    static final String UNDOING = "!";

    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);

    final Execution execution;
    final Project project;
    final DefinitionStore definitions;
    final Reach reach;
    final Compiled compiled;
    final Pace pace;
    final Instant deadline;
    private final Executions executions;
    private final Map<String, Found<StepEntry>> entries;
    private final AtomicInteger steps = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> invalid = new ConcurrentLinkedQueue<>();

    Visit(
            Execution execution,
            Executions executions,
            DefinitionStore definitions,
            Reach reach,
            Compiled compiled,
            Pace pace,
            Instant deadline) {
        this.execution = execution;
        this.executions = executions;
        this.definitions = definitions;
        this.project = definitions.project();
        this.reach = reach;
        this.compiled = compiled;
        this.pace = pace;
        this.deadline = deadline;
        this.entries = new ConcurrentHashMap<>(executions.entries(execution.id()));
    }

    Instant now() {
        return pace.clock().instant();
    }

    List<String> invalid() {
        return invalid.stream().limit(20).toList();
    }

    /** Whether there is still time to begin something. */
    boolean late() {
        return Duration.between(now(), deadline).compareTo(Bounds.RESERVE) < 0;
    }

    /** A template from its input to its output. @param path before its steps; empty, or ends with a slash */
    Passed template(String name, Object input, String path, int depth) {
        if (depth > Bounds.DEPTH) {
            return new Passed.Failed(
                    Problem.of(
                                    "execution.depth",
                                    "template " + name + " would be the " + (depth) + "th inside one another; at most "
                                            + Bounds.DEPTH + " are.",
                                    "See whether they run each other in a circle.")
                            .at("templates/" + name + ".yaml"),
                    around(path),
                    false);
        }
        var version = execution.versions().get(name);
        if (version == null) definitions.template(name); // says that there is none, and which there are
        var template =
                version == null ? definitions.template(name).value() : compiled.template(name, version, definitions);
        var scope = Scope.of(name, input, path, depth, given());
        var unfit = unfit(template, input);
        if (unfit.isPresent()) return new Passed.Failed(unfit.get(), around(path), false);
        var passed = steps(template.steps(), scope);
        if (!(passed instanceof Passed.Done) || template.output().isEmpty()) return passed;
        try {
            return new Passed.Done(compiled.expression(template.output().get(), scope.place + ", output")
                    .evaluate(scope.input, scope.variables()));
        } catch (Refused e) {
            return new Passed.Failed(placed(e.problem(), scope.place + ", output"), around(path), false);
        }
    }

    /** The step that runs a template. */
    private static String around(String path) {
        return path.isEmpty() ? "" : path.substring(0, path.length() - 1);
    }

    private Optional<Problem> unfit(Template template, Object input) {
        if (template.input().isEmpty()) return Optional.empty();
        return compiled.schema(template.input().get()).check(input).stream()
                .findFirst()
                .map(first -> new Problem(
                        "template.input",
                        "templates/" + template.name() + ".yaml",
                        "the input is not as the template wants it: " + first.message(),
                        "Correct it, or the schema.",
                        first.field()));
    }

    private Map<String, Object> given() {
        var about = new LinkedHashMap<String, Object>();
        about.put("id", execution.id());
        about.put("template", execution.template());
        about.put("cause", execution.cause());
        about.put("started", execution.createdAt().toString());
        var given = new LinkedHashMap<String, Object>();
        given.put("execution", about);
        given.put("vars", project.vars());
        return given;
    }

    /** One after the other. The result is the last one's. */
    Passed steps(List<Step> list, Scope scope) {
        Passed last = new Passed.Done(Optional.empty());
        for (int i = 0; i < list.size(); i++) {
            var step = list.get(i);
            last = step(step, scope, scope.path + step.id().orElse("#%03d".formatted(i)));
            if (!(last instanceof Passed.Done)) return last;
        }
        return last;
    }

    private Passed step(Step step, Scope scope, String path) {
        if (steps.incrementAndGet() > Bounds.STEPS) {
            return new Passed.Failed(
                    Problem.of(
                                    "execution.steps",
                                    "the execution has taken %,d steps.".formatted(Bounds.STEPS),
                                    "Handle fewer items at a time, or several records in one call.")
                            .at(scope.place),
                    path,
                    false);
        }
        var before = Optional.ofNullable(entries.get(path));
        if (before.isPresent() && before.get().value().state().ended()) {
            return over(step, scope, path, before.get().value(), Optional.empty());
        }
        if (late()) return new Passed.Waiting(now(), Optional.empty());
        var next = before.map(found -> found.value().nextAt()).orElse(Instant.MIN);
        if (next.isAfter(now()))
            return new Passed.Waiting(next, before.get().value().problem());
        return taken(step, scope, path, before);
    }

    private Passed taken(Step step, Scope scope, String path, Optional<Found<StepEntry>> before) {
        var began = now();
        var taking = new Taking(this, step, scope, path, before);
        Passed passed;
        var skipped = false;
        try {
            skipped = before.isEmpty()
                    && step.when().isPresent()
                    && !holds(step.when().get(), scope, scope.input);
            passed = skipped ? new Passed.Done(Optional.empty()) : step.act().accept(new Acts(taking));
        } catch (Refused e) {
            passed = new Passed.Failed(placed(e.problem(), place(scope, path)), path, false);
        }
        if (passed instanceof Passed.Waiting) return passed;
        var failedAt = "";
        boolean undone = false;
        var state = StepEntry.State.DONE;
        Optional<Kept> result = Optional.empty();
        Optional<Problem> problem = Optional.empty();
        if (passed instanceof Passed.Done done) {
            try {
                if (skipped) state = StepEntry.State.SKIPPED;
                else if (!valid(step, scope, done.result())) state = StepEntry.State.INVALID;
                result = done.result().map(value -> kept(value, path));
            } catch (Refused e) {
                passed = new Passed.Failed(placed(e.problem(), place(scope, path)), path, false);
            }
        }
        if (passed instanceof Passed.Failed failed) {
            var again = taking.tryAgain(failed);
            if (again.isPresent()) return again.get();
            failedAt = failed.at();
            undone = failed.undone();
            state = StepEntry.State.FAILED;
            result = Optional.empty();
            problem = Optional.of(failed.problem());
        }
        var entry = new StepEntry(
                state,
                step.act().word(),
                result,
                problem,
                step.onError().goOn(),
                failedAt,
                undone,
                taking.shown(),
                taking.tries() + 1,
                before.map(found -> found.value().since()).orElse(began),
                now(),
                now(),
                Duration.between(began, now()).toMillis());
        write(path, entry, taking.version());
        return over(step, scope, path, entry, Optional.of(passed));
    }

    /** What an ended step means for those behind it. @param fresh how it has just ended; empty = it had ended before */
    private Passed over(Step step, Scope scope, String path, StepEntry entry, Optional<Passed> fresh) {
        if (entry.state() == StepEntry.State.INVALID) invalid.add(path);
        if (entry.state() != StepEntry.State.FAILED) {
            var result = entry.result()
                    .map(kept -> fresh.isPresent() && fresh.get() instanceof Passed.Done done
                            ? done.result().orElseThrow()
                            : orNull(kept.read(reach.objects())));
            scope.passed(step.id(), word(entry.state()), result);
            return new Passed.Done(result);
        }
        var problem = entry.problem().orElseThrow();
        boolean undone = entry.undone();
        scope.passed(step.id(), "failed", Optional.empty());
        if (!step.onError().steps().isEmpty()) {
            var error = new LinkedHashMap<String, Object>();
            error.put("code", problem.code());
            error.put("message", problem.message());
            var passed = steps(
                    step.onError().steps(),
                    scope.inside(path.substring(scope.path.length()) + "/" + UNDOING, Map.of("error", error)));
            if (!(passed instanceof Passed.Done)) return passed;
            undone = true;
        }
        if (entry.goesOn()) return new Passed.Done(Optional.empty());
        return new Passed.Failed(problem, entry.failedAt(), undone);
    }

    private boolean valid(Step step, Scope scope, Optional<Object> result) {
        if (step.valid().isEmpty()) return true;
        var value = result.map(r -> r == Expression.NULL ? null : r).orElse(null);
        var seen = step.id().isPresent() ? singleton(step.id().get(), value) : Map.<String, Object>of();
        return compiled.expression(step.valid().get(), scope.place).holds(value, scope.variables(seen));
    }

    private static Map<String, Object> singleton(String name, Object value) {
        var one = new LinkedHashMap<String, Object>();
        one.put(name, value);
        return one;
    }

    boolean holds(String condition, Scope scope, Object input) {
        return compiled.expression(condition, scope.place).holds(input, scope.variables());
    }

    /** @throws Refused {@code execution.too-large} */
    Kept kept(Object value, String path) {
        return Kept.of(value == Expression.NULL ? null : value, Executions.key(execution.id(), path), reach.objects());
    }

    Found<StepEntry> write(String path, StepEntry entry, long version) {
        var found = executions.write(execution, path, entry, version);
        entries.put(path, found);
        return found;
    }

    static long version(Optional<Found<StepEntry>> found) {
        return found.map(Found::version).orElse(Ledger.ABSENT);
    }

    /** Until a step that failed for the n-th time is tried again. */
    static Duration backOff(int tries) {
        var wait = Duration.ofSeconds(1L << Math.min(tries, 9));
        return wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait : LONGEST_BACK_OFF;
    }

    private static String word(StepEntry.State state) {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String place(Scope scope, String path) {
        return scope.place + ", step " + path;
    }

    private static Problem placed(Problem problem, String place) {
        return problem.place().isEmpty() || problem.place().equals(place.split(",")[0]) ? problem.at(place) : problem;
    }

    static Object orNull(Object value) {
        return value == null ? Expression.NULL : value;
    }
}
