package dev.crossdock.functions.controlapi.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TriedTest {
    private static Tried tried(String input, String mapping) {
        return Tried.of(input, mapping, Map.of("market", "NO"));
    }

    @Test
    void eachRecordOfAListIsMappedForItself() {
        var tried = tried("[{\"a\": 1}, {\"a\": 2}, {}]", "a & $vars.market");
        assertThat(tried.wrong()).isEmpty();
        assertThat(tried.results()).extracting(Tried.One::result).containsExactly("\"1NO\"", "\"2NO\"", "\"NO\"");
        assertThat(tried("{}", "a").results().get(0).result()).isEmpty();
    }

    @Test
    void anErrorInTheMappingHasItsLineAndColumn() {
        var tried = tried("{}", "{\n  \"a\": $sum(x\n}");
        assertThat(tried.where()).isEqualTo("mapping, line 3, column 1");
        assertThat(tried.line()).isEqualTo("}");
        assertThat(tried.results()).isEmpty();
    }

    @Test
    void anErrorInTheInputHasItsLineAndColumn() {
        assertThat(tried("{\n  \"a\": x\n}", "a").where()).startsWith("input, line 2, column ");
    }

    @Test
    void whatFailsForARecordIsSaidOfThatRecordAlone() {
        var results = tried("[{\"a\": \"1\"}, {\"a\": \"x\"}]", "$number(a)").results();
        assertThat(results.get(0).result()).isEqualTo("1");
        assertThat(results.get(1).wrong()).contains("x");
    }

    @Test
    void anExpressionThatNeverEndsIsStopped() {
        var one = tried("{}", "($f := function($x) { $f($x + 1) }; $f(1))")
                .results()
                .get(0);
        assertThat(one.wrong()).isNotEmpty();
    }
}
