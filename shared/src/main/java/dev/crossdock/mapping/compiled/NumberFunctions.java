package dev.crossdock.mapping.compiled;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Functions of numbers. */
final class NumberFunctions {
    private static final int LARGEST_SCALE = 1_000;

    private NumberFunctions() {}

    static void register(Library to) {
        to.add("number", "<(nsb)-:n>", (a, f) -> number(a[0]), NumberFunctions::number);
        to.add(
                "sum",
                "<a<n>:n>",
                1,
                (a, f) -> a[0] == null ? null : Numbers.of(floats(a[0]).sum()));
        to.add(
                "max",
                "<a<n>:n>",
                1,
                (a, f) -> empty(a[0]) ? null : Numbers.of(floats(a[0]).max().getAsDouble()));
        to.add(
                "min",
                "<a<n>:n>",
                1,
                (a, f) -> empty(a[0]) ? null : Numbers.of(floats(a[0]).min().getAsDouble()));
        to.add(
                "average",
                "<a<n>:n>",
                1,
                (a, f) -> empty(a[0]) ? null : Numbers.of(floats(a[0]).average().getAsDouble()));
        to.add("floor", "<n-:n>", 1, (a, f) -> of(a[0], Math::floor));
        to.add("ceil", "<n-:n>", 1, (a, f) -> of(a[0], Math::ceil));
        to.add("abs", "<n-:n>", 1, (a, f) -> of(a[0], Math::abs));
        to.add("round", "<n-n?:n>", 2, (a, f) -> round((Number) a[0], (Number) a[1]));
        to.add("sqrt", "<n-:n>", 1, (a, f) -> {
            if (a[0] != null && ((Number) a[0]).doubleValue() < 0) throw Failure.of("D3060", null, a[0]);
            return of(a[0], Math::sqrt);
        });
        to.add("power", "<n-n:n>", 2, (a, f) -> {
            if (a[0] == null || a[1] == null) return null;
            double power = Math.pow(((Number) a[0]).doubleValue(), ((Number) a[1]).doubleValue());
            if (!Double.isFinite(power)) throw Failure.of("D3061", null, a[0], a[1]);
            return Numbers.of(power);
        });
        to.add("random", "<:n>", 0, (a, f) -> Math.random());
        to.add("formatBase", "<n-n?:s>", 2, (a, f) -> base((Number) a[0], (Number) a[1]));
    }

    private static boolean empty(Object list) {
        return list == null || ((List<?>) list).isEmpty();
    }

    private static java.util.stream.DoubleStream floats(Object list) {
        return ((List<?>) list).stream().mapToDouble(n -> ((Number) n).doubleValue());
    }

    private static Number of(Object number, DoubleUnaryOperator of) {
        return number == null ? null : Numbers.of(of.applyAsDouble(((Number) number).doubleValue()));
    }

    /** Half to even, as the number is written, not as the float is. */
    private static Number round(Number number, Number digits) {
        if (number == null) return null;
        int scale = digits == null ? 0 : digits.intValue();
        if (number instanceof Integer && scale >= 0) return number;
        if (number instanceof Double d && !Double.isFinite(d)) throw Failure.of("D1001", null, number);
        var exact = number instanceof BigDecimal b
                ? b
                : number instanceof Double d ? Numbers.decimal(d) : new BigDecimal(number.toString());
        if (exact.scale() <= scale) return Numbers.of(exact.doubleValue());
        if (scale < -LARGEST_SCALE) return 0;
        return Numbers.of(exact.setScale(scale, RoundingMode.HALF_EVEN).doubleValue());
    }

    private static String base(Number number, Number radix) {
        if (number == null) return null;
        double base = radix == null ? 10 : Math.floor(radix.doubleValue());
        if (base < 2 || base > 36) throw Failure.of("D3100", null, Numbers.of(base));
        return Long.toString(round(number, 0).longValue(), (int) base);
    }

    /** Every digit of a text counts: no float in between. */
    static Number number(Object value) {
        if (value == null || value instanceof Number) return (Number) value;
        if (value instanceof Boolean truth) return truth ? 1 : 0;
        var text = (String) value;
        var small = NumberTexts.small(text);
        if (small != null) return small;
        if (text.length() < 400 && NumberTexts.decimal(text)) {
            var exact = new BigDecimal(text);
            double near = exact.doubleValue();
            if (!Double.isFinite(near)) throw Failure.of("D3030", null, text);
            // What is too small for a float is zero: its digits would be as many as its exponent says.
            if (exact.signum() == 0 || near == 0) return 0;
            exact = exact.stripTrailingZeros();
            return exact.scale() <= 0 ? Numbers.of(exact.toBigInteger()) : exact;
        }
        int radix = NumberTexts.radix(text);
        if (radix > 0) return Numbers.of(new BigInteger(text.substring(2), radix));
        throw Failure.of("D3030", null, text.length() <= 60 ? text : text.substring(0, 60) + "…");
    }
}
