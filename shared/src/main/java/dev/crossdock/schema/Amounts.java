package dev.crossdock.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.IntPredicate;

/** Numbers compared as the validator compares them; where it calculates with fewer digits than there are, nobody is sure. */
final class Amounts {
    private static final BigDecimal BEYOND_LONG = new BigDecimal(BigInteger.ONE.shiftLeft(63));
    /** Beyond, a double has no place for the last digit, and the validator divides doubles. */
    private static final long EXACT_AS_DOUBLE = 1L << 53;
    /** Divided by hand, so to speak: more digits are left to the validator. */
    private static final int MOST_DIGITS = 60;

    private Amounts() {}

    static BigDecimal exact(Number number) {
        if (number instanceof BigDecimal decimal) return decimal;
        if (number instanceof BigInteger integer) return new BigDecimal(integer);
        if (number instanceof Double decimal) return BigDecimal.valueOf(decimal);
        return BigDecimal.valueOf(number.longValue());
    }

    static boolean whole(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal.signum() == 0
                    || decimal.scale() <= 0
                    || decimal.stripTrailingZeros().scale() <= 0;
        }
        return !(number instanceof Double decimal) || decimal == Math.rint(decimal);
    }

    /** @param good of the comparison of a value with the bound: below zero, zero, or above */
    static Check bound(BigDecimal bound, IntPredicate good) {
        boolean small = bound.signum() == 0 || bound.scale() <= 0 && bound.precision() - bound.scale() <= 18;
        long whole = small ? bound.longValueExact() : 0;
        return (value, walk) -> {
            if (!(value instanceof Number number)) return true;
            if (small && (number instanceof Integer || number instanceof Long))
                return good.test(Long.compare(number.longValue(), whole));
            var exact = exact(number);
            if (!(number instanceof BigInteger) && exact.abs().compareTo(BEYOND_LONG) >= 0) throw Walk.unsure();
            return good.test(exact.compareTo(bound));
        };
    }

    static Check multipleOf(BigDecimal divisor) {
        var stripped = divisor.stripTrailingZeros();
        boolean small = stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 15;
        long whole = small ? stripped.longValueExact() : 1;
        if (stripped.signum() <= 0 || tooExact(stripped)) throw new NotCompiled("multipleOf");
        if (stripped.scale() <= 0 && !small) throw new NotCompiled("multipleOf");
        return (value, walk) -> {
            if (!(value instanceof Number number)) return true;
            if (number instanceof BigInteger) throw Walk.unsure();
            if (number instanceof Integer || number instanceof Long) {
                long integer = number.longValue();
                if (integer > EXACT_AS_DOUBLE || integer < -EXACT_AS_DOUBLE) throw Walk.unsure();
                if (small) return integer % whole == 0;
            }
            var exact = exact(number);
            if (tooExact(exact)) throw Walk.unsure();
            return exact.remainder(stripped).signum() == 0;
        };
    }

    private static boolean tooExact(BigDecimal number) {
        return number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS;
    }
}
