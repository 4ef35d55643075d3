package dev.crossdock.schema;

import dev.crossdock.flow.Problem;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ten characters are enough to write a number whose digits fill the memory: such a number is not calculated with. */
public final class Numbers {
    /** Written out, without an exponent. As much as the readers of the product take. */
    public static final int MOST_DIGITS = 1000;

    private static final BigInteger TOO_LARGE = BigInteger.TEN.pow(MOST_DIGITS);

    private Numbers() {}

    /** The first number of the tree that has too many digits, with its JSON Pointer; empty when all can be used. */
    public static Optional<Problem> unbounded(Object tree) {
        return find(tree, "");
    }

    private static Optional<Problem> find(Object value, String pointer) {
        if (value instanceof Map<?, ?> map) {
            for (var entry : map.entrySet()) {
                var found = find(entry.getValue(), pointer + Problem.pointer(String.valueOf(entry.getKey())));
                if (found.isPresent()) return found;
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                var found = find(list.get(i), pointer + "/" + i);
                if (found.isPresent()) return found;
            }
        } else if (value instanceof BigDecimal number && !bounded(number)) {
            return Optional.of(problem(number.toString(), pointer));
        } else if (value instanceof BigInteger number && !bounded(number)) {
            return Optional.of(problem("a whole number of " + number.bitLength() + " bits", pointer));
        }
        return Optional.empty();
    }

    /** Of a number of the kinds that have no bounds by themselves; others are. */
    static boolean bounded(Number value) {
        if (value instanceof BigDecimal number) return digits(number) <= MOST_DIGITS;
        return !(value instanceof BigInteger number) || number.abs().compareTo(TOO_LARGE) < 0;
    }

    private static long digits(BigDecimal number) {
        return Math.max(number.precision(), 0L) + Math.abs((long) number.scale());
    }

    private static Problem problem(String number, String pointer) {
        return Problem.of(
                        "schema.number",
                        SchemaErrors.shortened(number, 60) + " has more than " + MOST_DIGITS + " digits.",
                        "Give it as a text, or correct it at the source.")
                .in(pointer);
    }
}
