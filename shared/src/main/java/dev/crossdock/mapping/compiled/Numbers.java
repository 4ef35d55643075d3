package dev.crossdock.mapping.compiled;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers as records have them: whole ones as Integer, Long or BigInteger, what is calculated as Double until it is handed out. */
final class Numbers {
    private static final double WHOLE_WITHOUT_EXPONENT = 1e21;
    private static final double[] TENS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000};
    private static final double EXACT = 1e15;

    private Numbers() {}

    /** A result of arithmetic; null for what is no number. One that is too large is refused where it is used. */
    static Number of(double number) {
        int small = (int) number;
        if (small == number) return small;
        long large = (long) number;
        if (large == number) return large;
        if (Double.isNaN(number)) return null;
        return number;
    }

    static Number of(BigInteger number) {
        if (number.bitLength() < 32) return number.intValue();
        return number.bitLength() < 64 ? (Number) number.longValue() : number;
    }

    /** What passes through a function that picks from a list comes out as a float, as it always has: 2.50 as 2.5. */
    static Object picked(Object value) {
        return value instanceof BigDecimal || value instanceof BigInteger ? of(((Number) value).doubleValue()) : value;
    }

    /** As a record holds it. @throws Failure D1001 for what JSON cannot say */
    static Object plain(Number number) {
        if (!(number instanceof Double) && !(number instanceof Float)) return number;
        double value = number.doubleValue();
        if (!Double.isFinite(value)) throw Failure.of("D1001", null, value);
        if (value == Math.rint(value) && Math.abs(value) < WHOLE_WITHOUT_EXPONENT) {
            if (Math.abs(value) < EXACT) return (long) value;
            // The shortest digits that mean this float, not the float's own: 1e20, not 100000000000000000000.
            return new BigDecimal(Double.toString(value)).toBigInteger();
        }
        return decimal(value);
    }

    /** The shortest digits that mean the float. */
    static BigDecimal decimal(double value) {
        // Up to fifteen digits there is one such number, and a quotient of two exact floats is rounded as reading it
        // would be.
        for (int scale = 1; scale < TENS.length; scale++) {
            double shifted = value * TENS[scale];
            if (Math.abs(shifted) >= EXACT) break;
            double whole = Math.rint(shifted);
            if (whole / TENS[scale] == value) return BigDecimal.valueOf((long) whole, scale);
        }
        return new BigDecimal(Double.toString(value)).stripTrailingZeros();
    }
}
