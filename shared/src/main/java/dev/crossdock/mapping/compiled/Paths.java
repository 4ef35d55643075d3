package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;
import java.util.List;
import java.util.Map;

/** Closures of paths: steps one after the other, each over all that the one before gave, flattened by one level. */
final class Paths {
    private Paths() {}

    static Op of(Node path) {
        for (var part : path.parts) if (part.tuple) return TuplePaths.of(path);
        boolean plain = !path.keepArray && path.group == null && !path.tuple;
        if (plain && names(path, 0)) return names(keys(path, 0), path);
        var first = path.parts.get(0);
        if (plain && first.kind == Kind.VARIABLE && first.stages == null && !first.keepArray && names(path, 1)) {
            return fromVariable(Compiler.compile(first), keys(path, 1), path);
        }
        return general(path);
    }

    private static boolean names(Node path, int from) {
        for (int i = from; i < path.parts.size(); i++) {
            var part = path.parts.get(i);
            if (part.kind != Kind.NAME || part.stages != null || part.keepArray || part.group != null) return false;
        }
        return true;
    }

    private static String[] keys(Node path, int from) {
        return path.parts.stream().skip(from).map(Node::text).toArray(String[]::new);
    }

    /** Objects inside objects need no lists; what else comes goes the long way, from the beginning: names have no effects. */
    private static Op names(String[] keys, Node path) {
        var general = general(path);
        if (keys.length == 1) {
            var key = keys[0];
            return (input, frame) -> {
                if (!(input instanceof Map<?, ?> map)) return input == null ? null : general.run(input, frame);
                var value = map.get(key);
                return value != null ? value : map.containsKey(key) ? Nothing.NULL : null;
            };
        }
        return (input, frame) -> {
            if (input == null) return null;
            var value = descend(input, keys);
            return value == keys ? general.run(input, frame) : value;
        };
    }

    private static Op fromVariable(Op variable, String[] keys, Node path) {
        var general = general(path);
        return (input, frame) -> {
            var from = variable.run(input, frame);
            if (from == null) return null;
            var value = descend(from, keys);
            return value == keys ? general.run(input, frame) : value;
        };
    }

    /** The value at the end; the keys themselves where there is more than one way. */
    private static Object descend(Object from, String[] keys) {
        Object value = from;
        for (var key : keys) {
            if (!(value instanceof Map<?, ?> map)) return value instanceof List ? keys : null;
            value = map.get(key);
            if (value == null) return map.containsKey(key) && key == keys[keys.length - 1] ? Nothing.NULL : null;
        }
        return value;
    }

    /** One step of a path. */
    private record Step(Op op, Filters.Filter[] filters, boolean last) {
        Object run(Object item, Frame frame) {
            var value = op.run(item, frame);
            for (var filter : filters) value = filter.apply(value, frame);
            return value;
        }

        /** Over one thing that is no list to walk through. */
        Object overOne(Object item, Frame frame) {
            var value = run(item, frame);
            if (!(value instanceof List<?> list) || list instanceof Seq seq && seq.constructed && !last) return value;
            if (list instanceof Seq seq && seq.sequence) {
                if (!last) return seq;
                var copy = Seq.sequence(seq.size());
                copy.addAll(seq);
                return copy;
            }
            return list;
        }

        Object overAll(List<?> items, Frame frame) {
            var found = Seq.sequence();
            Object first = null;
            int count = 0;
            int size = items.size();
            for (int i = 0; i < size; i++) {
                frame.run.tick();
                var value = run(Nothing.outOf(items.get(i)), frame);
                if (value == null) continue;
                if (count++ == 0) first = value;
                if (value instanceof List<?> list && !(list instanceof Seq seq && seq.constructed)) {
                    frame.run.list((long) found.size() + list.size());
                    frame.run.tick(list.size());
                    found.addAll(list);
                } else found.add(Nothing.into(value));
            }
            if (last && count == 1 && first instanceof List<?> list && !(list instanceof Seq seq && seq.sequence)) {
                return first;
            }
            frame.run.madeList(found.size());
            return found;
        }
    }

    static Filters.Filter[] filters(Node node) {
        if (node.stages == null) return new Filters.Filter[0];
        return node.stages.stream().map(stage -> Filters.of(stage.value())).toArray(Filters.Filter[]::new);
    }

    @FunctionalInterface
    private interface Walk {
        /** @param current one thing, or a list to walk through @param many which of the two */
        Object go(Object current, boolean many, Frame frame);
    }

    private static Op general(Node path) {
        var first = path.parts.get(0);
        boolean variable = first.kind == Kind.VARIABLE;
        int count = path.parts.size();
        var walks = new Walk[count];
        for (int i = 0; i < count; i++) walks[i] = walk(path.parts.get(i), i == 0, i == count - 1);
        var group = path.group == null ? null : Objects.grouping(path.group);
        boolean keep = path.keepArray;
        return (input, frame) -> {
            Object current = input;
            boolean many = input instanceof List && !variable;
            for (int i = 0; i < count; i++) {
                current = walks[i].go(current, many, frame);
                if (current == null) break;
                // What was written down as one array is walked through only where it stands first.
                many = current instanceof List && !(current instanceof Seq seq && seq.constructed && i > 0);
                if (many && i < count - 1 && ((List<?>) current).isEmpty()) {
                    current = null;
                    break;
                }
            }
            if (keep) current = kept(current);
            if (group != null) current = group.group(current, frame);
            return Seq.settled(current, keep);
        };
    }

    /** What one step hands to the next is a sequence, of one as of many. */
    private static List<?> sequence(List<?> list) {
        if (list.size() != 1 || list instanceof Seq seq && seq.sequence) return list;
        return Seq.sequenceOf(Nothing.outOf(list.get(0)));
    }

    static Object kept(Object value) {
        if (value == null) return null;
        if (value instanceof Seq seq && seq.sequence) {
            seq.keepSingleton = true;
            return seq;
        }
        if (value instanceof List && !(value instanceof Seq seq && seq.constructed)) return value;
        var one = Seq.sequenceOf(value);
        one.keepSingleton = true;
        return one;
    }

    private static Walk walk(Node part, boolean first, boolean last) {
        if (part.kind == Kind.SORT) {
            var sort = Sorts.of(part);
            var filters = filters(part);
            return (current, many, frame) -> {
                Object sorted = sort.sorted(many ? sequence((List<?>) current) : Seq.sequenceOf(current), frame);
                for (var filter : filters) sorted = filter.apply(sorted, frame);
                return sorted;
            };
        }
        var step = new Step(Compiler.compile(part), filters(part), last);
        if (first && part.kind == Kind.ARRAY && part.consArray) {
            return (current, many, frame) -> step.op.run(current, frame);
        }
        return (current, many, frame) -> many ? step.overAll((List<?>) current, frame) : step.overOne(current, frame);
    }
}
