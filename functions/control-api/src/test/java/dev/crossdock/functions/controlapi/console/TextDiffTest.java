package dev.crossdock.functions.controlapi.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextDiffTest {
    private static String diff(String before, String after) {
        return TextDiff.of(before.replace(' ', '\n'), after.replace(' ', '\n')).stream()
                .map(line -> line.sign() + line.text())
                .collect(Collectors.joining(","));
    }

    @Test
    void whatChangedIsToldWithTwoLinesAroundIt() {
        assertThat(diff("a b c d e f g h", "a b c d X f g h")).isEqualTo(" …, c, d,-e,+X, f, g, …");
        assertThat(diff("a b c", "a c")).isEqualTo(" a,-b, c");
        assertThat(diff("a c", "a b c")).isEqualTo(" a,+b, c");
        assertThat(diff("a b", "a b")).isEmpty();
    }

    @Test
    void whatIsTooLongToCompareIsAllGoneAndAllNew() {
        var before = IntStream.range(0, 3_000).mapToObj(i -> "a" + i).collect(Collectors.joining(" "));
        var after = IntStream.range(0, 3_000).mapToObj(i -> "b" + i).collect(Collectors.joining(" "));
        assertThat(diff(before, after)).startsWith("-a0,-a1").endsWith("+b2999");
    }
}
