package dev.crossdock.mapping.compiled;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A picture's half, for numbers of one sign, checked by the rules that XPath names and counted. */
final class NumberSubPicture {
    private final NumberSigns signs;
    final String prefix;
    final String suffix;
    /** Digits by which the point moves for a percentage. */
    final int shift;

    final boolean point;
    final int scaling;
    final int exponentSize;
    final int leastWhole;
    final int leastFraction;
    final int mostFraction;
    final List<Integer> wholeGroups;
    final List<Integer> fractionGroups;
    final int regular;

    NumberSubPicture(String text, NumberSigns signs) {
        this.signs = signs;
        var all = Arrays.asList(text.codePoints().mapToObj(Character::toString).toArray(String[]::new));
        int from = 0;
        while (from < all.size() && !begins(all.get(from))) from++;
        int to = all.size();
        while (to > from && !begins(all.get(to - 1))) to--;
        var active = all.subList(from, to);
        int e = active.indexOf(signs.exponent());
        var mantissa = e < 0 ? active : active.subList(0, e);
        var exponent = e < 0 ? null : active.subList(e + 1, active.size());
        int d = mantissa.indexOf(signs.decimal());
        var whole = d < 0 ? mantissa : mantissa.subList(0, d);
        var fraction = d < 0 ? List.<String>of() : mantissa.subList(d + 1, mantissa.size());
        check(text, all, active, mantissa, whole, fraction, exponent);

        prefix = String.join("", all.subList(0, from));
        suffix = String.join("", all.subList(to, all.size()));
        shift = text.contains(signs.percent()) ? 2 : text.contains(signs.perMille()) ? 3 : 0;
        point = d >= 0;
        scaling = count(whole, false);
        exponentSize = exponent == null ? 0 : count(exponent, false);
        int least = scaling;
        int leastPart = count(fraction, false);
        int mostPart = count(fraction, true);
        if (least == 0 && mostPart == 0) {
            if (exponent == null) {
                least = 1;
            } else {
                leastPart = 1;
                mostPart = 1;
            }
        }
        if (exponent != null && least == 0 && whole.contains(signs.optional())) least = 1;
        if (least == 0 && leastPart == 0) leastPart = 1;
        leastWhole = least;
        leastFraction = leastPart;
        mostFraction = Math.max(mostPart, leastPart);
        wholeGroups = groups(whole, true);
        fractionGroups = groups(fraction, false);
        regular = regular(wholeGroups);
    }

    private boolean begins(String sign) {
        return signs.active(sign) && !sign.equals(signs.exponent());
    }

    private int count(List<String> part, boolean optional) {
        int count = 0;
        for (var sign : part) if (signs.digit(sign) || optional && sign.equals(signs.optional())) count++;
        return count;
    }

    private List<Integer> groups(List<String> part, boolean right) {
        var groups = new ArrayList<Integer>();
        for (int i = 0; i < part.size(); i++) {
            if (!part.get(i).equals(signs.grouping())) continue;
            groups.add(count(right ? part.subList(i, part.size()) : part.subList(0, i), true));
        }
        return groups;
    }

    private static int regular(List<Integer> groups) {
        int factor = 0;
        for (int group : groups) {
            factor = BigInteger.valueOf(factor).gcd(BigInteger.valueOf(group)).intValue();
        }
        for (int i = 1; i <= groups.size(); i++) if (!groups.contains(i * factor)) return 0;
        return factor;
    }

    private void check(
            String text,
            List<String> all,
            List<String> active,
            List<String> mantissa,
            List<String> whole,
            List<String> fraction,
            List<String> exponent) {
        if (active.isEmpty()) throw Failure.of("D3086");
        if (Collections.frequency(all, signs.decimal()) > 1) throw Failure.of("D3081");
        if (text.indexOf(signs.percent()) != text.lastIndexOf(signs.percent())) throw Failure.of("D3082");
        if (text.indexOf(signs.perMille()) != text.lastIndexOf(signs.perMille())) throw Failure.of("D3083");
        boolean share = text.contains(signs.percent()) || text.contains(signs.perMille());
        if (text.contains(signs.percent()) && text.contains(signs.perMille())) throw Failure.of("D3084");
        if (count(mantissa, true) == 0) throw Failure.of("D3085");
        if (!active.stream().allMatch(signs::active)) throw Failure.of("D3086");
        int d = all.indexOf(signs.decimal());
        if (d >= 0) {
            if (d > 0 && all.get(d - 1).equals(signs.grouping())
                    || d + 1 < all.size() && all.get(d + 1).equals(signs.grouping())) throw Failure.of("D3087");
        } else if (!whole.isEmpty() && whole.get(whole.size() - 1).equals(signs.grouping())) {
            throw Failure.of("D3088");
        }
        if (text.contains(signs.grouping() + signs.grouping())) throw Failure.of("D3089");
        int optional = whole.indexOf(signs.optional());
        if (optional >= 0 && count(whole.subList(0, whole.lastIndexOf(signs.optional())), false) > 0) {
            throw Failure.of("D3090");
        }
        optional = fraction.indexOf(signs.optional());
        if (optional >= 0 && count(fraction.subList(optional, fraction.size()), false) > 0) throw Failure.of("D3091");
        if (exponent != null && share) throw Failure.of("D3092");
        if (exponent != null && (exponent.isEmpty() || count(exponent, false) < exponent.size())) {
            throw Failure.of("D3093");
        }
    }
}
