package dev.crossdock.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Trees whose conversion for the validator holds no surprise: the kinds of values that a record has, not too deep, no endless numbers. */
final class Plain {
    private static final int DEEPEST = 60;

    private Plain() {}

    static boolean is(Object tree) {
        return is(tree, 0);
    }

    private static boolean is(Object value, int depth) {
        if (value == null || value instanceof String || value instanceof Boolean) return true;
        if (value instanceof Number number) return number(number);
        if (depth == DEEPEST) return false;
        if (value instanceof Map<?, ?> map) {
            for (var entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String) || !is(entry.getValue(), depth + 1)) return false;
            }
            return true;
        }
        if (!(value instanceof List<?> list)) return false;
        for (var item : list) if (!is(item, depth + 1)) return false;
        return true;
    }

    private static boolean number(Number number) {
        if (number instanceof Integer || number instanceof Long) return true;
        if (number instanceof BigDecimal || number instanceof BigInteger) return Numbers.bounded(number);
        return number instanceof Double decimal && Double.isFinite(decimal);
    }
}
