package dev.crossdock.mapping.compiled;

import java.util.List;
import java.util.Map;

/** What a value is, and when two are the same. */
final class Types {
    private Types() {}

    /** The signatures' letter: s n b l(null) a o f, m for nothing. */
    static char letter(Object value) {
        if (value instanceof String) return 's';
        if (value instanceof Number) return 'n';
        if (value == null) return 'm';
        if (value instanceof Map) return 'o';
        if (value instanceof List) return 'a';
        if (value instanceof Boolean) return 'b';
        if (value == Nothing.NULL) return 'l';
        return value instanceof Fn ? 'f' : 'x';
    }

    static boolean number(Object value) {
        if (!(value instanceof Number number)) return false;
        if (value instanceof Integer || value instanceof Long) return true;
        double d = number.doubleValue();
        if (Double.isInfinite(d)) throw Failure.of("D1001", null, value);
        return !Double.isNaN(d);
    }

    static boolean allNumbers(List<?> list) {
        for (var one : list) if (!number(one)) return false;
        return true;
    }

    static boolean allTexts(List<?> list) {
        for (var one : list) if (!(one instanceof String)) return false;
        return true;
    }

    /** JSONata's idea of truth; nothing is false. @throws Failure D1001 for an endless number, wherever in a list it stands */
    static boolean truth(Object value) {
        if (value instanceof Boolean truth) return truth;
        if (value instanceof String text) return !text.isEmpty();
        if (value instanceof Number number) return number(value) && number.doubleValue() != 0;
        if (value instanceof List<?> list) {
            boolean any = false;
            for (var one : list) any |= truth(one);
            return any;
        }
        return value instanceof Map<?, ?> map && !map.isEmpty();
    }

    /** Deeply; numbers as floats, so that 1 is 1.0. */
    static boolean same(Object a, Object b) {
        if (a == b) return true;
        if (a == null || b == null) return false;
        if (a instanceof Number x && b instanceof Number y) return x.doubleValue() == y.doubleValue();
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size()) return false;
            for (int i = 0; i < x.size(); i++) if (!same(x.get(i), y.get(i))) return false;
            return true;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            if (x.size() != y.size()) return false;
            for (var entry : x.entrySet()) {
                if (!y.containsKey(entry.getKey()) || !same(entry.getValue(), y.get(entry.getKey()))) return false;
            }
            return true;
        }
        return a.equals(b);
    }
}
