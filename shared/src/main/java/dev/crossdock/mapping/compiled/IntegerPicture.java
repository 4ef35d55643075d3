package dev.crossdock.mapping.compiled;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a whole number is written: {@code 001}, {@code #,##0}, {@code w}, {@code I;o} (XPath 3.1, {@code format-integer}). */
final class IntegerPicture {
    private enum Form {
        DECIMAL,
        LETTERS,
        ROMAN,
        WORDS,
        OTHER
    }

    private enum Case {
        UPPER,
        LOWER,
        TITLE
    }

    private record Separator(int position, String text) {}

    private static final int[] ROMAN_VALUES = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    private static final String[] ROMAN = "m cm d cd c xc l xl x ix v iv i".split(" ");
    private static final int LONGEST_ROMAN = 1_000_000;

    private final String text;
    private final boolean ordinal;
    private final Form form;
    private final Case letters;
    private final List<Separator> separators = new ArrayList<>();
    private int zero = '0';
    private int regular;
    private int optional;
    /** At least as many digits. */
    int mandatory;
    /** As many digits exactly, when it is read; 0 = as many as there are. */
    int width;

    IntegerPicture(String picture) {
        int modifier = picture.lastIndexOf(';');
        text = modifier < 0 ? picture : picture.substring(0, modifier);
        ordinal = modifier >= 0 && picture.startsWith("o", modifier + 1);
        letters = text.equals("Ww") ? Case.TITLE : text.equals(text.toUpperCase(Locale.ROOT)) ? Case.UPPER : Case.LOWER;
        form = switch (text) {
            case "A", "a" -> Form.LETTERS;
            case "I", "i" -> Form.ROMAN;
            case "W", "w", "Ww" -> Form.WORDS;
            default -> digits() ? Form.DECIMAL : Form.OTHER;
        };
    }

    private boolean digits() {
        int family = -1;
        int position = 0;
        var points = text.codePoints().toArray();
        for (int i = points.length - 1; i >= 0; i--) {
            int point = points[i];
            if (Character.getType(point) == Character.DECIMAL_DIGIT_NUMBER) {
                int start = point - Character.getNumericValue(point);
                if (family >= 0 && family != start) throw Failure.of("D3131");
                family = start;
                mandatory++;
                position++;
            } else if (point == '#') {
                optional++;
                position++;
            } else {
                separators.add(new Separator(position, Character.toString(point)));
            }
        }
        if (mandatory == 0) return false;
        zero = family;
        regular = regular();
        return true;
    }

    /** Every how many digits a separator stands; 0 = in no such order. */
    private int regular() {
        if (separators.isEmpty()) return 0;
        int factor = 0;
        for (var separator : separators) {
            if (!separator.text.equals(separators.get(0).text)) return 0;
            factor = BigInteger.valueOf(factor)
                    .gcd(BigInteger.valueOf(separator.position))
                    .intValue();
        }
        for (int i = 1; i <= separators.size(); i++) {
            int wanted = i * factor;
            if (separators.stream().noneMatch(s -> s.position == wanted)) return 0;
        }
        return factor;
    }

    /** Digits that it may have, written down. */
    int digitsShown() {
        return mandatory + optional;
    }

    boolean separated() {
        return regular > 0;
    }

    String separator() {
        return separators.get(0).text;
    }

    static BigInteger whole(Number number) {
        if (number instanceof BigInteger big) return big;
        if (number instanceof Integer || number instanceof Long) return BigInteger.valueOf(number.longValue());
        return new BigDecimal(number.toString())
                .setScale(0, java.math.RoundingMode.FLOOR)
                .toBigInteger();
    }

    String format(BigInteger number) {
        var amount = number.abs();
        var shown = switch (form) {
            case LETTERS -> cased(lettersOf(amount));
            case ROMAN -> cased(romanOf(amount));
            case WORDS -> cased(NumberWords.of(amount, ordinal));
            case DECIMAL -> decimal(amount);
            default -> throw unknown();
        };
        return number.signum() < 0 ? "-" + shown : shown;
    }

    private Failure unknown() {
        return Failure.of("D3130", null, text);
    }

    private String cased(String shown) {
        return letters == Case.UPPER
                ? shown.toUpperCase(Locale.ROOT)
                : letters == Case.LOWER ? shown.toLowerCase(Locale.ROOT) : shown;
    }

    private static String lettersOf(BigInteger number) {
        var letters = new StringBuilder();
        var alphabet = BigInteger.valueOf(26);
        for (var left = number; left.signum() > 0; ) {
            var parts = left.subtract(BigInteger.ONE).divideAndRemainder(alphabet);
            letters.append((char) ('a' + parts[1].intValue()));
            left = parts[0];
        }
        return letters.reverse().toString();
    }

    private static String romanOf(BigInteger number) {
        if (number.bitLength() > 31 || number.intValue() > LONGEST_ROMAN) throw Failure.of("D3130", null, "I");
        var roman = new StringBuilder();
        int left = number.intValue();
        for (int i = 0; i < ROMAN.length; i++)
            for (; left >= ROMAN_VALUES[i]; left -= ROMAN_VALUES[i]) roman.append(ROMAN[i]);
        return roman.toString();
    }

    private String decimal(BigInteger number) {
        var plain = number.toString();
        if (plain.length() < mandatory) plain = "0".repeat(mandatory - plain.length()) + plain;
        var shown = new ArrayList<String>();
        plain.chars()
                .forEach(c -> shown.add(zero == '0' ? String.valueOf((char) c) : Character.toString(zero + c - '0')));
        int length = shown.size();
        if (regular > 0) {
            for (int at = regular; at < length; at += regular) shown.add(length - at, separator());
        } else {
            for (var separator : separators) {
                if (separator.position < length) shown.add(length - separator.position, separator.text);
            }
        }
        return String.join("", shown) + (ordinal ? suffix(plain) : "");
    }

    private static String suffix(String digits) {
        boolean teen = digits.length() > 1 && digits.charAt(digits.length() - 2) == '1';
        return teen
                ? "th"
                : switch (digits.charAt(digits.length() - 1)) {
                    case '1' -> "st";
                    case '2' -> "nd";
                    case '3' -> "rd";
                    default -> "th";
                };
    }

    /** @throws Failure D3130 */
    Number parse(String written) {
        return switch (form) {
            case LETTERS -> {
                double number = 0;
                for (char c : written.toLowerCase(Locale.ROOT).toCharArray()) number = number * 26 + (c - 'a' + 1);
                yield Numbers.of(number);
            }
            case ROMAN -> roman(written.toLowerCase(Locale.ROOT));
            case WORDS -> Numbers.of(NumberWords.parse(written));
            case DECIMAL -> digits(written);
            default -> throw unknown();
        };
    }

    private static Number roman(String written) {
        int number = 0;
        int most = 1;
        for (int i = written.length() - 1; i >= 0; i--) {
            int digit = 0;
            for (int r = 0; r < ROMAN.length; r++)
                if (ROMAN[r].equals(written.substring(i, i + 1))) digit = ROMAN_VALUES[r];
            if (digit < most) number -= digit;
            else {
                most = digit;
                number += digit;
            }
        }
        return number;
    }

    private Number digits(String written) {
        var digits = ordinal && written.length() > 2 ? written.substring(0, written.length() - 2) : written;
        for (var separator : separators) digits = digits.replace(separator.text, "");
        var plain = new StringBuilder();
        digits.codePoints().forEach(point -> plain.appendCodePoint(zero == '0' ? point : point - zero + '0'));
        int end = 0;
        if (end < plain.length() && "+-".indexOf(plain.charAt(0)) >= 0) end++;
        while (end < plain.length() && plain.charAt(end) >= '0' && plain.charAt(end) <= '9') end++;
        var number = plain.substring(0, end);
        if (number.isEmpty() || number.equals("-") || number.equals("+")) return null;
        return Numbers.of(Double.parseDouble(number));
    }

    /** A pattern of what {@link #parse} reads. */
    String pattern() {
        return switch (form) {
            case LETTERS -> letters == Case.UPPER ? "[A-Z]+" : "[a-z]+";
            case ROMAN -> letters == Case.UPPER ? "[MDCLXVI]+" : "[mdclxvi]+";
            case WORDS -> NumberWords.pattern();
            case DECIMAL ->
                "[0-9]" + (width > 0 ? "{" + Math.min(width, 100) + "}" : "+") + (ordinal ? "(?:th|st|nd|rd)" : "");
            default -> throw unknown();
        };
    }
}
