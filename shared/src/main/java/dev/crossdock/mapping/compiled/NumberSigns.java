package dev.crossdock.mapping.compiled;

import java.util.Map;

/** The signs of a number's picture, each a text of its own; {@code $formatNumber}'s options replace them. */
record NumberSigns(
        String decimal,
        String grouping,
        String exponent,
        String minus,
        String percent,
        String perMille,
        int zero,
        String optional,
        String pattern) {
    static NumberSigns of(Map<?, ?> options) {
        return new NumberSigns(
                sign(options, "decimal-separator", "."),
                sign(options, "grouping-separator", ","),
                sign(options, "exponent-separator", "e"),
                sign(options, "minus-sign", "-"),
                sign(options, "percent", "%"),
                sign(options, "per-mille", "\u2030"),
                sign(options, "zero-digit", "0").codePointAt(0),
                sign(options, "digit", "#"),
                sign(options, "pattern-separator", ";"));
    }

    private static String sign(Map<?, ?> options, String name, String usual) {
        return options != null && options.get(name) instanceof String sign && !sign.isEmpty() ? sign : usual;
    }

    /** ASCII digits in the family of the zero. */
    String shown(String digits) {
        if (zero == '0') return digits;
        var shown = new StringBuilder();
        digits.chars().forEach(c -> shown.appendCodePoint(zero + c - '0'));
        return shown.toString();
    }

    boolean digit(String sign) {
        int point = sign.codePointAt(0);
        return point >= zero && point < zero + 10;
    }

    boolean active(String sign) {
        return digit(sign)
                || sign.equals(decimal)
                || sign.equals(exponent)
                || sign.equals(grouping)
                || sign.equals(optional)
                || sign.equals(pattern);
    }
}
