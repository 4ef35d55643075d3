package dev.crossdock.graph;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How values of records are compared, and written as a text by which they are found. */
final class FieldValue {
    private FieldValue() {}

    /** As JSON has it: 1.0 is 1, keys have no order, and a text is no number. */
    static boolean same(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b)
            return number(a).compareTo(number(b)) == 0;
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet())
                    && a.entrySet().stream().allMatch(entry -> same(entry.getValue(), b.get(entry.getKey())));
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            if (a.size() != b.size()) return false;
            for (int i = 0; i < a.size(); i++) if (!same(a.get(i), b.get(i))) return false;
            return true;
        }
        return one == null ? other == null : one.equals(other);
    }

    /** @return empty when they have no order: only numbers, and texts, have one among themselves */
    static Optional<Integer> compare(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return Optional.of(number(a).compareTo(number(b)));
        }
        if (one instanceof String a && other instanceof String b) return Optional.of(RecordItem.compareIds(a, b));
        return Optional.empty();
    }

    /** @return empty for what is no single value: null, objects, lists */
    static Optional<String> text(Object value) {
        if (value instanceof String text) return Optional.of(text);
        if (value instanceof Boolean flag) return Optional.of(flag.toString());
        if (value instanceof Number number) {
            return Optional.of(number(number).stripTrailingZeros().toPlainString());
        }
        return Optional.empty();
    }

    private static BigDecimal number(Number number) {
        return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    }
}
