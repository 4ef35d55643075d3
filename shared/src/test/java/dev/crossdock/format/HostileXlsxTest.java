package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workbooks that are large, hostile or damaged. */
class HostileXlsxTest {
    private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final XlsxFormat XLSX = new XlsxFormat();

    /** All of a workbook but its sheet. */
    private static Archive book(boolean texts) {
        return new Archive()
                .entry("[Content_Types].xml", "<Types/>")
                .entry(
                        "xl/workbook.xml",
                        "<workbook xmlns:r=\"" + RELATIONS
                                + "\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>")
                .entry(
                        "xl/_rels/workbook.xml.rels",
                        "<Relationships><Relationship Id=\"a\" Type=\"" + RELATIONS
                                + "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                                + (texts
                                        ? "<Relationship Id=\"b\" Type=\"" + RELATIONS
                                                + "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                                        : "")
                                + "</Relationships>");
    }

    private static String sheet(String rows) {
        return "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>sku</t></is></c></row>" + rows
                + "</sheetData></worksheet>";
    }

    private static RecordReader reader(byte[] file) {
        return XLSX.reader(new ByteArrayInputStream(file), "p.xlsx", Options.NONE, Place.START);
    }

    private static long count(byte[] file) {
        long count = 0;
        try (var reader = reader(file)) {
            while (reader.next().isPresent()) count++;
        }
        return count;
    }

    private static String refusal(byte[] file) {
        return catchThrowableOfType(Refused.class, () -> count(file)).problem().code();
    }

    private static byte[] zeros() {
        return " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    @Timeout(60)
    void aSheetOfFourGigabytesInASmallFileIsRefusedAtOnce() {
        var bomb = Archive.deflated(zeros(), 4_000);
        assertThat(bomb.length).isLessThan(8 << 20);
        var file = book(false)
                .entry("xl/worksheets/sheet1.xml", bomb, 0, 4_000L << 20 & 0xffffffffL)
                .bytes();
        assertThat(refusal(file)).isEqualTo("xlsx.bomb");
    }

    @Test
    @Timeout(60)
    void aSheetThatSaysItIsSmallIsRefusedWhereItStopsBeingSo() {
        var file = book(false)
                .entry("xl/worksheets/sheet1.xml", Archive.deflated(zeros(), 4_000), 0, 5_000)
                .bytes();
        assertThat(refusal(file)).isEqualTo("xlsx.bomb");
    }

    @Test
    @Timeout(120)
    void aMillionSharedTextsAreReadWithoutFillingTheMemory() {
        var texts = new StringBuilder("<sst>");
        var rows = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            texts.append("<si><t>text ").append(i).append("</t></si>");
            if (i % 10 == 0) rows.append("<row><c t=\"s\"><v>").append(i).append("</v></c></row>");
        }
        var file = book(true)
                .entry("xl/sharedStrings.xml", texts.append("</sst>").toString())
                .entry("xl/worksheets/sheet1.xml", sheet(rows.toString()))
                .bytes();
        try (var reader = reader(file)) {
            reader.next();
            assertThat(reader.next().orElseThrow().value()).isEqualTo(Map.of("sku", "text 10"));
        }
        assertThat(count(file)).isEqualTo(100_000);
    }

    @Test
    @Timeout(120)
    void moreSharedTextsThanAnySheetNeedsAreRefused() {
        var many = "<si/>".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        var all = new ByteArrayOutputStream();
        all.writeBytes("<sst>".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 11; i++) all.writeBytes(many);
        all.writeBytes("</sst>".getBytes(StandardCharsets.US_ASCII));
        var file = book(true)
                .entry("xl/sharedStrings.xml", all.toString(StandardCharsets.US_ASCII))
                .entry("xl/worksheets/sheet1.xml", sheet(""))
                .bytes();
        assertThat(refusal(file)).isEqualTo("xlsx.limit");
    }

    @Test
    void aRowThatRefersToOneLargeTextManyTimesIsRefused() {
        var cells = "<c t=\"s\"><v>0</v></c>".repeat(2_000);
        var file = book(true)
                .entry("xl/sharedStrings.xml", "<sst><si><t>" + "x".repeat(32_000) + "</t></si></sst>")
                .entry("xl/worksheets/sheet1.xml", sheet("<row>" + cells + "</row>"))
                .bytes();
        assertThat(refusal(file)).isEqualTo("xlsx.record-too-large");
    }

    @Test
    void aTextWithoutEndIsRefusedBeforeItFillsTheMemory() {
        var file = book(false)
                .entry(
                        "xl/worksheets/sheet1.xml",
                        sheet("<row><c t=\"inlineStr\"><is><t>" + "y".repeat(30 << 20) + "</t></is></c></row>"))
                .bytes();
        assertThat(refusal(file)).isEqualTo("xlsx.record-too-large");
    }

    @Test
    void namesWithoutEndAreRefused() {
        var rows = new StringBuilder();
        for (int i = 0; i < 20_000; i++) rows.append("<n").append(i).append("/>");
        var file = book(false)
                .entry("xl/worksheets/sheet1.xml", sheet(rows.toString()))
                .bytes();
        assertThat(refusal(file)).isEqualTo("xml.limit");
    }

    @Test
    void anArchiveOfTooManyPartsIsRefused() {
        var archive = book(false).entry("xl/worksheets/sheet1.xml", sheet(""));
        for (int i = 0; i < 10_001; i++) archive.entry("xl/media/" + i, "");
        assertThat(refusal(archive.bytes())).isEqualTo("xlsx.invalid");
    }

    @Test
    void aFileThatNoDiskHoldsIsRefusedWhileItComes() {
        var endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }
        };
        var e = catchThrowableOfType(Refused.class, () -> Spooled.of(endless, "p.xlsx", "xlsx", 1 << 20));
        assertThat(e.problem().code()).isEqualTo("xlsx.file-too-large");
    }

    @Test
    void whatIsKeptOnDiskIsGoneAfterwards() {
        var spooled = Spooled.of(new ByteArrayInputStream(new byte[10]), "p.xlsx", "xlsx");
        assertThat(spooled.path()).hasSize(10);
        spooled.close();
        assertThat(Files.exists(spooled.path())).isFalse();
    }

    @Test
    void aConnectionThatBreaksIsTheWorldsFault() {
        var file = small();
        var broken = new SequenceInputStream(new ByteArrayInputStream(file, 0, file.length / 2), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
        assertThatThrownBy(() -> XLSX.reader(broken, "p.xlsx", Options.NONE, Place.START))
                .isInstanceOf(WorldException.class)
                .hasMessageContaining("connection reset");
    }

    @Test
    void damagedWorkbooksAreReadOrRefusedByACodedMessage() {
        var file = small();
        for (int seed = 0; seed < 150; seed++) {
            var random = new Random(seed);
            var damaged = file.clone();
            for (int i = 1 + random.nextInt(4); i > 0; i--)
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            int length = random.nextInt(5) == 0 ? random.nextInt(damaged.length) : damaged.length;
            try {
                count(java.util.Arrays.copyOf(damaged, length));
            } catch (Refused e) {
                assertThat(e.problem().code()).as("seed " + seed).startsWith("x");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static byte[] small() {
        var out = new ByteArrayOutputStream();
        try (var writer = XLSX.writer(out, new Options("xlsx", Map.of("columns", List.of("sku", "price"))))) {
            for (int i = 0; i < 300; i++) {
                writer.write(Record.of(Map.of("sku", "A" + i, "price", i), new Origin("f", i + 1, 0)));
            }
        }
        return out.toByteArray();
    }
}
