package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;
import java.util.List;

/** Predicates: a number picks by position, from the end when negative; everything else by truth or by the positions it names. */
final class Filters {
    private Filters() {}

    @FunctionalInterface
    interface Filter {
        /** @param value a list, one thing, or null for nothing */
        Object apply(Object value, Frame frame);
    }

    static Filter of(Node predicate) {
        if (predicate.kind == Kind.NUMBER) {
            var position = (Number) predicate.value;
            return (value, frame) -> at(value, position);
        }
        var op = Compiler.compile(predicate);
        return (value, frame) -> matching(value, op, frame);
    }

    private static Object at(Object value, Number position) {
        if (value == null) return null;
        if (!(value instanceof List<?> list)) {
            double at = Math.floor(position.doubleValue());
            return at == 0 || at == -1 ? Seq.sequenceOf(value) : null;
        }
        double at = Math.floor(position.doubleValue());
        if (at < 0) at += list.size();
        var found = Seq.sequence(1);
        found.tuples = value instanceof Seq seq && seq.tuples;
        if (at < 0 || at >= list.size()) return found;
        var member = list.get((int) at);
        if (member instanceof List) return member;
        found.add(member);
        return found;
    }

    private static Object matching(Object value, Op predicate, Frame frame) {
        if (value == null) {
            // As in the reference: a predicate that fails does so over nothing too.
            predicate.run(null, frame);
            return null;
        }
        var list = value instanceof List<?> several ? several : Seq.sequenceOf(value);
        boolean tuples = value instanceof Seq seq && seq.tuples;
        var found = Seq.sequence();
        found.tuples = tuples;
        int size = list.size();
        for (int i = 0; i < size; i++) {
            frame.run.tick();
            var member = list.get(i);
            Object result;
            if (tuples) {
                var tuple = (Tuple) member;
                result = predicate.run(tuple.value, tuple.frame(frame));
            } else {
                result = predicate.run(Nothing.outOf(member), frame);
            }
            int times = picks(result, i, size, frame.run);
            if (times > 1) frame.run.list((long) found.size() + times);
            for (; times > 0; times--) found.add(member);
        }
        return found;
    }

    /** How often: a list of positions may name one again. */
    private static int picks(Object result, int position, int size, Run run) {
        boolean picks;
        if (result instanceof Boolean truth) picks = truth;
        else if (result instanceof Number number && Types.number(number)) picks = is(number, position, size);
        else if (result instanceof List<?> list && Types.allNumbers(list)) {
            run.tick(list.size());
            int times = 0;
            for (var one : list) if (is((Number) one, position, size)) times++;
            return times;
        } else picks = Types.truth(result);
        return picks ? 1 : 0;
    }

    private static boolean is(Number number, int position, int size) {
        double at = Math.floor(number.doubleValue());
        return (at < 0 ? at + size : at) == position;
    }
}
