package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.Limits;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** An evaluation's result as a record holds it: no functions, no floats. What the evaluation made is changed, not copied. */
final class Outcome {
    private static final int LARGEST_EXPONENT = 1000;

    private final Run run;
    private final int most;
    private int values;

    Outcome(Run run, Limits limits) {
        this.run = run;
        this.most = limits.results();
    }

    /** As a container holds it: null for JSON's null. */
    Object plain(Object value) {
        // One list that is shown in several places counts in each: a few lines can make a tree that no memory holds.
        if (++values > most) {
            throw new Stopped(Stopped.Why.TOO_LARGE, "the result has more than %,d values.".formatted(most));
        }
        if ((values & 1023) == 0) run.look();
        if (value instanceof String || value == null || value instanceof Integer || value instanceof Boolean)
            return value;
        if (value instanceof Number number) return number(number);
        if (value instanceof Shaped shaped) return own(shaped);
        if (value instanceof Tree tree) return own(tree);
        if (value instanceof Map<?, ?> map) return foreign(map);
        if (value instanceof Seq seq) return own(seq);
        if (value instanceof List<?> list) return foreign(list);
        return value == Nothing.NULL || value instanceof Fn ? null : String.valueOf(value);
    }

    private static Object number(Number number) {
        if (number instanceof BigDecimal decimal && Math.abs((long) decimal.scale()) > LARGEST_EXPONENT) {
            throw new Stopped(Stopped.Why.TOO_LARGE, "a number has more than " + LARGEST_EXPONENT + " digits.");
        }
        return Numbers.plain(number);
    }

    private Object own(Shaped shaped) {
        for (int i = 0; i < shaped.names(); i++) {
            var value = shaped.at(i);
            if (value == null) continue;
            if (value instanceof Fn) {
                shaped.drop(i);
                continue;
            }
            var plain = Nothing.outOf(plain(Nothing.into(value)));
            if (plain != value) shaped.set(i, plain);
        }
        return shaped;
    }

    private Object own(Tree tree) {
        boolean functions = false;
        for (var entry : tree.entrySet()) {
            var value = entry.getValue();
            if (value instanceof Fn) {
                functions = true;
                continue;
            }
            var plain = plain(value);
            if (plain != value) entry.setValue(plain);
        }
        if (functions) tree.values().removeIf(Fn.class::isInstance);
        return tree;
    }

    private Object own(Seq seq) {
        seq.plain();
        run.list(seq.size());
        for (int i = 0; i < seq.size(); i++) {
            var value = seq.get(i);
            var plain = plain(value);
            if (plain != value) seq.set(i, plain);
        }
        return seq;
    }

    private Object foreign(Map<?, ?> map) {
        Tree copy = null;
        for (var entry : map.entrySet()) {
            var value = entry.getValue();
            var plain = value instanceof Fn ? null : plain(value);
            if (plain != value && copy == null) {
                copy = new Tree(map.size());
                for (var before : map.entrySet()) {
                    if (before.getKey().equals(entry.getKey())) break;
                    copy.put(String.valueOf(before.getKey()), before.getValue());
                }
            }
            if (copy != null && !(value instanceof Fn)) copy.put(String.valueOf(entry.getKey()), plain);
        }
        return copy == null ? map : copy;
    }

    private Object foreign(List<?> list) {
        run.list(list.size());
        Seq copy = list instanceof Range ? Seq.array(list.size()) : null;
        for (int i = 0; i < list.size(); i++) {
            var value = list.get(i);
            var plain = plain(value);
            if (plain != value && copy == null) copy = Seq.array(list.subList(0, i));
            if (copy != null) copy.add(plain);
        }
        return copy == null ? list : copy;
    }
}
