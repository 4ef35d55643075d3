package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;
import java.util.List;

/** Closures of paths that bind: {@code @} keeps the place and binds the value, {@code #} the position, {@code %} what was before. */
final class TuplePaths {
    private TuplePaths() {}

    /** A predicate, or the position bound to a name. */
    private record Stage(Filters.Filter filter, String name) {}

    private record Step(
            Op op,
            Sorts sort,
            Stage[] stages,
            boolean tuple,
            String focus,
            String index,
            Node.Slot ancestor,
            boolean array) {}

    static Op of(Node path) {
        var steps = path.parts.stream().map(TuplePaths::step).toArray(Step[]::new);
        boolean variable = path.parts.get(0).kind == Kind.VARIABLE;
        var group = path.group == null ? null : Objects.grouping(path.group);
        boolean keep = path.keepArray;
        boolean tuple = path.tuple;
        return (input, frame) -> {
            Object result = walk(steps, input, variable, tuple, group != null, frame);
            if (result instanceof Seq seq && seq.tuples && group != null) return group.group(seq, frame);
            if (result instanceof Seq seq && seq.tuples && !tuple) {
                var values = Seq.sequence(seq.size());
                for (var one : seq) values.add(Nothing.into(((Tuple) one).value));
                result = values;
            }
            if (keep) result = Paths.kept(result);
            if (group != null) result = group.group(result, frame);
            return Seq.settled(result, keep);
        };
    }

    private static Step step(Node part) {
        var stages = part.stages == null
                ? new Stage[0]
                : part.stages.stream()
                        .map(stage -> new Stage(stage.value() == null ? null : Filters.of(stage.value()), stage.name()))
                        .toArray(Stage[]::new);
        boolean sort = part.kind == Kind.SORT;
        return new Step(
                sort ? null : Compiler.compile(part),
                sort ? Sorts.of(part) : null,
                stages,
                part.tuple,
                part.focus,
                part.index,
                part.ancestor,
                part.kind == Kind.ARRAY && part.consArray);
    }

    private static Object walk(
            Step[] steps, Object input, boolean variable, boolean asTuples, boolean grouped, Frame frame) {
        List<?> items = input instanceof List<?> list && !variable ? list : null;
        Object single = input;
        Seq tuples = null;
        for (int i = 0; i < steps.length; i++) {
            var step = steps[i];
            if (step.tuple || tuples != null) {
                tuples = over(step, items == null ? one(single) : items, tuples, frame);
                continue;
            }
            Object result;
            if (i == 0 && step.array) result = step.op.run(input, frame);
            else result = plain(step, items, single, i == steps.length - 1, frame);
            if (result == null || result instanceof List<?> list && list.isEmpty()) return null;
            items = (List<?>) result;
        }
        return tuples == null ? items : tuples;
    }

    private static List<?> one(Object single) {
        return single == null ? List.of() : Seq.sequenceOf(single);
    }

    private static Object plain(Step step, List<?> items, Object single, boolean last, Frame frame) {
        if (step.sort != null) {
            Object sorted = step.sort.sorted(items == null ? one(single) : items, frame);
            return staged(step.stages, sorted, frame);
        }
        var found = Seq.sequence();
        int count = items == null ? 1 : items.size();
        for (int i = 0; i < count; i++) {
            frame.run.tick();
            var value = step.op.run(items == null ? single : Nothing.outOf(items.get(i)), frame);
            for (var stage : step.stages) value = stage.filter.apply(value, frame);
            if (value == null) continue;
            if (value instanceof List<?> list && !(list instanceof Seq seq && seq.constructed)) found.addAll(list);
            else found.add(Nothing.into(value));
        }
        return found;
    }

    private static Seq over(Step step, List<?> items, Seq before, Frame frame) {
        if (step.sort != null) return sorted(step, items, before, frame);
        Seq from = before;
        if (from == null) {
            from = tuples(items.size());
            for (var item : items) from.add(new Tuple(Nothing.outOf(item)));
        }
        var found = tuples(from.size());
        for (var one : from) {
            frame.run.tick();
            var tuple = (Tuple) one;
            var result = step.op.run(tuple.value, tuple.frame(frame));
            if (result == null) continue;
            if (result instanceof Seq seq && seq.tuples) {
                for (var inner : seq) {
                    var joined = tuple.copy();
                    joined.addAll((Tuple) inner);
                    found.add(joined);
                }
                continue;
            }
            var values = Lists.of(result);
            for (int i = 0; i < values.size(); i++) {
                var next = tuple.copy();
                var value = Nothing.outOf(values.get(i));
                if (step.focus != null) next.bind(step.focus, value);
                else next.value = value;
                if (step.index != null) next.bind(step.index, i);
                if (step.ancestor != null) next.bind(step.ancestor.label(), tuple.value);
                found.add(next);
            }
        }
        frame.run.madeList(found.size() * 2);
        return (Seq) staged(step.stages, found, frame);
    }

    private static Seq sorted(Step step, List<?> items, Seq before, Frame frame) {
        Seq found = tuples(items.size());
        if (before != null) {
            found.addAll(step.sort.sorted(before, frame));
        } else {
            var sorted = step.sort.sorted(items, frame);
            for (int i = 0; i < sorted.size(); i++) {
                var tuple = new Tuple(Nothing.outOf(sorted.get(i)));
                if (step.index != null) tuple.bind(step.index, i);
                found.add(tuple);
            }
        }
        return (Seq) staged(step.stages, found, frame);
    }

    private static Seq tuples(int expected) {
        var seq = Seq.sequence(expected);
        seq.tuples = true;
        return seq;
    }

    private static Object staged(Stage[] stages, Object value, Frame frame) {
        Object result = value;
        for (var stage : stages) {
            if (stage.filter != null) {
                result = stage.filter.apply(result, frame);
            } else if (result instanceof Seq seq) {
                for (int i = 0; i < seq.size(); i++) {
                    var tuple = ((Tuple) seq.get(i)).copy();
                    tuple.bind(stage.name, i);
                    seq.set(i, tuple);
                }
            }
        }
        return result;
    }
}
