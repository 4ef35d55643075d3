package dev.crossdock.graph;

import dev.crossdock.flow.Problem;
import dev.crossdock.schema.Numbers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What JSON can say and no store can keep, or give back. */
final class Storable {
    private static final int DEEPEST = 500;

    private Storable() {}

    static Optional<Problem> refused(Map<String, Object> tree) {
        if (depth(tree) > DEEPEST) {
            return Optional.of(Problem.of(
                    "record.too-deep",
                    "the record is nested more than " + DEEPEST + " levels.",
                    "Flatten it in the map."));
        }
        var number = Numbers.unbounded(tree);
        if (number.isPresent()) {
            var problem = number.get();
            return Optional.of(new Problem("record.number", "", problem.message(), problem.hint(), problem.field()));
        }
        return broken(tree, "")
                .map(pointer -> Problem.of(
                                "record.text",
                                "a text ends or goes on in the middle of a character.",
                                "Correct it at the source: its encoding, or where it cuts texts off.")
                        .in(pointer));
    }

    /** JSON Pointer to the first text that is broken; a broken name is pointed at by what is around it. */
    private static Optional<String> broken(Object value, String pointer) {
        if (value instanceof String text) return RecordText.broken(text) ? Optional.of(pointer) : Optional.empty();
        if (value instanceof Map<?, ?> map) {
            for (var entry : map.entrySet()) {
                var name = String.valueOf(entry.getKey());
                if (RecordText.broken(name)) return Optional.of(pointer);
                var found = broken(entry.getValue(), pointer + Problem.pointer(name));
                if (found.isPresent()) return found;
            }
        }
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                var found = broken(list.get(i), pointer + "/" + i);
                if (found.isPresent()) return found;
            }
        }
        return Optional.empty();
    }

    private static int depth(Object value) {
        int deepest = 0;
        if (value instanceof Map<?, ?> map) for (var part : map.values()) deepest = Math.max(deepest, depth(part));
        else if (value instanceof List<?> list) for (var part : list) deepest = Math.max(deepest, depth(part));
        else return 0;
        return deepest + 1;
    }
}
