package dev.crossdock.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    private static Object value(String expression, Object input) {
        return Expression.compile(expression, "m.jsonata")
                .evaluate(input, Map.of())
                .orElseThrow();
    }

    private static Problem problem(String expression, Object input) {
        var compiled = Expression.compile(expression, "m.jsonata");
        var refused = catchThrowableOfType(Refused.class, () -> compiled.evaluate(input, Map.of()));
        assertThat(refused).as(expression).isNotNull();
        return refused.problem();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "map.too-long  | ($f := function($x) { $f($x + 1) }; $f(1))",
                "map.too-long  | $map([1], function($v) { ($f := function($x) { $f($x + 1) }; $f(1)) })",
                "map.too-deep  | ($f := function($x) { 1 + $f($x + 1) }; $f(1))",
                "map.too-large | $pad('x', 500000000)",
                "map.too-large | $pad('x', -500000000)",
                "map.too-large | [[1..10000000], [1..10000000], [1..10000000]]",
                "map.too-large | [1..100000000]",
                "map.too-large | $sum([1..10000000])",
                "map.too-large | ($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $d('xxxx', 60))",
                "map.too-large | $replace($pad('', 100000, 'a'), 'a', $pad('', 100000, 'b'))",
                "map.too-large | $join([1..10000].$pad('x', 5000))",
                "map.too-large | $split($pad('', 5000000, 'a'), '')",
                "map.too-large | ($f := function($x, $n) { $n = 0 ? $x : $f({'l': $x, 'r': $x}, $n - 1) }; $f([1], 40))",
                "map.too-large | [1..1000000].{'a': {'b': $}}",
                "map.too-large | $eval('$pad(\"x\", 500000000)')",
            })
    void aHostileExpressionEndsWithItsCodeAndTheNextRecordIsFine(String code, String expression) {
        var usual = Limits.DEFAULT;
        // Which limit is met first must not hang on how fast this machine is: only what runs for ever is measured in
        // time.
        var time = code.equals("map.too-long") ? usual.time() : Duration.ofMinutes(1);
        var limits =
                new Limits(time, usual.depth(), usual.textLength(), usual.listSize(), usual.made(), usual.results());
        var compiled = Expression.compile("($ = 'ok' ? 'fine' : (" + expression + "))", "m.jsonata", limits);
        compiled.evaluate("ok", Map.of());
        var refused = catchThrowableOfType(
                Refused.class,
                () -> compiled.evaluate("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Map.of()));
        assertThat(refused.problem().code()).as(refused.toString()).isEqualTo(code);
        assertThat(refused.problem().message()).startsWith("m.jsonata: ");
        assertThat(compiled.evaluate("ok", Map.of())).contains("fine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "map.too-long  | $contains($pad($, 61, 'b'), /^(.*a){25}$/)",
                "map.too-long  | $match($pad($, 61, 'b'), /^(.*a){25}$/)",
                "map.too-long  | $replace($pad($, 61, 'b'), /^(.*a){25}$/, 'x')",
                "map.too-long  | $split($pad($, 61, 'b'), /^(.*a){25}$/)",
                "map.too-long  | $pad($, 61, 'b') ~> /^(.*a){25}$/",
                "map.too-long  | ($r := /^(.*a){25}$/; $r($pad($, 61, 'b')))",
                "map.too-long  | $eval('$contains($pad($, 61, \"b\"), /^(.*a){25}$/)')",
                "map.too-deep  | $contains($pad('', 50000, 'ab'), /^(ab?)*c$/)",
            })
    void aRegularExpressionThatTriesTooManyWaysIsAnsweredWhenCompiledAndEndsWhenInterpreted(
            String code, String expression) {
        var input = "a".repeat(60);
        Expression.compile(expression, "m.jsonata").evaluate(input, Map.of());
        var interpreting = Expression.interpreting(expression, "m.jsonata", Limits.DEFAULT);
        var refused = catchThrowableOfType(Refused.class, () -> interpreting.evaluate(input, Map.of()));
        assertThat(refused.problem().code()).as(refused.toString()).isEqualTo(code);
    }

    @Test
    void aFieldOfFiveMegabytesPassesThroughUntouchedAndCanBeTrimmedAndJoined() {
        var field = "x".repeat(5_000_000);
        assertThat(value("{\"d\": d}", Map.of("d", field))).isEqualTo(Map.of("d", field));
        assertThat(((Map<?, ?>) value("$", Map.of("d", field))).get("d")).isSameAs(field);
        assertThat(value("$length($trim($uppercase(d)) & '!')", Map.of("d", field)))
                .isEqualTo(5_000_001);
    }

    @Test
    void aTextJoinedPieceByPieceIsNotTakenForOneThatExplodes() {
        assertThat(value("$length($reduce([1..5000], function($a, $x) { $a & 'abcdefgh' }))", null))
                .isEqualTo(39_993);
    }

    @Test
    void manyObjectsInAFunctionAreNotTakenForARecursion() {
        assertThat(value("$count($map([1..2000], function($x) { {\"a\": $x, \"b\": 1, \"c\": 2} }))", null))
                .isEqualTo(2000);
    }

    @Test
    void digitsOfTheInputStayAsTheyAre() {
        var input = new HashMap<String, Object>();
        input.put("price", new BigDecimal("10.50"));
        input.put("ean", new BigInteger("12345678901234567890123"));
        input.put("id", 9007199254740993L);
        input.put("none", null);
        assertThat(value("{\"p\": price, \"e\": ean, \"i\": id, \"n\": none}", input)
                        .toString())
                .isEqualTo("{p=10.50, e=12345678901234567890123, i=9007199254740993, n=null}");
        assertThat(value("$", input)).isEqualTo(input);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 / 4                     | 2.5",
                "10 / 5                     | 2",
                "2.50 * 2                   | 5",
                "0.1 + 0.2                  | 0.30000000000000004",
                "1e20                       | 100000000000000000000",
                "-5 % 5                     | 0",
                "$number('19.90')           | 19.9",
                "$number('20.00')           | 20",
                "$number('12345678901234567890') | 12345678901234567890",
                "$number('0.1000000000000000055') | 0.1000000000000000055",
                "$number('-0')              | 0",
                "$number('0x1F')            | 31",
                "$number(true)              | 1",
                "$round(2.5)                | 2",
                "$sum([1.5, 1.5])           | 3",
                "$power(2, 10)              | 1024",
                "$count([1..$number('3')])  | 3",
            })
    void numbersHaveTheDigitsThatTheyNeed(String expression, String expected) {
        var number = value(expression, null);
        assertThat(number instanceof BigDecimal d ? d.toPlainString() : number.toString())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$number(p)            | N/A     | /p   | Unable to cast value to a number: \"N/A\" (D3030)",
                "$number(p)            | 12f     | /p   | D3030",
                "$number(p)            | NaN     | /p   | D3030",
                "$number(p)            | 1,5     | /p   | D3030",
                "$number(p)            | ' 1'    | /p   | D3030",
                "{\"x\": p * 2}        | ten     | /p   | must evaluate to a number (T2001)",
                "{\"x\": 2 - p}        | ten     | /p   | must evaluate to a number (T2002)",
                "$map([p], function($v) { $number($v) }) | x | '' | D3030",
                "$uppercase(n)         | x       | /n   | T0410",
                "$sum(p)               | x       | /p   | T0412",
            })
    void aFailureNamesJsonatasCodeThePlaceAndTheField(String expression, String value, String field, String said) {
        var problem = problem("\n  " + expression, Map.of("p", value, "n", 5));
        assertThat(problem.code()).isEqualTo("map.failed");
        assertThat(problem.message())
                .contains(said)
                .contains(" at line 2, character ")
                .contains(expression.substring(0, 4));
        assertThat(problem.field()).isEqualTo(field);
    }

    @Test
    void anExpressionThatDoesNotCompileSaysWhere() {
        var refused = catchThrowableOfType(
                Refused.class, () -> Expression.compile("{\n  \"sku\": $uppercase(sku,\n}", "mappings/p.jsonata"));
        assertThat(refused.problem().toString())
                .startsWith("config.expression · mappings/p.jsonata: ")
                .contains("line 3");
        var deep = "(".repeat(100_000);
        var nested = catchThrowableOfType(Refused.class, () -> Expression.compile(deep, "p"));
        assertThat(nested.problem().code()).isEqualTo("config.expression");
    }

    @Test
    void theReferenceImplementationsFunctionsAreFollowed() {
        assertThat(value("$replace('a.b.c', '.', '-', 1)", null)).isEqualTo("a-b.c");
        assertThat(value("$replace('265USD', /([0-9]+)USD/, '$$$1')", null)).isEqualTo("$265");
        assertThat(value("$replace('ab', /(a)(b)/, '$2$1$12')", null)).isEqualTo("baa2");
        assertThat(value("$count($match('aaa', /a/, 1))", null)).isEqualTo(1);
        assertThat(value("$sort([3, 1.5, 2])", null)).isEqualTo(List.of(new BigDecimal("1.5"), 2, 3));
        assertThat(problem("$match('a', /b*/)", null).message()).contains("D1004");
        assertThat(problem("$secret('x')", null).message()).contains("only for headers and bodies");
        assertThat(problem("$lookup('products', 'A')", null).message()).contains("not available in this version");
        assertThat(value("$lookup({\"a\": 1}, 'a')", null)).isEqualTo(1);
    }

    @Test
    void sortingByAFunctionKeepsEqualOnesInTheirOrder() {
        var random = new Random(5);
        var items = IntStream.range(0, 500)
                .mapToObj(i -> Map.of("price", random.nextInt(5), "i", i))
                .toList();
        var sorted = (List<?>) value("$sort($, function($a, $b) { $a.price > $b.price })", items);
        for (int i = 1; i < sorted.size(); i++) {
            var a = (Map<?, ?>) sorted.get(i - 1);
            var b = (Map<?, ?>) sorted.get(i);
            int byPrice = Integer.compare((int) a.get("price"), (int) b.get("price"));
            assertThat(byPrice < 0 || byPrice == 0 && (int) a.get("i") < (int) b.get("i"))
                    .isTrue();
        }
    }

    @Test
    void theSameTextHasTheSameIdAndHash() {
        assertThat(value("$uuid('a')", null))
                .isEqualTo(value("$uuid('a')", null))
                .isNotEqualTo(value("$uuid('b')", null));
        assertThat(value("$hash('a')", null).toString()).hasSize(64).startsWith("ca978112");
    }

    @Test
    void nowIsWhenTheRunStartedSoThatARepeatedRecordIsTheSame() {
        var now = Expression.compile("$now()", "m");
        assertThat(now.evaluate(null, Map.of("run", Map.of("started", "2026-03-01T10:00:00.123Z"))))
                .contains("2026-03-01T10:00:00.123Z");
        assertThat(now.evaluate(null, Map.of())).isPresent();
    }

    @Test
    void nothingNullAndConditionsAreToldApart() {
        assertThat(Expression.compile("nothing", "m").evaluate(Map.of(), Map.of()))
                .isEmpty();
        assertThat(Expression.compile("null", "m").evaluate(Map.of(), Map.of())).contains(Expression.NULL);
        assertThat(Expression.compile("$new.a and $not($old)", "m")
                        .holds(null, variables("new", Map.of("a", 1), "old", null)))
                .isTrue();
        assertThat(Expression.compile("$new.a", "m").holds(null, variables("new", null, "old", null)))
                .isFalse();
        assertThat(value("[1, null, {\"a\": null}]", null))
                .isEqualTo(Arrays.asList(1, null, Collections.singletonMap("a", null)));
        assertThat(value("{\"a\": function($x) { $x }, \"b\": /x/, \"c\": 1}", null))
                .isEqualTo(Map.of("c", 1));
    }

    private static Map<String, Object> variables(Object... pairs) {
        var variables = new HashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) variables.put((String) pairs[i], pairs[i + 1]);
        return variables;
    }

    @Test
    void manyThreadsShareOneExpression() throws Exception {
        var shared = Expression.compile(
                "($n := n; $f := function($x) { $x.v * $n }; {\"id\": $string(n), \"sum\": $sum($map(items, $f)), \"m\": $contains(t, /x$/)})",
                "m");
        var threads = Executors.newFixedThreadPool(4);
        try {
            var calls = IntStream.range(0, 2000)
                    .<Callable<Boolean>>mapToObj(n -> () -> shared.evaluate(
                                    Map.of("n", n, "items", List.of(Map.of("v", 1), Map.of("v", 2)), "t", n + "x"),
                                    Map.of())
                            .orElseThrow()
                            .toString()
                            .equals("{id=" + n + ", sum=" + 3 * n + ", m=true}"))
                    .toList();
            for (var call : threads.invokeAll(calls)) assertThat(call.get()).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aPausedProcessFailsNoRecord() {
        // Reading the variable takes longer than the limit by the clock on the wall, and no processor time.
        var limits = new Limits(Duration.ofMillis(50), 500, 1000, 1000, 100_000, 1000);
        var expression = Expression.compile("$sum([1..200].(slow * 0 + 1))", "m", limits);
        var slow = new java.util.AbstractMap<String, Object>() {
            @Override
            public java.util.Set<Entry<String, Object>> entrySet() {
                return Map.<String, Object>of("slow", 1).entrySet();
            }

            @Override
            public Object get(Object key) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                return 1;
            }
        };
        assertThat(expression.evaluate(Map.of("s", slow), Map.of())).isEmpty();
        var paused = Expression.compile("$sum([1..200].($slow.slow * 0 + 1))", "m", limits);
        assertThat(paused.evaluate(null, Map.of("slow", slow))).contains(200);
        assertThat(paused.evaluate(null, Map.of("slow", slow))).contains(200);
    }
}
