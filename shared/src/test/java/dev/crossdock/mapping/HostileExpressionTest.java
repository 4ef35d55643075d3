package dev.crossdock.mapping;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Expressions that want out, and expressions that want no end. The payloads lie in {@code hostile/escapes.txt}. */
class HostileExpressionTest {
    private static final Map<String, Object> RECORD = Map.of("sku", "A-1", "price", new BigDecimal("1.50"));
    private static final Map<String, Object> VARIABLES =
            Map.of("run", Map.of("id", "r-1", "started", "2026-03-01T10:00:00Z"), "file", Map.of("etag", "e"));

    private final AtomicInteger byTime = new AtomicInteger();

    @TempDir
    Path dir;

    /** As an expression, as a text that is evaluated, and as a text with an expression in it: data or a coded refusal, and nothing else in the world. */
    @Test
    void noneOfTheEscapesLeadsOut() throws Exception {
        var canary = dir.resolve("canary");
        var read = new ArrayList<String>();
        int tried = 0;
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            evaluate("$eval('1') & $string($now())", RECORD); // what the evaluator starts, it has started
            var threads = threads();
            for (var line : lines("escapes.txt")) {
                var payload = line.replace("CANARY", canary.toString()).replace("PORT", "" + socket.getLocalPort());
                plain(evaluate(payload, RECORD));
                plain(evaluate("$eval(text)", Map.of("text", payload)));
                plain(rendered("/a/{" + payload + "}/b"));
                // As data it is what it is.
                assertThat(evaluate("{'text': text}", Map.of("text", payload))).isEqualTo(Map.of("text", payload));
                tried += 4;
                read.add(payload);
            }
            assertThat(tried).isEqualTo(4 * read.size());
            assertThat(canary).doesNotExist();
            assertThat(threads()).isEqualTo(threads);
            assertThat(ProcessHandle.current().children()).isEmpty();
            socket.setSoTimeout(1);
            assertThat(catchThrowableOfType(java.net.SocketTimeoutException.class, socket::accept))
                    .isNotNull();
        }
        assertThat(System.getProperty("polluted")).isNull();
        assertThat(read).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(200);
    }

    private static TreeSet<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Object evaluate(String expression, Object record) {
        try {
            return Expression.compile(expression, "m.jsonata")
                    .evaluate(record, VARIABLES)
                    .orElse("");
        } catch (Refused e) {
            return coded(e);
        }
    }

    private static Object rendered(String text) {
        try {
            return TextTemplate.compile(text, "m.jsonata").url(RECORD, VARIABLES);
        } catch (Refused e) {
            return coded(e);
        }
    }

    private static String coded(Refused refused) {
        assertThat(refused.problem().code()).matches("(map|config)\\.[a-z-]+");
        assertThat(refused.problem().message()).isNotBlank();
        return "";
    }

    private static void plain(Object value) {
        if (value instanceof Map<?, ?> map) map.values().forEach(HostileExpressionTest::plain);
        else if (value instanceof List<?> list) list.forEach(HostileExpressionTest::plain);
        else if (value != null && value != Expression.NULL)
            assertThat(value).isInstanceOfAny(String.class, Number.class, Boolean.class);
        if (value instanceof String text)
            assertThat(text).doesNotContain("root:", "java.lang.Runtime@", "com.dashjoin");
    }

    private static final List<String> ENDLESS = List.of(
            "(λ($f){$f($f)})(λ($f){$f($f)})",
            "($f := function($n) { $f($n + 1) }; $f(0))",
            "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
            "($f := function() { $g() }; $g := function() { $f() }; $f())",
            "($f := function($x) { $map([1..1000], $f) }; $f(1))",
            "$map([1..1000], function($a) { $map([1..1000], function($b) { $map([1..1000], function($c) { $a }) }) })",
            "$sum([1..1000].($sum([1..1000].($sum([1..1000])))))",
            "[1..1000000000]",
            "[1..1000000].[1..1000000]",
            "$pad('', 1000000000, 'x')",
            "$pad('', -1000000000)",
            "$join([1..1000000].$pad('x', 100))",
            "$reduce([1..100], function($t) { $t & $t }, 'x')",
            "($f := function($x, $n) { $n = 0 ? $x : $f([$x, $x], $n - 1) }; $f([1], 50))",
            "($a := function($x) { $x & $x } ~> function($x) { $x & $x } ~> function($x) { $x & $x }; $a($a($a($a($a($pad('', 1000, 'x')))))))",
            "$replace($pad('', 1000000, 'a'), 'a', $pad('', 1000, 'b'))",
            "$eval('(λ($f){$f($f)})(λ($f){$f($f)})')",
            "($f := function($n) { $n = 0 ? 0 : $f($n - 1) + $f($n - 1) }; $f(60))",
            "$each($merge([1..2000].{$string(): $}), function($v) { $sum([1..1000000]) })",
            "$map([1..1000000], function($x) { $sum([1..1000000]) })",
            "($t := $pad('', 1000000, 'a'); $map([1..1000000], function($x) { $length($uppercase($t)) }))",
            "[1..1000].($sort([1..100000], function($l, $r) { $l < $r }))",
            // A step over a million members, or characters, again and again: the time is up in the middle of one.
            "($l := [1..1000000]; $map($l, function($x) { $count($distinct($l)) }))",
            "($l := [1..1000000]; $map($l, function($x) { $count($l[$ > 3]) }))",
            "($l := [1..1000000]; $map($l, function($x) { $max($l) }))",
            "($l := [1..1000000]; $map($l, function($x) { $count($shuffle($l)) }))",
            "($l := [1..1000000]; $map($l, function($x) { -1 in $l }))",
            "($l := [1..1000000]; $map($l, function($x) { $count($l^(>$)) }))",
            "($l := [1..1000000]; $map($l, function($x) { $count($l{$string($): $}) }))",
            "($l := [1..1000000]; $map($l, function($x) { $count($spread($l)) }))",
            "($l := [1..1000000]; $map($l, function($x) { $reduce($l, function($p, $q) { $p + $q }) }))",
            "($l := [1..1000000]; $map($l, function($x) { $single($l, function($v) { $v = 1000000 }) }))",
            "($t := $pad('', 1000000, 'ab,'); $map([1..1000000], function($x) { $contains($t, 'zzz') }))",
            "($t := $pad('', 1000000, 'ab,'); $map([1..1000000], function($x) { $contains($t, /z+$/) }))",
            "($t := $pad('', 1000000, 'ab,'); $map([1..1000000], function($x) { $length($encodeUrlComponent($t)) }))",
            "($t := $pad('', 1000000, 'ab,'); $map([1..1000000], function($x) { $t < $t }))");

    /** Endless where a regular expression is tried by going back; linear here. Answered, and soon. */
    private static final List<String> LINEAR = List.of(
            "$replace($pad('', 61, 'a'), /^(.*a){25}b$/, '')",
            "$match($pad('', 61, 'a'), /^(.*a){24}d$/)",
            "$contains($pad('', 5000, 'a'), /.*a.*a.*a.*a.*b/)",
            "$split($pad('', 61, 'a'), /^(.*a){25}c$/)");

    /** The library's own takes hours for it. */
    @Test
    void interpretedSpreadTakesTimeInProportionToItsList() {
        var spread =
                "$count($spread([1..200000].{'a': $, 'b': 1})) & ' ' & $string($spread([{'a': 1, 'b': 2}, 3, {'c': [4]}]))";
        for (var expression : List.of(
                Expression.compile(spread, "m.jsonata"),
                Expression.interpreting(spread, "m.jsonata", Limits.DEFAULT))) {
            assertThat(expression.evaluate(Map.of(), Map.of())).contains("400000 [{\"a\":1},{\"b\":2},3,{\"c\":[4]}]");
        }
    }

    @Test
    void regularExpressionsTakeTimeInProportionToTheirText() {
        for (var linear : LINEAR) {
            var expression = Expression.compile("$ = 'fine' ? 'fine' : [" + linear + "]", "m.jsonata");
            expression.evaluate("fine", Map.of());
            long began = processor();
            assertThat(expression.evaluate("x", Map.of())).as(linear).isPresent();
            assertThat(Duration.ofNanos(processor() - began)).as(linear).isLessThan(Limits.DEFAULT.time());
        }
    }

    /**
     * By infra/lab/endless.sh, on a quiet machine: each is measured, and keeps within a fifth of its limit. So they are interpreted, where
     * one step may take as long again.
     */
    private static final boolean MEASURED = Boolean.getBoolean("crossdock.endless.measured");
    /** A fifth more than the limit; where nobody measures, what shows on any machine that it ends at all. */
    private static final Duration LONGEST = Duration.ofMillis(MEASURED ? 600 : 5_000);

    private static final Duration LONGEST_INTERPRETED = Duration.ofMillis(1_000);

    private static final int ENDED_BY_TIME = 20;

    @TestFactory
    Stream<DynamicTest> noneOfTheEndlessOnesTakesMoreThanItMay() {
        var compiled = ENDLESS.stream()
                .map(endless -> DynamicTest.dynamicTest(endless, () -> {
                    var expression = Expression.compile(startable(endless), "m.jsonata");
                    ends(expression, endless, "", LONGEST);
                }));
        if (!MEASURED) return compiled;
        var interpreted = ENDLESS.stream()
                .map(endless -> DynamicTest.dynamicTest("interpreted: " + endless, () -> {
                    var expression = Expression.interpreting(startable(endless), "m.jsonata", Limits.DEFAULT);
                    ends(expression, endless, "interpreted: ", LONGEST_INTERPRETED);
                }));
        var enough = DynamicTest.dynamicTest(
                "so many by time", () -> assertThat(byTime.get()).isGreaterThanOrEqualTo(2 * ENDED_BY_TIME));
        return Stream.of(compiled, interpreted, Stream.of(enough)).flatMap(tests -> tests);
    }

    private static String startable(String endless) {
        return "$ = 'fine' ? 'fine' : (" + endless + ")";
    }

    private void ends(Expression expression, String endless, String how, Duration longest) throws IOException {
        var limit = Limits.DEFAULT.time();
        expression.evaluate("fine", Map.of());
        long began = processor();
        var refused = catchThrowableOfType(Refused.class, () -> expression.evaluate("x", Map.of()));
        var took = Duration.ofNanos(processor() - began);
        assertThat(refused).as(endless).isNotNull();
        var code = refused.problem().code();
        if (MEASURED) {
            var line = "%4d ms %s %s%s%n".formatted(took.toMillis(), code, how, endless);
            Files.writeString(Path.of("target/endless.txt"), line, CREATE, APPEND);
        }
        assertThat(code).matches("map\\.(too-long|too-deep|too-large|failed)");
        if (code.equals("map.too-long")) {
            byTime.incrementAndGet();
            assertThat(took).as(endless).isBetween(limit.multipliedBy(8).dividedBy(10), longest);
        } else {
            assertThat(took).as(endless).isLessThan(longest);
        }
        assertThat(expression.evaluate("fine", Map.of())).contains("fine");
    }

    private static long processor() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<String> lines(String file) throws IOException {
        try (var in = HostileExpressionTest.class.getResourceAsStream("/hostile/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("## ")) // what a family is about
                    .toList();
        }
    }
}
