package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.definition.Text.Part;
import dev.crossdock.flow.Refused;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spelling, units, cron lines, texts with expressions, references to secrets. */
class ToolsTest {
    @Test
    void theNearestSpellingIsFound() {
        var known = List.of("files", "format", "bucket", "put-by-key", "csv");
        assertThat(Spelling.nearest("file", known)).contains("files");
        assertThat(Spelling.nearest("flies", known)).contains("files");
        assertThat(Spelling.nearest("Put_By_Key", known)).contains("put-by-key");
        assertThat(Spelling.nearest("cvs", known)).contains("csv");
        assertThat(Spelling.nearest("xlsx", known)).isEmpty();
        assertThat(Spelling.nearest("", known)).isEmpty();
        assertThat(Spelling.nearest("x".repeat(100_000), known)).isEmpty();
        assertThat(Spelling.distance("ca", "abc")).isEqualTo(3);
        assertThat(Spelling.distance("abcd", "acbd")).isEqualTo(1);
        assertThat(Spelling.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void unitsAreRead() {
        assertThat(Units.duration("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Units.duration("30d")).isEqualTo(Duration.ofDays(30));
        assertThat(Units.bytes("64KB")).isEqualTo(65_536);
        assertThat(Units.bytes("999999999GB")).isEqualTo(999_999_999L << 30);
        assertThat(Units.perSecond("50/s")).isEqualTo(50.0);
        assertThat(Units.perSecond("1000/m")).isCloseTo(16.67, org.assertj.core.data.Offset.offset(0.01));
        assertThat(Units.share("12.5%")).isEqualTo(0.125);
        assertThat(Units.zone("Europe/Oslo").getId()).isEqualTo("Europe/Oslo");
    }

    @Test
    void whatHasNoUnitOrAnotherIsRefused() {
        for (var text : List.of("", "10", "s", "-1s", "1.5h", "10 s", "0s", "9999999999s", "1w", "١s")) {
            assertThatThrownBy(() -> Units.duration(text)).isInstanceOf(Refused.class);
        }
        for (var text : List.of("", "10", "0MB", "5mb", "1TB", "MB")) {
            assertThatThrownBy(() -> Units.bytes(text)).isInstanceOf(Refused.class);
        }
        for (var text : List.of("", "50", "50/d", "0/s", "/s")) {
            assertThatThrownBy(() -> Units.perSecond(text)).isInstanceOf(Refused.class);
        }
        for (var text : List.of("", "10", "101%", "-1%")) {
            assertThatThrownBy(() -> Units.share(text)).isInstanceOf(Refused.class);
        }
        for (var text : List.of("", "+02:00", "Oslo", "europe/oslo")) {
            assertThatThrownBy(() -> Units.zone(text)).isInstanceOf(Refused.class);
        }
        assertThatThrownBy(() -> Units.bytes("5mb"))
                .hasMessage("config.value: \"5mb\" is not a size. Did you mean 5MB?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* * * * *",
                "0 2 * * *",
                "*/15 0-6,22 1,15 JAN-mar MON-FRI",
                "0 0 31 1 *",
                "0 0 29 2 *",
                "5/10 * * * 7",
                "0 0 30 2 MON"
            })
    void aCronLineOfFiveFieldsIsTaken(String line) {
        Cron.check(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "* * * *",
                "0 0 2 * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "1-2-3 * * * *",
                "5-1 * * * *",
                "1,,2 * * * *",
                "* * L * *",
                "0 0 30 2 *",
                "0 0 31 4,6 *",
                "@daily",
                "? * * * *",
                "1/2/3 * * * *",
                "a * * * *",
                "* * * * MON#1"
            })
    void anythingElseIsNone(String line) {
        assertThatThrownBy(() -> Cron.check(line)).isInstanceOf(Refused.class);
    }

    @Test
    void aTextFallsIntoItsParts() {
        assertThat(Text.parse("products-{$run.date}.ndjson"))
                .containsExactly(
                        new Part(false, "products-", 0),
                        new Part(true, "$run.date", 10),
                        new Part(false, ".ndjson", 20));
        assertThat(Text.parse("{a}{b}")).containsExactly(new Part(true, "a", 1), new Part(true, "b", 4));
        assertThat(Text.parse("{{a}} and }")).containsExactly(new Part(false, "{a} and }", 0));
        assertThat(Text.parse("{ $lookup({\"a\": {\"b\": 1}}, \"}\") }x"))
                .containsExactly(new Part(true, " $lookup({\"a\": {\"b\": 1}}, \"}\") ", 1), new Part(false, "x", 33));
        assertThat(Text.parse("{'it\\'s }' & `a}b` /* } */}"))
                .containsExactly(new Part(true, "'it\\'s }' & `a}b` /* } */", 1));
        assertThat(Text.parse("")).isEmpty();
        assertThat(Text.parse("x{a}")).containsExactly(new Part(false, "x", 0), new Part(true, "a", 2));
    }

    @Test
    void lintReadsATextAsTheMappingRoomDoes() {
        for (var text : List.of(
                "a-{1}.b", "{1}{1}", "{{1}} and }", "{$string({\"a\": {\"b\": \"}\"}})}x", "{1}}}", "{{{1}}}", "x")) {
            var rendered = new StringBuilder();
            for (var part : Text.parse(text)) {
                rendered.append(
                        part.expression()
                                ? dev.crossdock.mapping.TextTemplate.compile("{" + part.text() + "}", "")
                                        .text(null, java.util.Map.of())
                                : part.text());
            }
            assertThat(dev.crossdock.mapping.TextTemplate.compile(text, "").text(null, java.util.Map.of()))
                    .as(text)
                    .isEqualTo(rendered.toString());
        }
    }

    @Test
    void aTextWithABraceLeftOpenIsRefused() {
        for (var text : List.of("{", "a{b", "{\"}", "{}", "{ }", "{/*}", "{'}", "a{{{b")) {
            assertThatThrownBy(() -> Text.parse(text))
                    .isInstanceOf(Refused.class)
                    .hasMessageStartingWith("config.text");
        }
    }

    @Test
    void aFileInAReservedFolderStartsNothing() {
        var from = new From.BucketFiles("incoming", "{,processed/,in/}*.csv", dev.crossdock.format.Options.NONE);

        assertThat(from.matches("a.csv")).isTrue();
        assertThat(from.matches("in/a.csv")).isTrue();
        assertThat(from.matches("processed/a.csv")).isFalse();
        assertThat(from.matches("processed.csv")).isTrue();
    }

    @Test
    void aSecretIsNamedAndNeverHeld() {
        assertThat(Reference.parse("${secret:shop-api-key}")).contains(new Reference("shop-api-key"));
        assertThat(Reference.parse("x${secret:a}")).isEmpty();
        assertThat(Reference.in("Token ${secret:a}:${secret:b-2}"))
                .containsExactly(new Reference("a"), new Reference("b-2"));
        assertThat(Reference.in("plain $ {secret:a}")).isEmpty();
        assertThat(Reference.resolve("Token ${secret:a}!", name -> "$1\\" + name))
                .isEqualTo("Token $1\\a!");
        assertThat(new Reference("shop-api-key").variable()).isEqualTo("CROSSDOCK_SECRET_SHOP_API_KEY");
        assertThat(new Reference("a")).hasToString("${secret:a}");
        for (var text : List.of("${secret:A}", "${env:a}", "${secret:}", "${secret:a")) {
            assertThatThrownBy(() -> Reference.in(text)).isInstanceOf(Refused.class);
        }
    }
}
