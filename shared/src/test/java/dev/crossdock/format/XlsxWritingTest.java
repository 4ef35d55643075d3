package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XlsxWritingTest {
    private static final XlsxFormat XLSX = new XlsxFormat();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static Record row(Object... keysAndValues) {
        var row = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) row.put((String) keysAndValues[i], keysAndValues[i + 1]);
        return Record.of(row, new Origin("p", 1, 0));
    }

    private byte[] written(Map<String, Object> options, Record... records) {
        out.reset();
        try (var writer = XLSX.writer(out, new Options("xlsx", options))) {
            for (var record : records) writer.write(record);
        }
        return out.toByteArray();
    }

    private static List<Object> read(byte[] file, Map<String, Object> options) {
        var values = new ArrayList<Object>();
        try (var reader = XLSX.reader(new ByteArrayInputStream(file), "p", new Options("xlsx", options), Place.START)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                assertThat(next.get().unreadable()).isEmpty();
                values.add(next.get().value());
            }
        }
        return values;
    }

    private static String part(byte[] file, String name) {
        try (var zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no " + name);
    }

    private static String sheet(byte[] file) {
        return part(file, "xl/worksheets/sheet1.xml");
    }

    @Test
    void valuesKeepTheirTypes() {
        var file = written(
                Map.of(),
                row(
                        "text",
                        "00012",
                        "int",
                        7,
                        "price",
                        new BigDecimal("19.99"),
                        "on",
                        true,
                        "tags",
                        List.of("a", 1),
                        "none",
                        null),
                row(
                        "text",
                        "x",
                        "int",
                        -3L,
                        "price",
                        new BigDecimal("1E+3"),
                        "on",
                        false,
                        "tags",
                        Map.of("k", "v"),
                        "none",
                        null));
        assertThat(read(file, Map.of()))
                .containsExactly(
                        row(
                                        "text",
                                        "00012",
                                        "int",
                                        7,
                                        "price",
                                        new BigDecimal("19.99"),
                                        "on",
                                        true,
                                        "tags",
                                        "[\"a\",1]",
                                        "none",
                                        "")
                                .value(),
                        row("text", "x", "int", -3, "price", 1000, "on", false, "tags", "{\"k\":\"v\"}", "none", "")
                                .value());
        assertThat(sheet(file)).contains("<c r=\"C2\"><v>19.99</v></c>").contains("<c r=\"D2\" t=\"b\"><v>1</v></c>");
    }

    @Test
    void numbersWhoseDigitsWouldBeLostAreTexts() {
        var file = written(
                Map.of(),
                row(
                        "fits", 123456789012345L,
                        "long", 1234567890123456L,
                        "longer", new BigInteger("12345678901234567890"),
                        "fine", new BigDecimal("0.1234567890123456789"),
                        "computed", new BigDecimal("24.987499999999997"),
                        "huge", new BigDecimal("1E+400")));
        assertThat(sheet(file))
                .contains("<c r=\"A2\"><v>123456789012345</v></c>")
                .contains("<c r=\"E2\"><v>24.987499999999997</v></c>");
        var row = (Map<?, ?>) read(file, Map.of()).get(0);
        assertThat(row.get("long")).isEqualTo("1234567890123456");
        assertThat(row.get("longer")).isEqualTo("12345678901234567890");
        assertThat(row.get("fine")).isEqualTo("0.1234567890123456789");
        assertThat(row.get("huge")).isInstanceOf(String.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "=HYPERLINK(\"http://evil\",\"x\")",
                "+1+cmd|' /C calc'!A0",
                "-2+3",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\uFF1D1+1"
            })
    void aTextIsNeverAFormula(String text) {
        var file = written(Map.of(), row(text, text));
        assertThat(sheet(file)).doesNotContain("<f>").contains("t=\"inlineStr\"");
        assertThat(((Map<?, ?>) read(file, Map.of()).get(0)).values()).first().isEqualTo(text);
    }

    @Test
    void whatXmlCannotHoldComesBackAsItWas() {
        var odd = "a\u0000b\r\nc\td_x000D_ \uFFFE & < > \" \ud83d\ude00 _x41_";
        var file = written(Map.of(), row("text", odd), row("text", " "));
        assertThat(read(file, Map.of())).containsExactly(Map.of("text", odd), Map.of("text", " "));
    }

    @Test
    void theSameRecordsGiveTheSameBytes() {
        assertThat(written(Map.of(), row("a", 1))).isEqualTo(written(Map.of(), row("a", 1)));
    }

    @Test
    void theSheetAndTheRowOfTheNamesAreWhereAJobReadsThem() {
        assertThat(read(written(Map.of("sheet", "Prices & more"), row("a", 1)), Map.of("sheet", "Prices & more")))
                .containsExactly(Map.of("a", 1));
        assertThat(read(written(Map.of("sheet", 3, "header", 5), row("a", 1)), Map.of("sheet", 3, "header", 5)))
                .containsExactly(Map.of("a", 1));
        assertThat(code(() -> written(Map.of("sheet", "a/b"), row("a", 1)))).isEqualTo("xlsx.sheet-name");
    }

    @Test
    void aRecordThatDoesNotFitIsRefusedAndTheOthersAreWritten() {
        try (var writer = XLSX.writer(out, new Options("xlsx", Map.of("columns", List.of("sku", "text"))))) {
            writer.write(row("sku", "A"));
            assertThat(code(() -> writer.write(row("sku", "B", "colour", "red"))))
                    .isEqualTo("xlsx.columns");
            assertThat(code(() -> writer.write(row("sku", "B", "text", "x".repeat(32_768)))))
                    .isEqualTo("xlsx.cell-too-long");
            assertThat(code(() -> writer.write(Record.of("no row", new Origin("p", 1, 0)))))
                    .isEqualTo("xlsx.not-a-row");
            writer.write(row("sku", "C", "text", "x".repeat(32_767)));
        }
        assertThat(read(out.toByteArray(), Map.of()))
                .extracting(value -> (Object) ((Map<?, ?>) value).get("sku"))
                .containsExactly("A", "C");
    }

    @Test
    void aRejectsFileTakesWhateverComes() {
        var columns = List.of("sku", "_row", "_errors");
        var file =
                written(Map.of("columns", columns), row("sku", "x".repeat(40_000), "_row", 7, "_errors", "too long"));
        assertThat(((Map<?, ?>) read(file, Map.of()).get(0)).get("sku").toString())
                .hasSize(32_767);
    }

    @Test
    void moreColumnsOrRowsThanASheetHasAreRefused() {
        var wide = new String[16_385];
        Arrays.setAll(wide, i -> "c" + i);
        assertThat(code(() -> written(Map.of("columns", List.of(wide))))).isEqualTo("xlsx.too-many-columns");
        var assembly = XLSX.assembly(new Options("xlsx", Map.of("columns", List.of("n"))))
                .orElseThrow();
        var one = "{\"n\":1}\n".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        assertThat(code(() -> assembly.assemble(repeated(one, 16), OutputStream.nullOutputStream())))
                .isEqualTo("xlsx.too-many-rows");
    }

    /** One row is the names: sixteen times 65,536 do not fit. */
    private static InputStream repeated(byte[] bytes, int times) {
        InputStream all = InputStream.nullInputStream();
        for (int i = 0; i < times; i++) all = new java.io.SequenceInputStream(all, new ByteArrayInputStream(bytes));
        return all;
    }

    @Test
    void piecesOfSeveralWorkersGiveTheFileOfOne() {
        var options = new Options("xlsx", Map.of("columns", List.of("sku", "n")));
        var assembly = XLSX.assembly(options).orElseThrow();
        var records = List.of(row("sku", "=A", "n", 1), row("sku", "B"), row("sku", "C", "n", new BigDecimal("2.5")));
        var pieces = new ByteArrayOutputStream();
        for (var record : records) {
            try (var writer = assembly.pieces(pieces)) {
                writer.write(record);
            }
        }
        var whole = new ByteArrayOutputStream();
        assembly.assemble(new ByteArrayInputStream(pieces.toByteArray()), whole);
        assertThat(whole.toByteArray()).isEqualTo(written(options.values(), records.toArray(Record[]::new)));
    }

    private static String code(Runnable act) {
        return catchThrowableOfType(Refused.class, act::run).problem().code();
    }
}
