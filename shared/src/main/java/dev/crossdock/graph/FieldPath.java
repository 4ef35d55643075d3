package dev.crossdock.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The way to a field: names joined by dots, {@code []} behind a list at will. {@code categories[].key} and {@code categories.key} are the
 * same: of a list each entry counts. Immutable.
 */
final class FieldPath {
    private final String text;
    private final List<String> names;

    FieldPath(String text) {
        this.text = text;
        this.names = Arrays.stream(text.split("\\."))
                .map(name -> name.endsWith("[]") ? name.substring(0, name.length() - 2) : name)
                .toList();
    }

    /** All values at its end, in their order; lists there are taken apart. Empty when there is none. */
    List<Object> values(Object tree) {
        var values = new ArrayList<>();
        // A name may have a dot of its own.
        if (tree instanceof Map<?, ?> map && names.size() > 1 && map.containsKey(text)) add(map.get(text), values);
        else walk(tree, 0, values);
        return values;
    }

    private void walk(Object value, int step, List<Object> values) {
        if (step == names.size()) {
            add(value, values);
        } else if (value instanceof List<?> list) {
            for (var each : list) walk(each, step, values);
        } else if (value instanceof Map<?, ?> map && map.containsKey(names.get(step))) {
            walk(map.get(names.get(step)), step + 1, values);
        }
    }

    private static void add(Object value, List<Object> values) {
        if (value instanceof List<?> list) for (var each : list) add(each, values);
        else values.add(value);
    }
}
