package dev.crossdock.mapping;

import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.compiled.Failure;
import dev.crossdock.mapping.compiled.NotCompiled;
import dev.crossdock.mapping.compiled.Program;
import dev.crossdock.mapping.compiled.Stopped;
import java.util.Map;
import java.util.Optional;

/**
 * A JSONata expression, compiled once, bounded in every evaluation. Thread-safe. What our compiler does not do is interpreted by
 * dashjoin's evaluator, which gives the same and takes ten times as long; {@link #interpreted()} tells how often.
 */
public final class Expression {
    /** JSON's null as a result, which is something, unlike JSONata's nothing. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    /** {@code -Dcrossdock.jsonata=interpreted} lets the interpreter do everything: to compare. */
    private static final String INTERPRETED = "crossdock.jsonata";

    private final String text;
    private final String place;
    private final Limits limits;
    private final Failures failures;
    private final Interpretations interpretations = new Interpretations();
    private final Program program;
    private volatile Interpreted interpreted;
    private volatile boolean used;

    private Expression(String text, String place, Limits limits, boolean compile) {
        this.text = text;
        this.place = place;
        this.limits = limits;
        this.failures = new Failures(text, place);
        this.program = compile ? program() : null;
        if (program == null) interpreted = Interpreted.compile(text, place, limits);
    }

    private Program program() {
        try {
            return Program.compile(text);
        } catch (Failure e) {
            throw failures.notCompiled(Failures.said(e) + Failures.at(text, e.position()) + ".", e);
        } catch (StackOverflowError e) {
            throw failures.notCompiled("the expression is nested too deeply.", e);
        } catch (NotCompiled e) {
            interpretations.because(e.getMessage());
        } catch (RuntimeException e) {
            interpretations.because("a bug in the compiler (" + e + ")");
        }
        return null;
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
        return new Expression(text, place, limits, !"interpreted".equals(System.getProperty(INTERPRETED)));
    }

    /** Never compiled: the measure that the compiled one is held against. */
    static Expression interpreting(String text, String place, Limits limits) {
        return new Expression(text, place, limits, false);
    }

    /** @param message without the place @param at 0-based index of the character where the evaluator stumbled; -1 = not known */
    public record Fault(String message, int at) {}

    /** Why it does not compile, and where, for lint; empty when it does. */
    public static Optional<Fault> fault(String text) {
        try {
            compile(text, "");
            return Optional.empty();
        } catch (Refused e) {
            return Optional.of(Failures.fault(text, e));
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
        interpretations.evaluated();
        boolean first = !used;
        try {
            if (program != null) {
                try {
                    var result = program.run(input, variables, limits, first);
                    return Optional.ofNullable(result == Program.NULL ? NULL : result);
                } catch (Failure e) {
                    throw failures.of(e);
                } catch (Stopped e) {
                    throw failures.stopped(e);
                } catch (StackOverflowError | OutOfMemoryError e) {
                    throw failures.exhausted(e);
                } catch (NotCompiled e) {
                    interpretations.because(e.getMessage());
                } catch (RuntimeException e) {
                    interpretations.because("a bug in the compiled form (" + e + ")");
                }
            }
            interpretations.interpreted();
            return Optional.ofNullable(interpreter().evaluate(input, variables, Program.now(variables), first));
        } finally {
            // Not each time: all threads would wait for each other's writes.
            if (first) used = true;
        }
    }

    private Interpreted interpreter() {
        // Twice by two threads does no harm: either is as good.
        if (interpreted == null) interpreted = Interpreted.compile(text, place, limits);
        return interpreted;
    }

    /** Whether a condition holds: JSONata's own idea of truth; nothing is false. */
    public boolean holds(Object input, Map<String, ?> variables) {
        var result = evaluate(input, variables);
        return result.isPresent() && result.get() != NULL && Program.truth(result.get());
    }

    /** Where the expression stands, as it was given. */
    public String place() {
        return place;
    }

    /** How many of this expression's evaluations went to the interpreter, and why. */
    public Interpretations interpreted() {
        return interpretations;
    }
}
