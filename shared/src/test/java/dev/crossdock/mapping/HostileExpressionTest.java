package dev.crossdock.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
            "[1..1000].($sort([1..100000], function($l, $r) { $l < $r }))");

    /** Endless where a regular expression is tried by going back; linear here. Answered, and soon. */
    private static final List<String> LINEAR = List.of(
            "$replace($pad('', 61, 'a'), /^(.*a){25}b$/, '')",
            "$match($pad('', 61, 'a'), /^(.*a){24}d$/)",
            "$contains($pad('', 5000, 'a'), /.*a.*a.*a.*a.*b/)",
            "$split($pad('', 61, 'a'), /^(.*a){25}c$/)");

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

    /** The limit, a fifth more, and one step over a million members on a machine that does other things. */
    private static final Duration LONGEST = Duration.ofMillis(750);

    @TestFactory
    Stream<DynamicTest> noneOfTheEndlessOnesTakesMoreThanItMay() {
        assertThat(ENDLESS).hasSizeGreaterThanOrEqualTo(20);
        return ENDLESS.stream()
                .map(endless -> DynamicTest.dynamicTest(endless, () -> {
                    var limit = Limits.DEFAULT.time();
                    var expression = Expression.compile("$ = 'fine' ? 'fine' : (" + endless + ")", "m.jsonata");
                    expression.evaluate("fine", Map.of());
                    long began = processor();
                    var refused = catchThrowableOfType(Refused.class, () -> expression.evaluate("x", Map.of()));
                    var took = Duration.ofNanos(processor() - began);
                    assertThat(refused).as(endless).isNotNull();
                    assertThat(refused.problem().code()).matches("map\\.(too-long|too-deep|too-large|failed)");
                    if (refused.problem().code().equals("map.too-long"))
                        assertThat(took)
                                .as(endless)
                                .isBetween(limit.multipliedBy(8).dividedBy(10), LONGEST);
                    else assertThat(took).as(endless).isLessThan(LONGEST);
                    assertThat(expression.evaluate("fine", Map.of())).contains("fine");
                }));
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
