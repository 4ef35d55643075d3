package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;
import java.util.LinkedHashMap;
import java.util.List;

/** Closures of objects: written down for one thing, or grouped by their keys over a list. */
final class Objects {
    private Objects() {}

    @FunctionalInterface
    interface Grouping {
        Object group(Object over, Frame frame);
    }

    static Op constructor(Node node) {
        var grouping = grouping(node);
        return grouping::group;
    }

    static Grouping grouping(Node node) {
        int size = node.pairs.size();
        var keys = new Op[size];
        var values = new Op[size];
        var names = new String[size];
        boolean constant = true;
        for (int i = 0; i < size; i++) {
            var pair = node.pairs.get(i);
            keys[i] = Compiler.compile(pair.key());
            values[i] = Compiler.compile(pair.value());
            names[i] = pair.key().kind == Kind.STRING && pair.key().predicates == null
                    ? pair.key().text()
                    : null;
            constant &= names[i] != null;
            for (int j = 0; constant && j < i; j++) constant = !names[j].equals(names[i]);
        }
        var slow = new Slow(node, keys, values);
        if (!constant) return slow;
        var shape = new Shaped.Names(names);
        return (over, frame) -> {
            var one = over;
            if (over instanceof List) {
                if (!(over instanceof Seq seq) || !seq.wrapper) return slow.group(over, frame);
                one = seq.get(0);
            }
            var made = new Shaped(shape);
            for (int i = 0; i < size; i++) {
                var value = values[i].run(one, frame);
                if (value != null) made.set(i, value);
            }
            frame.run.made(128 + 32L * size);
            return made;
        };
    }

    private static final class Group {
        private final int pair;
        private Object over;
        private boolean several;

        private Group(int pair, Object over) {
            this.pair = pair;
            this.over = over;
        }

        private void add(Object item) {
            if (over instanceof Tuple tuple) {
                var joined = several ? tuple : tuple.copy();
                several = true;
                joined.append((Tuple) item);
                over = joined;
            } else if (several && over instanceof Seq seq) {
                if (item != null) Lists.add(seq, item);
            } else {
                over = Lists.append(over, item);
                several = over instanceof Seq;
            }
        }
    }

    private record Slow(Node node, Op[] keys, Op[] values) implements Grouping {
        @Override
        public Object group(Object over, Frame frame) {
            var groups = new LinkedHashMap<String, Group>();
            if (over instanceof List<?> list && !list.isEmpty()) {
                boolean tuples = over instanceof Seq seq && seq.tuples;
                for (var member : list) {
                    frame.run.tick();
                    add(groups, tuples ? member : Nothing.outOf(member), frame);
                }
            } else {
                add(groups, over instanceof List ? null : over, frame);
            }
            var made = new Tree(groups.size());
            for (var entry : groups.entrySet()) {
                var group = entry.getValue();
                var value = group.over instanceof Tuple tuple
                        ? values[group.pair].run(tuple.value, tuple.frame(frame))
                        : values[group.pair].run(group.over, frame);
                if (value != null) made.put(entry.getKey(), Nothing.into(value));
            }
            frame.run.made(128 + 32L * made.size());
            return made;
        }

        private void add(LinkedHashMap<String, Group> groups, Object item, Frame frame) {
            for (int i = 0; i < keys.length; i++) {
                var key = item instanceof Tuple tuple
                        ? keys[i].run(tuple.value, tuple.frame(frame))
                        : keys[i].run(item, frame);
                if (key == null) continue;
                if (!(key instanceof String name))
                    throw Failure.of("T1003", null, key).in(node);
                var group = groups.get(name);
                if (group == null) groups.put(name, new Group(i, item));
                else if (group.pair != i) throw Failure.of("D1009", null, key).in(node);
                else group.add(item);
            }
        }
    }
}
