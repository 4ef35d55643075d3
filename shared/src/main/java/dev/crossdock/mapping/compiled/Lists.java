package dev.crossdock.mapping.compiled;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Putting together, taking apart. */
final class Lists {
    private Lists() {}

    /** One behind the other, as one list; nothing adds nothing. */
    static Object append(Object a, Object b) {
        if (a == null) return b;
        if (b == null) return a;
        var joined = Seq.array(size(a) + size(b) + 4);
        add(joined, a);
        add(joined, b);
        return joined;
    }

    /** Members of a list; anything else is one. */
    static int size(Object value) {
        return value instanceof List<?> list ? list.size() : 1;
    }

    static void add(Seq to, Object value) {
        if (value instanceof Collection<?> list) to.addAll(list);
        else to.add(Nothing.into(value));
    }

    /** Members as they are; another thing as the only one. */
    static List<?> of(Object value) {
        if (value instanceof List<?> list) return list;
        var one = Seq.array(1);
        one.add(Nothing.into(value));
        return one;
    }

    /** A field of an object, or of each object in a list; null for nothing. */
    static Object lookup(Object in, String key) {
        if (in instanceof Map<?, ?> map) {
            var value = map.get(key);
            return value != null ? value : map.containsKey(key) ? Nothing.NULL : null;
        }
        if (!(in instanceof List<?> list)) return null;
        var found = Seq.sequence();
        for (var member : list) {
            var value = lookup(member, key);
            if (value != null) add(found, value);
        }
        return found;
    }

    static Object wildcard(Object input) {
        var in = input instanceof Seq seq && seq.wrapper && !seq.isEmpty() ? seq.get(0) : input;
        var found = Seq.sequence();
        var members = in instanceof Map<?, ?> map ? map.values() : in instanceof List<?> list ? list : List.of();
        for (var member : members) {
            if (member instanceof List<?> list) {
                flatten(list, found);
                // Joined to others it is a list of the expression's own, and stays one.
                found.sequence = false;
            } else {
                found.add(member);
            }
        }
        return found;
    }

    private static void flatten(List<?> list, Seq to) {
        for (var member : list) {
            if (member instanceof List<?> inner) flatten(inner, to);
            else to.add(member);
        }
    }

    static Object descendants(Object input, Run run) {
        if (input == null) return null;
        var found = Seq.sequence();
        descend(input, found, run);
        return found.size() == 1 ? Nothing.outOf(found.get(0)) : found;
    }

    private static void descend(Object value, Seq found, Run run) {
        run.tick();
        if (value instanceof List<?> list) {
            for (var member : list) descend(member, found, run);
            return;
        }
        found.add(Nothing.into(value));
        if (value instanceof Map<?, ?> map) for (var member : map.values()) descend(member, found, run);
    }

    /** Whole numbers from one to the other, both included. */
    static Object range(Object from, Object to, Node node, Run run) {
        if (from != null && !whole(from)) throw Failure.of("T2003", "..", from).in(node);
        if (to != null && !whole(to)) throw Failure.of("T2004", "..", to).in(node);
        if (from == null || to == null) return null;
        long first = ((Number) from).longValue();
        long last = ((Number) to).longValue();
        if (first > last) return null;
        long size = last - first + 1;
        if (size > 10_000_000 || size < 0) throw Failure.of("D2014", "..", size).in(node);
        run.list(size);
        return new Range(first, (int) size);
    }

    private static boolean whole(Object value) {
        if (value instanceof Integer || value instanceof Long) return true;
        return value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue());
    }
}
