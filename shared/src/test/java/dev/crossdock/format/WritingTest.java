package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WritingTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private RecordWriter writer(Map<String, Object> options) {
        return new CsvFormat().writer(out, new Options("csv", options));
    }

    private static Record row(Object... keysAndValues) {
        var row = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) row.put((String) keysAndValues[i], keysAndValues[i + 1]);
        return Record.of(row, new Origin("p", 1, 0));
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theFirstRecordNamesTheColumnsAndValuesAreWrittenAsTheyAre() {
        try (var writer = writer(Map.of())) {
            writer.write(row(
                    "sku", "A-1", "price", new BigDecimal("1E+3"), "tags", List.of("a", Map.of("b", 1)), "on", true));
            writer.write(row("on", null, "sku", "say \"hi\",\nplease"));
            writer.write(row("price", new BigDecimal("1e1000000000")));
        }
        assertThat(written())
                .isEqualTo("sku,price,tags,on\r\n"
                        + "A-1,1000,\"[\"\"a\"\",{\"\"b\"\":1}]\",true\r\n"
                        + "\"say \"\"hi\"\",\nplease\",,,\r\n"
                        + ",1E+1000000000,,\r\n");
    }

    @Test
    void aRecordThatDoesNotFitIsRefusedAndNothingOfItIsWritten() {
        try (var writer = writer(Map.of("encoding", "windows-1252"))) {
            writer.write(row("sku", "A-1", "name", "Kännchen"));
            assertThat(code(writer, row("sku", "A-2", "colour", "red"))).isEqualTo("csv.columns");
            assertThat(code(writer, row("sku", "A-3", "name", "☕"))).isEqualTo("csv.encoding");
            assertThat(code(writer, Record.of(List.of(1), new Origin("p", 1, 0))))
                    .isEqualTo("csv.not-a-row");
            writer.write(row("sku", "A-4", "name", "Pan"));
        }
        assertThat(out.toString(Charset.forName("windows-1252"))).isEqualTo("sku,name\r\nA-1,Kännchen\r\nA-4,Pan\r\n");
    }

    @Test
    void withoutQuotesNothingIsQuotedAndWhatWouldHaveToBeIsRefused() {
        try (var writer = writer(Map.of("quote", "none", "delimiter", ";"))) {
            writer.write(row("sku", "A-1", "size", "5\" wide, red"));
            assertThat(code(writer, row("sku", "A;2"))).isEqualTo("csv.quote");
        }
        assertThat(written()).isEqualTo("sku;size\r\nA-1;5\" wide, red\r\n");
    }

    @Test
    void aRejectsFileTakesEverything() {
        var columns = List.of("sku", "name", "_row", "_errors");
        try (var writer = writer(Map.of("quote", "none", "encoding", "windows-1252", "columns", columns))) {
            writer.write(row("sku", "A,1", "name", "☕\nto go", "_row", 5L, "_errors", "no, never"));
        }
        assertThat(written()).isEqualTo("sku,name,_row,_errors\r\nA 1,? to go,5,no  never\r\n");
    }

    @Test
    void columnsThatAreGivenAreWrittenEvenWithoutRecords() {
        writer(Map.of("columns", List.of("sku", "name"), "delimiter", "tab")).close();
        assertThat(written()).isEqualTo("sku\tname\r\n");
    }

    @Test
    void whatIsTooDeepForJsonIsTheRecordsFault() {
        Object deep = 1;
        for (int i = 0; i < 1100; i++) deep = List.of(deep);
        try (var writer = new NdjsonFormat().writer(out, Options.NONE)) {
            writer.write(row("a", 1));
            assertThat(code(writer, row("a", deep))).isEqualTo("json.value");
            writer.write(row("a", Arrays.asList(2, null)));
        }
        assertThat(written()).isEqualTo("{\"a\":1}\n{\"a\":[2,null]}\n");
    }

    @Test
    void jsonWithoutRecordsIsAnEmptyArrayAndNdjsonIsNothing() {
        new NdjsonFormat().writer(out, Options.NONE).close();
        assertThat(written()).isEmpty();
        new JsonFormat().writer(out, Options.NONE).close();
        assertThat(written()).isEqualTo("[]\n");
    }

    @Test
    void xmlIsWrittenAsItIsReadAndARecordThatDoesNotFitIsRefusedWhole() {
        var options = new Options("xml", Map.of("record", "catalog/product", "namespaces", Map.of("g", "urn:g")));
        try (var writer = new XmlFormat().writer(out, options)) {
            writer.write(row("@id", 1, "g:name", "a<b>&\r\"", "tags", List.of("x", "y"), "none", null, "on", true));
            assertThat(code(writer, row("Product name", "x"))).isEqualTo("xml.name");
            assertThat(code(writer, row("h:name", "x"))).isEqualTo("xml.prefix");
            assertThat(code(writer, row("name", "\0"))).isEqualTo("xml.character");
            assertThat(code(writer, row("@id", List.of()))).isEqualTo("xml.value");
            writer.write(row("@a", "\"\n\t", "#text", new BigDecimal("1E+3")));
        }
        assertThat(written()).isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <catalog xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:g="urn:g">
                        <product id="1"><g:name>a&lt;b&gt;&amp;&#13;"</g:name><tags>x</tags><tags>y</tags><none xsi:nil="true"/><on>true</on></product>
                        <product a="&quot;&#10;&#9;">1000</product>
                        </catalog>
                        """);
    }

    @Test
    void anXmlRejectsFileTakesEverything() {
        var options = Map.<String, Object>of("columns", List.of("_row", "_errors"));
        try (var writer = new XmlFormat().writer(out, new Options("xml", options))) {
            writer.write(row("Product name", "\0", "g:1", "x", "_row", 5L, "_errors", "no"));
        }
        assertThat(written())
                .contains(
                        "<record><Product_name>\uFFFD</Product_name><g_1>x</g_1><_row>5</_row><_errors>no</_errors></record>");
    }

    private static String code(RecordWriter writer, Record record) {
        return catchThrowableOfType(Refused.class, () -> writer.write(record))
                .problem()
                .code();
    }
}
