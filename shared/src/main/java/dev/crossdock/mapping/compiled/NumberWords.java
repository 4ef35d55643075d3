package dev.crossdock.mapping.compiled;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whole numbers in English words, as XPath's {@code format-integer} writes them, and back. */
final class NumberWords {
    private static final List<String> FEW = List.of(
            "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen"
                    .split(" "));
    private static final List<String> ORDINALS = List.of(
            "Zeroth First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth"
                    .split(" "));
    private static final List<String> DECADES =
            List.of("Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety Hundred".split(" "));
    private static final List<String> MAGNITUDES = List.of("Thousand Million Billion Trillion".split(" "));
    private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
    private static final Map<String, Double> VALUES = new HashMap<>();

    static {
        for (int i = 0; i < FEW.size(); i++) {
            value(FEW.get(i), i);
            value(ORDINALS.get(i), i);
        }
        for (int i = 0; i < DECADES.size(); i++) {
            var decade = DECADES.get(i);
            value(decade, (i + 2) * 10);
            value(decade.substring(0, decade.length() - 1) + "ieth", (i + 2) * 10);
        }
        value("Hundredth", 100);
        for (int i = 0; i < MAGNITUDES.size(); i++) {
            value(MAGNITUDES.get(i), Math.pow(1000, i + 1));
            value(MAGNITUDES.get(i) + "th", Math.pow(1000, i + 1));
        }
    }

    private NumberWords() {}

    private static void value(String word, double value) {
        VALUES.put(word.toLowerCase(Locale.ROOT), value);
    }

    /** @param number not negative */
    static String of(BigInteger number, boolean ordinal) {
        return words(number, false, ordinal);
    }

    private static String words(BigInteger number, boolean more, boolean ordinal) {
        if (number.compareTo(THOUSAND) < 0) return below(number.intValue(), more, ordinal);
        int magnitude = Math.min((number.toString().length() - 1) / 3, MAGNITUDES.size());
        var parts = number.divideAndRemainder(THOUSAND.pow(magnitude));
        var words = (more ? ", " : "") + words(parts[0], false, false) + " " + MAGNITUDES.get(magnitude - 1);
        if (parts[1].signum() > 0) return words + words(parts[1], true, ordinal);
        return ordinal ? words + "th" : words;
    }

    private static String below(int number, boolean more, boolean ordinal) {
        if (number < 20) return (more ? " and " : "") + (ordinal ? ORDINALS : FEW).get(number);
        if (number < 100) {
            var decade = (more ? " and " : "") + DECADES.get(number / 10 - 2);
            if (number % 10 > 0) return decade + "-" + below(number % 10, false, ordinal);
            return ordinal ? decade.substring(0, decade.length() - 1) + "ieth" : decade;
        }
        var hundreds = (more ? ", " : "") + FEW.get(number / 100) + " Hundred";
        if (number % 100 > 0) return hundreds + below(number % 100, true, ordinal);
        return ordinal ? hundreds + "th" : hundreds;
    }

    /** Words in any order that make sense; what is no number word counts nothing. */
    static double parse(String text) {
        double sum = 0;
        double top = 0;
        for (var word : text.toLowerCase(Locale.ROOT).split(",\\s|\\sand\\s|[\\s\\-]")) {
            double value = VALUES.getOrDefault(word, 0.0);
            if (value >= 100) {
                top *= value;
            } else {
                if (top >= 1000) {
                    sum += top;
                    top = 0;
                }
                top += value;
            }
        }
        return sum + top;
    }

    /** A pattern of texts of such words. */
    static String pattern() {
        return "(?:" + String.join("|", new java.util.TreeSet<>(VALUES.keySet()).descendingSet()) + "|and|[\\-, ])+";
    }
}
