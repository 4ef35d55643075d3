package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.Limits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** One evaluation: its input and variables, and what it has taken of its limits. For one thread. */
final class Run {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean PROCESSOR_TIME = THREADS.isCurrentThreadCpuTimeSupported();
    /** Reading a clock at each step would cost more than the step. */
    private static final int STEPS_BETWEEN_LOOKS = 64;

    /** A built-in function goes through a list about so much faster than a step of an expression does. */
    private static final int MEMBERS_OF_A_STEP = 32;

    private static final int LONG_TEXT = 100_000;
    /** A call takes about as many steps inside one another. */
    private static final int STEPS_OF_A_CALL = 3;

    final Limits limits;
    final Object root;
    private final Map<String, ?> variables;
    /** Null until it is asked for. */
    private Instant now;

    private final long nanos;
    private long deadline;
    private long processorAtStart = -1;
    private int steps;
    private int depth;
    private long made;
    private int longest;

    /** @param first of an expression, which loads and compiles: it has four times as long */
    Run(Limits limits, Object root, Map<String, ?> variables, boolean first) {
        this.limits = limits;
        this.root = root;
        this.variables = variables;
        this.nanos = limits.time().toNanos() * (first ? 4 : 1);
    }

    Instant now() {
        if (now == null) now = Program.now(variables);
        return now;
    }

    Object variable(String name) {
        if (!variables.isEmpty()) {
            var value = variables.get(name);
            if (value != null) return bound(name, value);
            if (variables.containsKey(name)) return Nothing.NULL;
        }
        return Library.function(name);
    }

    boolean given(String name) {
        return variables.containsKey(name);
    }

    @SuppressWarnings("unchecked")
    private static Object bound(String name, Object value) {
        if (value instanceof UnaryOperator<?> of) {
            return new Builtin(name, "<s:s>", 1, (a, frame) -> ((UnaryOperator<String>) of).apply((String) a[0]));
        }
        if (value instanceof BinaryOperator<?> of) {
            return new Builtin(
                    name, "<ss:s>", 2, (a, frame) -> ((BinaryOperator<String>) of).apply((String) a[0], (String) a[1]));
        }
        return value;
    }

    void enter() {
        if ((depth += STEPS_OF_A_CALL) > limits.depth()) {
            throw new Stopped(Stopped.Why.TOO_DEEP, "the expression goes deeper than " + limits.depth() + " steps.");
        }
        tick();
    }

    void leave() {
        depth -= STEPS_OF_A_CALL;
    }

    /** A step that may be one of very many. @throws Stopped when the time is up */
    void tick() {
        if ((++steps & STEPS_BETWEEN_LOOKS - 1) == 0) look();
    }

    /** Work over this many members or characters at once, which counts as the steps that it is worth. */
    void tick(int size) {
        if (size < MEMBERS_OF_A_STEP) return;
        int before = steps;
        steps += size / MEMBERS_OF_A_STEP;
        if ((before ^ steps) >= STEPS_BETWEEN_LOOKS) look();
    }

    /** @throws Stopped when the time is up */
    void look() {
        long now = System.nanoTime();
        if (processorAtStart < 0) {
            // Most evaluations end before the first look: they never ask how late it is, which costs as much as they
            // do.
            processorAtStart = processor();
            deadline = now + nanos;
            return;
        }
        if (now - deadline < 0) return;
        long left = PROCESSOR_TIME ? nanos - (processor() - processorAtStart) : 0;
        if (left <= 0) {
            throw new Stopped(
                    Stopped.Why.TOO_LONG,
                    "the expression took more than " + nanos / 1_000_000 + " ms for this record.");
        }
        deadline = now + left;
    }

    private static long processor() {
        return PROCESSOR_TIME ? THREADS.getCurrentThreadCpuTime() : 0;
    }

    /** A text of this length is about to be made, or was. */
    void text(long length) {
        if (length > limits.textLength()) {
            throw new Stopped(
                    Stopped.Why.TOO_LARGE,
                    "a text would be longer than %,d characters.".formatted(limits.textLength()));
        }
        made(length);
    }

    /** A text made of others. Piece by piece, each longer one makes the one before it garbage: only the longest counts. */
    void joined(int length) {
        if (length <= 100) return;
        if (length > LONG_TEXT) {
            text(length);
        } else if (length > longest) {
            made(length - longest);
            longest = length;
        }
    }

    void list(long size) {
        if (size > limits.listSize()) {
            throw new Stopped(
                    Stopped.Why.TOO_LARGE,
                    "a list would have more than %,d entries (%,d).".formatted(limits.listSize(), size));
        }
    }

    /** A list was made. */
    void madeList(int size) {
        list(size);
        made(2L * size);
    }

    /** Bytes, roughly. */
    void made(long more) {
        made += more;
        if (made > limits.made()) {
            throw new Stopped(
                    Stopped.Why.TOO_LARGE,
                    "the expression made more than %,d characters for one record.".formatted(limits.made()));
        }
    }
}
