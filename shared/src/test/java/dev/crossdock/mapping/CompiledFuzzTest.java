package dev.crossdock.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Refused;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The compiled and the interpreted form of random expressions give the same values, to the digit, over random records. For {@code
 * -Dcrossdock.fuzz.seconds} (6); {@code -Dcrossdock.fuzz.seed} begins elsewhere, and is what a failure prints.
 */
class CompiledFuzzTest {
    private static final int RECORDS = 5;

    @Test
    void theCompiledFormGivesWhatTheInterpreterGives() {
        long until = System.nanoTime() + Long.getLong("crossdock.fuzz.seconds", 6) * 1_000_000_000L;
        long first = Long.getLong("crossdock.fuzz.seed", 1);
        long seed = first;
        for (; seed < first + 50 || System.nanoTime() < until; seed++) compare(seed);
        assertThat(seed - first).isGreaterThanOrEqualTo(50);
    }

    private static void compare(long seed) {
        var text = new RandomExpression(new Random(seed)).expression(3);
        var compiled = Expression.compile(text, "m");
        Expression interpreted;
        try {
            interpreted = Expression.interpreting(text, "m", Limits.DEFAULT);
        } catch (Refused e) {
            // The interpreter's lexer takes some slashes behind a bracket for a regular expression's.
            return;
        }
        for (int i = 0; i < RECORDS; i++) {
            long chance = seed * RECORDS + i;
            var ours = shown(compiled, record(chance));
            assertThat(ours)
                    .as("-Dcrossdock.fuzz.seed=%d: %s over %s", seed, text, record(chance))
                    .isEqualTo(shown(interpreted, record(chance)));
        }
        assertThat(compiled.interpreted().count())
                .as("%s: %s", text, compiled.interpreted().why())
                .isZero();
    }

    /** One for each: neither may see what the other did to it. */
    private static Map<String, Object> record(long chance) {
        return new RandomExpression(new Random(chance)).record();
    }

    private static String shown(Expression expression, Object record) {
        try {
            return expression
                    .evaluate(record, RandomExpression.variables())
                    .map(CompiledFuzzTest::shown)
                    .orElse("nothing");
        } catch (Refused e) {
            // The interpreter's own exceptions have no code to compare.
            return "refused";
        }
    }

    private static String shown(Object value) {
        var text = new StringBuilder();
        show(value, text);
        return text.toString();
    }

    private static void show(Object value, StringBuilder to) {
        if (value instanceof Map<?, ?> map) {
            to.append('{');
            map.forEach((key, part) -> {
                to.append(key).append(':');
                show(part, to);
                to.append(' ');
            });
            to.append('}');
        } else if (value instanceof List<?> list) {
            to.append('[');
            for (var part : list) {
                show(part, to);
                to.append(' ');
            }
            to.append(']');
        } else if (value instanceof String text) {
            to.append('"').append(text).append('"');
        } else {
            to.append(value);
        }
    }
}
