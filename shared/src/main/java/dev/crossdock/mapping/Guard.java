package dev.crossdock.mapping;

import com.dashjoin.jsonata.Jsonata.EntryCallback;
import com.dashjoin.jsonata.Jsonata.ExitCallback;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Parser.Symbol;
import com.dashjoin.jsonata.Utils;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Watches one evaluation: the evaluator tells it of each step's beginning and end. It also knows the step that failed, because
 * nobody tells of its end.
 *
 * <p>The library's own bounds are not used: they measure the wall's clock and, where an object has several fields, forget to
 * count the way back up (Timebox with isParallelCall), so that a few hundred objects look like a deep recursion.
 */
final class Guard implements EntryCallback, ExitCallback {
    /** Carries the reason out of the evaluator; not a problem of the data. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        enum Why {
            TOO_LONG,
            TOO_DEEP,
            TOO_LARGE
        }

        final Why why;

        Stopped(Why why, String message) {
            super(message, null, false, false);
            this.why = why;
        }
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean PROCESSOR_TIME = THREADS.isCurrentThreadCpuTimeSupported();
    private static final ThreadLocal<Guard> CURRENT = new ThreadLocal<>();
    /** Reading a clock at each step would cost as much as the step. */
    private static final int STEPS_BETWEEN_LOOKS = 64;

    private static final int CHARACTERS_BETWEEN_LOOKS = 1024;
    private static final int LARGEST_EXPONENT = 1000;
    private static final int LONG_TEXT = 100_000;
    private static final int LARGE_LIST = 1_000;

    private final Limits limits;
    private final long nanos;
    private final long processorAtStart;
    private final Symbol[] steps;
    private final Guard before;
    private long deadline;
    private int depth;
    private int looks;
    private long made;
    private int longest;
    private Object input;
    private Frame environment;

    private Guard(Limits limits, boolean first) {
        this.limits = limits;
        this.nanos = limits.time().toNanos() * (first ? 4 : 1);
        this.processorAtStart = processor();
        this.deadline = System.nanoTime() + nanos;
        this.steps = new Symbol[limits.depth() + 1];
        this.before = CURRENT.get();
    }

    /** Guards what this thread evaluates until {@link #end()}. @param first of an expression, which loads and compiles */
    static Guard begin(Limits limits, boolean first) {
        var guard = new Guard(limits, first);
        CURRENT.set(guard);
        return guard;
    }

    static Guard current() {
        return CURRENT.get();
    }

    void end() {
        if (before == null) CURRENT.remove();
        else CURRENT.set(before);
    }

    Limits limits() {
        return limits;
    }

    /** The step that was begun last and did not end; null when none has begun. */
    Symbol failed() {
        return depth == 0 ? null : steps[Math.min(depth, steps.length) - 1];
    }

    /** What {@code $} is at the step that ended last. */
    Object input() {
        return input;
    }

    Frame environment() {
        return environment;
    }

    @Override
    public void callback(Symbol step, Object stepInput, Frame frame) {
        if (depth == limits.depth()) {
            throw new Stopped(Stopped.Why.TOO_DEEP, "the expression goes deeper than " + limits.depth() + " steps.");
        }
        steps[depth++] = step;
        input = stepInput;
        environment = frame;
        if ((++looks & STEPS_BETWEEN_LOOKS - 1) == 0) look();
    }

    @Override
    public void callback(Symbol step, Object stepInput, Frame frame, Object result) {
        depth--;
        input = stepInput;
        environment = frame;
        if (result == null || result instanceof Boolean || result instanceof Integer) return;
        if (result instanceof String text) {
            if (text.length() > 100 && Steps.makes(step)) made(step, text);
        } else if (result instanceof List<?> list) {
            list(list.size());
            if (!(list instanceof Utils.RangeList) && Steps.makes(step)) made(2L * list.size());
        } else if (result instanceof Map<?, ?> map) {
            if (Steps.makes(step)) made(128 + 32L * map.size());
        } else if (result instanceof BigDecimal number) {
            if (Math.abs((long) number.scale()) > LARGEST_EXPONENT) {
                throw new Stopped(Stopped.Why.TOO_LARGE, "a number has more than " + LARGEST_EXPONENT + " digits.");
            }
        } else if (result instanceof Symbol && Steps.isFunction(step) && !step.thunk) {
            made(256);
        }
    }

    private void made(Symbol step, String text) {
        if (text.length() <= LONG_TEXT && Steps.joins(step)) {
            // Joined piece by piece, each longer text makes the one before it garbage: only the longest is counted.
            if (text.length() <= longest) return;
            made(text.length() - longest);
            longest = text.length();
        } else {
            text(text.length());
        }
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

    void list(long size) {
        // A step over a large list takes as long as thousands of others.
        if (size > LARGE_LIST) look();
        if (size > limits.listSize()) {
            throw new Stopped(
                    Stopped.Why.TOO_LARGE,
                    "a list would have more than %,d entries (%,d).".formatted(limits.listSize(), size));
        }
    }

    private void made(long more) {
        made += more;
        if (made > limits.made()) {
            throw new Stopped(
                    Stopped.Why.TOO_LARGE,
                    "the expression made more than %,d characters for one record.".formatted(limits.made()));
        }
    }

    /** @throws Stopped when the time is up */
    void look() {
        long now = System.nanoTime();
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

    /** The text for a regular expression, which then ends when the time is up. */
    CharSequence watched(String text) {
        return new Watched(text);
    }

    private final class Watched implements CharSequence {
        private final CharSequence text;
        private int read;

        private Watched(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if ((++read & CHARACTERS_BETWEEN_LOOKS - 1) == 0) look();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
