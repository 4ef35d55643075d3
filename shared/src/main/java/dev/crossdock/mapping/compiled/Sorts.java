package dev.crossdock.mapping.compiled;

import java.util.ArrayList;
import java.util.List;

/** The order-by clause: stable, what has no key comes last. */
final class Sorts {
    private final Op[] keys;
    private final boolean[] descending;
    private final Node node;

    private Sorts(Node node) {
        this.node = node;
        keys = new Op[node.terms.size()];
        descending = new boolean[keys.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = Compiler.compile(node.terms.get(i).value());
            descending[i] = node.terms.get(i).descending();
        }
    }

    static Sorts of(Node node) {
        return new Sorts(node);
    }

    private record Keyed(Object member, Object[] keys) {}

    List<?> sorted(List<?> list, Frame frame) {
        if (list.size() <= 1) return list;
        boolean tuples = list instanceof Seq seq && seq.tuples;
        var keyed = new ArrayList<Keyed>(list.size());
        for (var member : list) {
            frame.run.tick();
            var found = new Object[keys.length];
            for (int i = 0; i < keys.length; i++) {
                found[i] = tuples
                        ? keys[i].run(((Tuple) member).value, ((Tuple) member).frame(frame))
                        : keys[i].run(Nothing.outOf(member), frame);
            }
            keyed.add(new Keyed(member, found));
        }
        Merging.sort(keyed, (a, b) -> order(a.keys, b.keys, frame.run) > 0);
        var sorted = Seq.array(list.size());
        sorted.tuples = tuples;
        for (var one : keyed) sorted.add(one.member);
        frame.run.madeList(sorted.size());
        return sorted;
    }

    private int order(Object[] a, Object[] b, Run run) {
        run.tick();
        for (int i = 0; i < keys.length; i++) {
            var x = a[i];
            var y = b[i];
            if (x == null && y == null) continue;
            if (x == null) return 1;
            if (y == null) return -1;
            if (!comparable(x) || !comparable(y))
                throw Failure.of("T2008", "^", comparable(x) ? y : x).in(node);
            if (x instanceof String != y instanceof String)
                throw Failure.of("T2007", "^", x, y).in(node);
            int order = x instanceof String text ? text.compareTo((String) y) : Operators.order((Number) x, (Number) y);
            if (order != 0) return descending[i] ? -order : order;
        }
        return 0;
    }

    private static boolean comparable(Object value) {
        return value instanceof String || value instanceof Number;
    }
}
