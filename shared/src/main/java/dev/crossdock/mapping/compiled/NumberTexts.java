package dev.crossdock.mapping.compiled;

import java.math.BigDecimal;

/** Texts that are numbers: {@code -?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?}, or with 0x, 0o or 0b in front. */
final class NumberTexts {
    private static final int MOST_DIGITS = 17;

    private NumberTexts() {}

    /** One without an exponent and of few digits, quickly; null when it is not. */
    static Number small(String text) {
        int length = text.length();
        int at = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        if (length - at > MOST_DIGITS || length == at) return null;
        long value = 0;
        int point = -1;
        for (int i = at; i < length; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') value = value * 10 + (c - '0');
            else if (c == '.' && point < 0 && i > at && i < length - 1) point = i;
            else return null;
        }
        int scale = point < 0 ? 0 : length - 1 - point;
        while (scale > 0 && value % 10 == 0) {
            value /= 10;
            scale--;
        }
        if (at == 1) value = -value;
        if (scale > 0) return BigDecimal.valueOf(value, scale);
        return (int) value == value ? (Number) (int) value : (Number) value;
    }

    static boolean decimal(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int end = digits(text, at);
        if (end == at) return false;
        if (end < text.length() && text.charAt(end) == '.') {
            at = end + 1;
            end = digits(text, at);
            if (end == at) return false;
        }
        if (end < text.length() && (text.charAt(end) | 32) == 'e') {
            at = end + 1;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) at++;
            end = digits(text, at);
            if (end == at) return false;
        }
        return end == text.length();
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        return at;
    }

    /** 16, 8, 2, or 0 for no such number. */
    static int radix(String text) {
        if (text.length() < 3 || text.length() >= 18 || text.charAt(0) != '0') return 0;
        int radix = switch (text.charAt(1) | 32) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 0;
        };
        for (int i = 2; radix > 0 && i < text.length(); i++) {
            if (text.charAt(i) > 'f' || Character.digit(text.charAt(i), radix) < 0) return 0;
        }
        return radix;
    }
}
