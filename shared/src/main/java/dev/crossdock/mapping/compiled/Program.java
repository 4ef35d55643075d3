package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.Limits;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A compiled expression. Thread-safe. */
public final class Program {
    /** JSON's null as a result; Java's null is nothing. */
    public static final Object NULL = Nothing.NULL;

    private final Op op;

    private Program(Op op) {
        this.op = op;
    }

    /**
     * @throws Failure with JSONata's code, when it is no expression
     * @throws NotCompiled when it may be one, but has what the compiler does not do
     * @throws StackOverflowError when it is nested too deeply
     */
    public static Program compile(String text) {
        return new Program(Compiler.compile(Shaping.shape(Parser.parse(text))));
    }

    /**
     * @param input a tree as a record holds it; null for nothing
     * @param variables by name without {@code $}; {@code UnaryOperator<String>} and {@code BinaryOperator<String>} are functions
     * @param first whether this expression was never evaluated: it has four times as long
     * @return a tree as a record holds it, of which the caller may keep what it likes; {@link #NULL}; null for nothing. Input that
     *     passes through is the input's own objects
     * @throws Failure with JSONata's code
     * @throws Stopped when a limit is met
     */
    public Object run(Object input, Map<String, ?> variables, Limits limits, boolean first) {
        var run = new Run(limits, input, variables, first);
        Object over = input;
        if (input instanceof List) {
            var wrapper = Seq.sequenceOf(input);
            wrapper.wrapper = true;
            over = wrapper;
        }
        var result = op.run(over, new Frame(run, null, 0));
        if (result == null || result == NULL) return result;
        return new Outcome(run, limits).plain(result);
    }

    /** What {@code $now()} says: when the run began, without one what the clock says. Reading it takes as long as a small mapping. */
    public static Instant now(Map<String, ?> variables) {
        if (variables.get("run") instanceof Map<?, ?> run && run.get("started") instanceof String started) {
            try {
                return Instant.parse(started);
            } catch (DateTimeException e) {
                return Instant.now();
            }
        }
        return Instant.now();
    }

    /** JSONata's own idea of truth. @param result of {@link #run} */
    public static boolean truth(Object result) {
        return Types.truth(result);
    }
}
