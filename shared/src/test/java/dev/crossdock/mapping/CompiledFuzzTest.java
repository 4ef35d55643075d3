package dev.crossdock.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The compiled and the interpreted form of random expressions give the same values, to the digit, over random records. A count of
 * seeds, not a time, says how far: every machine tries the same. Where the reference implementation gives what the compiled form
 * gives, the interpreter is wrong, and the expression stands in {@code interpreter-is-wrong.txt}. {@code -Dcrossdock.fuzz.seed}
 * begins elsewhere; {@code infra/lab/judge.mjs} asks the reference about what is printed.
 */
class CompiledFuzzTest {
    private static final int RECORDS = 5;
    private static final Set<String> INTERPRETER_IS_WRONG = known();

    @Test
    void theCompiledFormGivesWhatTheInterpreterGives() {
        compare(15_000);
    }

    @Tag("slow")
    @Test
    void alsoForAMinute() {
        compare(250_000);
    }

    private static void compare(long seeds) {
        long first = Long.getLong("crossdock.fuzz.seed", 1);
        var different = LongStream.range(first, first + seeds)
                .parallel()
                .mapToObj(CompiledFuzzTest::different)
                .filter(Objects::nonNull)
                .toList();
        assertThat(different).isEmpty();
    }

    /** As JSON, for who judges; null when both give the same over all records. */
    private static String different(long seed) {
        var text = new RandomExpression(new Random(seed)).expression(3);
        var compiled = Expression.compile(text, "m");
        Expression interpreted;
        try {
            interpreted = Expression.interpreting(text, "m", Limits.DEFAULT);
        } catch (Refused e) {
            // The interpreter's lexer takes some slashes behind a bracket for a regular expression's.
            return null;
        }
        String different = null;
        for (int i = 0; i < RECORDS && different == null; i++) {
            long chance = seed * RECORDS + i;
            var ours = shown(compiled, record(chance));
            var theirs = shown(interpreted, record(chance));
            if (!ours.equals(theirs)) different = written(seed, text, record(chance), ours, theirs);
        }
        assertThat(compiled.interpreted().count())
                .as(
                        "-Dcrossdock.fuzz.seed=%d: %s: %s",
                        seed, text, compiled.interpreted().why())
                .isZero();
        return INTERPRETER_IS_WRONG.contains(text) ? null : different;
    }

    private static String written(long seed, String text, Object record, String ours, String theirs) {
        var difference = new LinkedHashMap<String, Object>();
        difference.put("seed", seed);
        difference.put("text", text);
        difference.put("record", record);
        difference.put("variables", RandomExpression.variables());
        difference.put("ours", ours);
        difference.put("theirs", theirs);
        return json(difference);
    }

    /** One for each: neither may see what the other did to it. */
    private static Map<String, Object> record(long chance) {
        return new RandomExpression(new Random(chance)).record();
    }

    private static String shown(Expression expression, Object record) {
        try {
            return expression
                    .evaluate(record, RandomExpression.variables())
                    .map(CompiledFuzzTest::json)
                    .orElse("nothing");
        } catch (Refused e) {
            // The interpreter's own exceptions have no code to compare.
            return "refused";
        }
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return "no JSON: " + e.getOriginalMessage();
        }
    }

    private static Set<String> known() {
        try (var in = CompiledFuzzTest.class.getResourceAsStream("interpreter-is-wrong.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
