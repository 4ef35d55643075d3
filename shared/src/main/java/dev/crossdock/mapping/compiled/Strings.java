package dev.crossdock.mapping.compiled;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

/** Values as texts: JSON, and texts as they are. */
final class Strings {
    private static final MathContext FIFTEEN = new MathContext(15);
    private static final double WHOLE_WITHOUT_EXPONENT = 1e21;

    private Strings() {}

    /** Of something: null (nothing) has no text. */
    static String of(Object value) {
        if (value instanceof String text) return text;
        if (value instanceof Integer || value instanceof Long || value instanceof Boolean) return value.toString();
        var text = new StringBuilder();
        append(text, value);
        return text.toString();
    }

    static void append(StringBuilder to, Object value) {
        if (value instanceof String text) {
            to.append(text);
            return;
        }
        if (value instanceof Double number && !Double.isFinite(number)) throw Failure.of("D3001", null, number);
        json(to, value, null);
    }

    /** @param indent of the line; null for one line */
    static void json(StringBuilder to, Object value, String indent) {
        if (value == null || value == Nothing.NULL) to.append("null");
        else if (value instanceof Double number) to.append(number(number));
        else if (value instanceof Number || value instanceof Boolean) to.append(value);
        else if (value instanceof String text) quote(to, text);
        else if (value instanceof Map<?, ?> map) object(to, map, indent);
        else if (value instanceof List<?> list) array(to, list, indent);
    }

    private static void object(StringBuilder to, Map<?, ?> map, String indent) {
        to.append('{');
        boolean first = true;
        for (var entry : map.entrySet()) {
            if (!first) to.append(',');
            first = false;
            line(to, indent, "  ");
            quote(to, String.valueOf(entry.getKey()));
            to.append(indent == null ? ":" : ": ");
            member(to, entry.getValue(), indent);
        }
        // The reference writes {} on one line, the interpreter does not; the bytes stay the interpreter's.
        if (indent != null && first) to.append('\n').append(indent);
        else if (!first) line(to, indent, "");
        to.append('}');
    }

    private static void array(StringBuilder to, List<?> list, String indent) {
        if (list.isEmpty()) {
            to.append("[]");
            return;
        }
        to.append('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) to.append(',');
            line(to, indent, "  ");
            member(to, list.get(i), indent);
        }
        line(to, indent, "");
        to.append(']');
    }

    private static void member(StringBuilder to, Object value, String indent) {
        if (value instanceof Fn) to.append("\"\"");
        else json(to, value, indent == null ? null : indent + "  ");
    }

    private static void line(StringBuilder to, String indent, String more) {
        if (indent != null) to.append('\n').append(indent).append(more);
    }

    private static String number(double number) {
        if (!Double.isFinite(number)) throw Failure.of("D1001", null, number);
        if (number == (long) number) return Long.toString((long) number);
        if (number == Math.rint(number) && Math.abs(number) < WHOLE_WITHOUT_EXPONENT) {
            return new BigDecimal(number, FIFTEEN).toBigInteger().toString();
        }
        var digits = Numbers.decimal(number);
        if (digits.precision() > FIFTEEN.getPrecision()) digits = new BigDecimal(number, FIFTEEN).stripTrailingZeros();
        return digits.toString().replace('E', 'e');
    }

    static void quote(StringBuilder to, String text) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> to.append('\\').append(c);
                case '\b' -> to.append("\\b");
                case '\t' -> to.append("\\t");
                case '\n' -> to.append("\\n");
                case '\f' -> to.append("\\f");
                case '\r' -> to.append("\\r");
                default -> {
                    // What the reference leaves as it is, the interpreter has always escaped: U+0080 to 9F, U+2000 to
                    // 20FF.
                    if (c < ' ' || c >= '\u0080' && c < '\u00a0' || c >= '\u2000' && c < '\u2100') {
                        to.append("\\u");
                        var hex = Integer.toHexString(c);
                        to.append("0000", 0, 4 - hex.length()).append(hex);
                    } else {
                        to.append(c);
                    }
                }
            }
        }
        to.append('"');
    }
}
