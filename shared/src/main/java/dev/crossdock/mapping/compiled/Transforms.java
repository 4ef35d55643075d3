package dev.crossdock.mapping.compiled;

import java.util.List;
import java.util.Map;

/** Closures of {@code |where|what|}: a function that changes a copy. */
final class Transforms {
    private static final Signature SIGNATURE = Signature.of("<(oa):o>", 0);

    private Transforms() {}

    static Op of(Node node) {
        var where = Compiler.compile(node.left);
        var update = Compiler.compile(node.right);
        var delete = node.other == null ? null : Compiler.compile(node.other);
        return (input, frame) -> new Fn("transform", SIGNATURE, 1) {
            @Override
            Object invoke(Object[] arguments, Object ignored, Frame caller) {
                if (arguments[0] == null) return null;
                var copy = copy(arguments[0], frame.run);
                var places = where.run(copy, frame);
                if (places == null) return copy;
                for (var place : Lists.of(places)) {
                    frame.run.tick();
                    change(node, place, update.run(place, frame));
                    if (delete != null) remove(node, place, delete.run(place, frame));
                }
                return copy;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static void change(Node node, Object place, Object with) {
        if (with == null) return;
        if (!(with instanceof Map<?, ?> map))
            throw Failure.of("T2011", null, with).in(node);
        if (place instanceof Tree tree) tree.putAll((Map<String, Object>) map);
    }

    private static void remove(Node node, Object place, Object names) {
        if (names == null) return;
        var list = Lists.of(names);
        if (!Types.allTexts(list)) throw Failure.of("T2012", null, names).in(node);
        if (place instanceof Tree tree) for (var name : list) tree.remove(name);
    }

    static Object copy(Object value, Run run) {
        if (value instanceof Map<?, ?> map) {
            run.made(128 + 32L * map.size());
            var copy = new Tree(map.size());
            map.forEach((key, part) -> copy.put(String.valueOf(key), copy(part, run)));
            return copy;
        }
        if (value instanceof List<?> list) {
            run.madeList(list.size());
            run.tick();
            var copy = Seq.array(list.size());
            for (var part : list) copy.add(copy(part, run));
            return copy;
        }
        return value;
    }
}
