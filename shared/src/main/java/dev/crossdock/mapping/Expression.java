package dev.crossdock.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A JSONata expression, compiled once, bounded in every evaluation. Thread-safe. The evaluator is dashjoin's; nothing of it
 * shows outside of this room.
 */
public final class Expression {
    /** JSON's null as a result, which is something, unlike JSONata's nothing. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private final String place;
    private final Limits limits;
    private final Jsonata compiled;
    private final Failures failures;
    private volatile boolean used;

    private Expression(String text, String place, Limits limits, Jsonata compiled) {
        this.place = place;
        this.limits = limits;
        this.compiled = compiled;
        this.failures = new Failures(text, place);
    }

    /**
     * @param place where the expression stands, for messages
     * @throws Refused {@code config.expression} when it does not compile
     */
    public static Expression compile(String text, String place) {
        return compile(text, place, Limits.DEFAULT);
    }

    /** As {@link #compile(String, String)}, with bounds of one's own. */
    public static Expression compile(String text, String place, Limits limits) {
        try {
            return new Expression(text, place, limits, Evaluating.compile(text));
        } catch (JException e) {
            throw notCompiled(Failures.said(e) + Failures.at(text, e.getLocation()) + ".", place, e);
        } catch (StackOverflowError e) {
            throw notCompiled("the expression is nested too deeply.", place, e);
        } catch (RuntimeException e) {
            throw notCompiled("the expression cannot be read (" + e.getClass().getSimpleName() + ").", place, e);
        }
    }

    private static Refused notCompiled(String message, String place, Throwable cause) {
        return new Refused(
                Problem.of("config.expression", message, "See the JSONata language reference.")
                        .at(place),
                cause);
    }

    /** @param message without the place @param at 0-based index of the character where the evaluator stumbled; -1 = not known */
    public record Fault(String message, int at) {}

    /** Why it does not compile, and where, for lint; empty when it does. */
    public static Optional<Fault> fault(String text) {
        try {
            compile(text, "");
            return Optional.empty();
        } catch (Refused e) {
            if (!(e.getCause() instanceof JException cause)) {
                var deep = e.getCause() instanceof StackOverflowError;
                return Optional.of(new Fault(
                        deep ? "it is nested too deeply." : e.problem().message(), -1));
            }
            var said = cause.getDetailedErrorMessage().replaceAll(" ?\\{code=.*}$", "");
            return Optional.of(new Fault(said.endsWith(".") ? said : said + ".", Failures.beginning(text, cause)));
        }
    }

    /**
     * Evaluates over an input with variables ({@code $run} is {@code variables.get("run")}). {@code $now()} is {@code
     * $run.started} where there is a run: the same record gives the same result whenever it is worked on. A {@code
     * UnaryOperator<String>} or {@code BinaryOperator<String>} among the variables is a function of texts.
     *
     * @return a tree as {@link dev.crossdock.flow.Record#value()} has it; empty for JSONata's nothing. JSON null is a present
     *     {@link #NULL}. Input that passes through is the input's own objects
     * @throws Refused with {@code map.failed}, {@code map.too-long}, {@code map.too-deep} or {@code map.too-large}
     */
    public Optional<Object> evaluate(Object input, Map<String, ?> variables) {
        var guard = Guard.begin(limits, !used);
        try {
            var frame = compiled.createFrame();
            frame.setEvaluateEntryCallback(guard);
            frame.setEvaluateExitCallback(guard);
            OwnFunctions.bindMoment(frame, moment(variables));
            variables.forEach((name, value) -> frame.bind(name, OwnFunctions.bound(value)));
            var result = compiled.evaluate(input, frame);
            return result == null ? Optional.empty() : Optional.ofNullable(new Results(guard, limits).plain(result));
        } catch (Refused e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw failures.of(e, guard);
        } finally {
            used = true;
            guard.end();
        }
    }

    private static Instant moment(Map<String, ?> variables) {
        if (variables.get("run") instanceof Map<?, ?> run && run.get("started") instanceof String started) {
            try {
                return Instant.parse(started);
            } catch (DateTimeException e) {
                return Instant.now();
            }
        }
        return Instant.now();
    }

    /** Whether a condition holds: JSONata's own idea of truth; nothing is false. */
    public boolean holds(Object input, Map<String, ?> variables) {
        var result = evaluate(input, variables);
        return result.isPresent() && result.get() != NULL && Jsonata.boolize(result.get());
    }

    /** Where the expression stands, as it was given. */
    public String place() {
        return place;
    }
}
