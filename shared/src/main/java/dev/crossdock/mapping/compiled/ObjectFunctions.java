package dev.crossdock.mapping.compiled;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Functions of objects, and of what a value is. */
final class ObjectFunctions {
    private ObjectFunctions() {}

    static void register(Library to) {
        to.add("boolean", "<x-:b>", 1, (a, f) -> a[0] == null ? null : Types.truth(a[0]));
        to.add("not", "<x-:b>", 1, (a, f) -> a[0] == null ? null : !Types.truth(a[0]));
        to.add("exists", "<x:b>", 1, (a, f) -> a[0] != null);
        to.add("type", "<x:s>", 1, (a, f) -> a[0] == null ? null : type(a[0]));
        to.add("keys", "<x-:a<s>>", 1, (a, f) -> keys(a[0], f.run));
        to.add("spread", "<x-:a<o>>", 1, (a, f) -> Numbers.picked(spread(a[0], f.run)));
        to.add("merge", "<a<o>:o>", 1, (a, f) -> merge((List<?>) a[0], f.run));
        to.add("clone", "<(oa)-:o>", 1, (a, f) -> a[0] == null ? null : Transforms.copy(a[0], f.run));
        to.add("error", "<s?:x>", 1, (a, f) -> {
            throw Failure.of("D3137", null, a[0] == null ? "$error() function evaluated" : a[0]);
        });
        to.add("assert", "<bs?:x>", 2, (a, f) -> {
            if (Boolean.TRUE.equals(a[0])) return null;
            throw Failure.of("D3141", null, a[1] == null ? "$assert() statement failed" : a[1]);
        });
    }

    private static String type(Object value) {
        return switch (Types.letter(value)) {
            case 's' -> "string";
            case 'n' -> "number";
            case 'b' -> "boolean";
            case 'l' -> "null";
            case 'a' -> "array";
            case 'f' -> "function";
            default -> "object";
        };
    }

    private static Object keys(Object value, Run run) {
        var names = new LinkedHashSet<Object>();
        keys(value, names);
        var keys = Seq.sequence(names.size());
        keys.addAll(names);
        run.madeList(keys.size());
        return keys;
    }

    private static void keys(Object value, LinkedHashSet<Object> to) {
        if (value instanceof Map<?, ?> map) to.addAll(map.keySet());
        else if (value instanceof List<?> list) for (var member : list) keys(member, to);
    }

    private static Object spread(Object value, Run run) {
        if (!(value instanceof Map) && !(value instanceof List)) return value instanceof Fn ? "" : value;
        var spread = Seq.sequence();
        spread(value, spread);
        // Joined of several, it is a list and stays one.
        if (value instanceof List && !spread.isEmpty()) spread.sequence = false;
        run.madeList(spread.size());
        return spread;
    }

    private static void spread(Object value, Seq to) {
        if (value instanceof List<?> list) {
            for (var member : list) spread(member, to);
        } else if (value instanceof Map<?, ?> map) {
            for (var entry : map.entrySet()) {
                var one = new Tree(1);
                one.put(String.valueOf(entry.getKey()), entry.getValue());
                to.add(one);
            }
        } else {
            to.add(Nothing.into(value));
        }
    }

    private static Object merge(List<?> objects, Run run) {
        if (objects == null) return null;
        var merged = new Tree(8);
        for (var object : objects) {
            run.tick();
            if (object instanceof Map<?, ?> map) map.forEach((key, value) -> merged.put(String.valueOf(key), value));
        }
        run.made(128 + 32L * merged.size());
        return merged;
    }
}
