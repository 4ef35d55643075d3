package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "products-*.csv | products-2.csv | true",
                "products-*.csv | products-.csv | true",
                "products-*.csv | Products-2.csv | false",
                "products-*.csv | products-2.csv.gz | false",
                "*.csv | in/a.csv | false",
                "in/*.csv | in/a.csv | true",
                "in/*.csv | in/sub/a.csv | false",
                "* | processed/2026-01-01/a.csv | false",
                "a?c | abc | true",
                "a?c | ac | false",
                "a?c | a/c | false",
                "a?c | a\uD83D\uDE00c | true",
                "[a-c]x | bx | true",
                "[a-c]x | dx | false",
                "[!a-c]x | dx | true",
                "[^a-c]x | ax | false",
                "[!a]x | /x | false",
                "[]]x | ]x | true",
                "[a-]x | -x | true",
                "[\\]]x | ]x | true",
                "{a,b*}.csv | b12.csv | true",
                "{a,b*}.csv | c.csv | false",
                "{a,{b,c}d}.csv | cd.csv | true",
                "a{,.gz} | a | true",
                "a{,.gz} | a.gz | true",
                "{a/b,c} | a/b | true",
                "a\\*b | a*b | true",
                "a\\*b | axb | false",
                "æ*ø | æåø | true",
                "a.c | abc | false",
                "(a|b)+$ | (a|b)+$ | true"
            })
    void aPatternMatchesNames(String pattern, String name, boolean expected) {
        assertThat(Glob.of(pattern).matches(name)).isEqualTo(expected);
    }

    @Test
    void whatIsNoPatternIsRefused() {
        for (var pattern : List.of(
                "",
                "[a",
                "{a",
                "a\\",
                "**",
                "a/**/b",
                "[z-a]",
                "{{{{{{{{{{{{a}}}}}}}}}}}}",
                "[",
                "[]",
                "[!",
                "{a,\\}",
                "x".repeat(1001))) {
            assertThatThrownBy(() -> Glob.of(pattern))
                    .as(pattern)
                    .isInstanceOf(Refused.class)
                    .hasMessageStartingWith("config.glob");
        }
    }

    @Test
    void hostilePatternsTakeNoLongerThanOthers() {
        var name = "a".repeat(5_000);
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            assertThat(Glob.of("*a*a*a*a*b").matches(name)).isFalse();
            assertThat(Glob.of("*a".repeat(300) + "*b").matches(name)).isFalse();
            assertThat(Glob.of("{a,aa}".repeat(150) + "b").matches(name)).isFalse();
            assertThat(Glob.of("{*,*a}{*,*a}{*,*a}{*,*a}b").matches(name)).isFalse();
            assertThat(Glob.of("*a".repeat(300)).overlaps(Glob.of("a*".repeat(300) + "b")))
                    .isFalse();
        });
    }

    @Test
    void twoPatternsOverlapWhenANameFitsBoth() {
        assertThat(overlap("products-*.csv", "*-2.csv")).isTrue();
        assertThat(overlap("products-*.csv", "orders-*.csv")).isFalse();
        assertThat(overlap("*.csv", "*.ndjson")).isFalse();
        assertThat(overlap("a/*.csv", "*.csv")).isFalse();
        assertThat(overlap("[a-m]*", "[n-z]*")).isFalse();
        assertThat(overlap("{a,b}.csv", "?.csv")).isTrue();
        assertThat(Glob.ofText(Text.parse("out/{$run.date}.csv")).overlaps(Glob.of("*.csv")))
                .isFalse();
        assertThat(Glob.ofText(Text.parse("{$run.date}.csv")).overlaps(Glob.of("in/*.csv")))
                .isTrue();
    }

    private static boolean overlap(String a, String b) {
        boolean one = Glob.of(a).overlaps(Glob.of(b));
        assertThat(Glob.of(b).overlaps(Glob.of(a))).isEqualTo(one);
        return one;
    }

    /** Compared with the JDK's regular expressions, on small patterns where those are safe. */
    @Test
    void itAgreesWithRegularExpressions() {
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            var pattern = new StringBuilder();
            var regex = new StringBuilder();
            for (int j = random.nextInt(5); j >= 0; j--) {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        if (pattern.toString().endsWith("*")) continue;
                        pattern.append('*');
                        regex.append("[^/]*");
                    }
                    case 1 -> {
                        pattern.append('?');
                        regex.append("[^/]");
                    }
                    case 2 -> {
                        pattern.append("[!a]");
                        regex.append("[^a/]");
                    }
                    case 3 -> {
                        pattern.append("{a,b*}");
                        regex.append("(a|b[^/]*)");
                    }
                    default -> {
                        char c = "ab/".charAt(random.nextInt(3));
                        pattern.append(c);
                        regex.append(c);
                    }
                }
            }
            if (pattern.isEmpty()) continue;
            var name = new StringBuilder();
            for (int j = random.nextInt(7); j > 0; j--) name.append("ab/".charAt(random.nextInt(3)));
            assertThat(Glob.of(pattern.toString()).matches(name.toString()))
                    .as(pattern + " on " + name)
                    .isEqualTo(name.toString().matches(regex.toString()));
        }
    }
}
