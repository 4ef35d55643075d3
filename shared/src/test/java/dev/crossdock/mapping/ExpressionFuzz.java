package dev.crossdock.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crossdock.flow.Refused;
import dev.crossdock.fuzz.Fuzzed;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Expressions, and texts and addresses with expressions in them. */
class ExpressionFuzz extends Fuzzed {
    private static final Limits LIMITS = new Limits(Duration.ofMillis(100), 300, 100_000, 10_000, 1_000_000, 10_000);
    private static final Map<String, Object> RECORD = Map.of(
            "sku", "A-1", "price", 12, "tags", List.of("a", "b"), "lines", List.of(Map.of("qty", 1), Map.of("qty", 2)));
    private static final Map<String, Object> VARIABLES =
            Map.of("run", Map.of("id", "r-1", "started", "2026-03-01T10:00:00Z"));

    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) {
        var text = text(bytes);
        try {
            Expression.compile(text, "m.jsonata", LIMITS).evaluate(RECORD, VARIABLES);
        } catch (Refused e) {
            coded(e);
        }
        try {
            var rendered = TextTemplate.compile("/p/{(" + text + ")}/x", "m").url(RECORD, VARIABLES);
            assertThat(rendered).doesNotContain("\n", "\r", "\0", " ").startsWith("/p/");
        } catch (Refused e) {
            coded(e);
        }
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return all(suite("jsonata/groups", ".jsonata"), lines("""
                        {"sku": sku, "total": $sum(lines.qty)}
                        $map(lines, function($l, $i) { $l.qty * $i })
                        tags[0] & "-" & $string(price)
                        $replace(sku, /A-(\\d)/, "$1")
                        lines^(>qty).{"q": qty}
                        ($f := function($x) { $x <= 1 ? 1 : $x * $f($x - 1) }; $f(5))
                        $now() ~> $toMillis()
                        lines{$string(qty): $}
                        $ ~> |lines|{"x": 1}, ["qty"]|
                        $formatNumber(price, "#,##0.00")
                        $parseInteger("twelve", "w")
                        $eval("1+1")
                        **.qty
                        """));
    }
}
