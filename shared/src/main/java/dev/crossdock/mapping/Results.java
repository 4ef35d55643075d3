package dev.crossdock.mapping;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An evaluation's result without the evaluator's own classes; numbers without digits that nobody wrote. */
final class Results {
    private static final double WHOLE_WITHOUT_EXPONENT = 1e21;

    private final Guard guard;
    private final int most;
    private int values;

    Results(Guard guard, Limits limits) {
        this.guard = guard;
        this.most = limits.results();
    }

    Object plain(Object value) {
        return value == Jsonata.NULL_VALUE ? Expression.NULL : tree(value);
    }

    private Object tree(Object value) {
        // One list that is shown in several places counts in each: a few lines can make a tree that no memory holds.
        if (++values > most) {
            throw new Guard.Stopped(
                    Guard.Stopped.Why.TOO_LARGE, "the result has more than %,d values.".formatted(most));
        }
        if ((values & 1023) == 0) guard.look();
        if (value == null || value == Jsonata.NULL_VALUE) return null;
        if (value instanceof String || value instanceof Boolean) return value;
        if (value instanceof Number number) return number(number);
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<String, Object>(map.size() * 2);
            map.forEach((key, part) -> {
                if (!function(part)) copy.put(String.valueOf(key), tree(part));
            });
            return copy;
        }
        if (value instanceof List<?> list) {
            guard.list(list.size());
            var copy = new ArrayList<>(list.size());
            for (var part : list) copy.add(function(part) ? null : tree(part));
            return copy;
        }
        return function(value) ? null : String.valueOf(value);
    }

    private static boolean function(Object value) {
        return Utils.isFunction(value) || Functions.isLambda(value) || value instanceof Jsonata.JLambda;
    }

    private static Object number(Number value) {
        if (value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof BigDecimal) return value;
        double number = value.doubleValue();
        if (!Double.isFinite(number)) return null;
        if (number == Math.rint(number) && Math.abs(number) < WHOLE_WITHOUT_EXPONENT) {
            if (Math.abs(number) < 1e15) return (long) number;
            // The shortest digits that mean this float, not the float's own: 1e20, not 100000000000000000000.
            return new BigDecimal(Double.toString(number)).toBigInteger();
        }
        return new BigDecimal(Double.toString(number)).stripTrailingZeros();
    }
}
