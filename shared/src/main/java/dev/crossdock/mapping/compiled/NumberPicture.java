package dev.crossdock.mapping.compiled;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a number is written: {@code #,##0.00}, {@code 00.0e0}, {@code 0%} (XPath 3.1, {@code format-number}). */
final class NumberPicture {
    private final NumberSigns signs;
    private final NumberSubPicture positive;
    private final NumberSubPicture negative;

    private NumberPicture(String picture, NumberSigns signs) {
        this.signs = signs;
        var subs = new ArrayList<String>();
        int from = 0;
        for (int at = picture.indexOf(signs.pattern()); at >= 0; at = picture.indexOf(signs.pattern(), from)) {
            subs.add(picture.substring(from, at));
            from = at + signs.pattern().length();
        }
        subs.add(picture.substring(from));
        if (subs.size() > 2) throw Failure.of("D3080");
        positive = new NumberSubPicture(subs.get(0), signs);
        negative = subs.size() == 2 ? new NumberSubPicture(subs.get(1), signs) : null;
    }

    static String format(Number number, String picture, Map<?, ?> options) {
        return new NumberPicture(picture, NumberSigns.of(options)).format(number);
    }

    private String format(Number number) {
        if (number instanceof Double d && !Double.isFinite(d)) throw Failure.of("D1001", null, number);
        var exact = number instanceof BigDecimal b
                ? b
                : number instanceof Double d ? Numbers.decimal(d) : new BigDecimal(number.toString());
        boolean minus = exact.signum() < 0;
        var picture = minus && negative != null ? negative : positive;
        var prefix = (minus && negative == null ? signs.minus() : "") + picture.prefix;
        var amount = exact.abs().movePointRight(picture.shift);
        int exponent = 0;
        if (picture.exponentSize > 0 && amount.signum() != 0) {
            var most = BigDecimal.ONE.movePointRight(picture.scaling);
            var least = BigDecimal.ONE.movePointRight(picture.scaling - 1);
            for (; amount.compareTo(least) < 0; exponent--) amount = amount.movePointRight(1);
            for (; amount.compareTo(most) > 0; exponent++) amount = amount.movePointLeft(1);
        }
        var plain =
                amount.setScale(picture.mostFraction, RoundingMode.HALF_EVEN).toPlainString();
        var shown = new StringBuilder(prefix).append(mantissa(picture, plain));
        if (picture.exponentSize > 0) {
            var digits = String.valueOf(Math.abs(exponent));
            shown.append(signs.exponent())
                    .append(exponent < 0 ? signs.minus() : "")
                    .append(signs.shown("0".repeat(Math.max(0, picture.exponentSize - digits.length())) + digits));
        }
        return shown.append(picture.suffix).toString();
    }

    private String mantissa(NumberSubPicture picture, String plain) {
        int point = plain.indexOf('.');
        var whole = (point < 0 ? plain : plain.substring(0, point)).replaceFirst("^0+", "");
        var fraction = point < 0 ? "" : plain.substring(point + 1).replaceFirst("0+$", "");
        whole = "0".repeat(Math.max(0, picture.leastWhole - whole.length())) + whole;
        fraction = fraction + "0".repeat(Math.max(0, picture.leastFraction - fraction.length()));
        var shown = grouped(whole, picture.wholeGroups, picture.regular, true);
        if (picture.point && !fraction.isEmpty()) {
            shown += signs.decimal() + grouped(fraction, picture.fractionGroups, 0, false);
        }
        return shown;
    }

    /** @param groups digits between a separator and the point */
    private String grouped(String digits, List<Integer> groups, int regular, boolean fromPoint) {
        var shown = new StringBuilder();
        int length = digits.length();
        for (int i = 0; i < length; i++) {
            int away = fromPoint ? length - i : i;
            if (i > 0 && (regular > 0 ? away % regular == 0 : groups.contains(away))) shown.append(signs.grouping());
            shown.append(signs.shown(digits.substring(i, i + 1)));
        }
        return shown.toString();
    }
}
