package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Files too large to be golden. They are made while they are read; none is ever whole in memory. */
class LargeAndBrokenTest {
    private static final Options CSV = new Options("csv", Map.of("delimiter", ","));

    /** What was read before it ended, and why it ended. */
    private record End(long records, Problem why) {}

    private static End read(FileFormat format, InputStream in) {
        long records = 0;
        try (var reader = format.reader(in, "products.csv", CSV, Place.START)) {
            try {
                while (reader.next().isPresent()) records++;
            } catch (Refused e) {
                assertThat(catchThrowableOfType(Refused.class, reader::next).problem())
                        .as("asked again, it says the same")
                        .isEqualTo(e.problem());
                return new End(records, e.problem());
            }
        }
        return new End(records, null);
    }

    private static InputStream text(String... parts) {
        return new SequenceInputStream(Collections.enumeration(Arrays.stream(parts)
                .map(part -> new ByteArrayInputStream(part.getBytes(StandardCharsets.UTF_8)))
                .toList()));
    }

    /** The same line over and over. */
    static InputStream times(String line, int count) {
        var block = line.repeat(Math.max(1, 65_536 / line.length())).getBytes(StandardCharsets.UTF_8);
        return new InputStream() {
            private long left = (long) line.getBytes(StandardCharsets.UTF_8).length * count;
            private int at;

            @Override
            public int read() {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] b, int off, int len) {
                if (left == 0) return -1;
                if (at == block.length) at = 0;
                int n = (int) Math.min(left, Math.min(len, block.length - at));
                System.arraycopy(block, at, b, off, n);
                at += n;
                left -= n;
                return n;
            }
        };
    }

    @Test
    void aQuoteLeftOpenAtTheEndOf50MegabytesIsNamedAndAllBeforeItIsRead() {
        int rows = 500_000;
        var row = "A-1," + "x".repeat(95) + "\n";
        var in = new SequenceInputStream(
                new SequenceInputStream(text("sku,description\n"), times(row, rows)),
                text("A-2,\"never closed\nA-3,lost\n"));
        var end = read(new CsvFormat(), in);
        assertThat(end.records()).isEqualTo(rows);
        assertThat(end.why())
                .hasToString(
                        "csv.unclosed-quote · products.csv, record 500,001, line 500,002, byte 50,000,020: the quote opened"
                                + " in field \"description\" is never closed. Close it, or set format.csv.quote: none.");
    }

    @Test
    void aQuoteLeftOpenAtTheBeginningOf50MegabytesDoesNotFillTheMemory() {
        var in = new SequenceInputStream(text("sku,description\nA-1,\"open\n"), times("A-2,some text\n", 4_000_000));
        var counted = new Counted(in);
        assertThat(read(new CsvFormat(), counted).why().toString())
                .startsWith("csv.unclosed-quote · products.csv, record 1, line 2, byte 20:");
        assertThat(counted.bytes).isLessThan(2L * CsvScanner.LARGEST_RECORD + (1 << 20));
    }

    @Test
    void aFieldOf5MegabytesIsRead() {
        var large = "ä\"\"\n".repeat(1_000_000);
        var in = text("sku,description\nA-1,\"", large, "\"\nA-2,small\n");
        try (var reader = new CsvFormat().reader(in, "products.csv", CSV, Place.START)) {
            var value = (Map<?, ?>) reader.next().orElseThrow().value();
            assertThat((String) value.get("description")).hasSize(3_000_000).endsWith("ä\"\n");
            var next = reader.next().orElseThrow();
            assertThat(next.value()).isEqualTo(Map.of("sku", "A-2", "description", "small"));
            assertThat(next.origin().byteOffset()).isEqualTo(16 + 5 + 5_000_000 + 2);
            assertThat(reader.place().line()).isEqualTo(1_000_003);
        }
    }

    @Test
    void aFileWithoutLineEndsIsRefused() {
        assertThat(read(new CsvFormat(), new SequenceInputStream(text("a,b\n"), times("xx", 20_000_000)))
                        .why())
                .hasToString(
                        "csv.record-too-large · products.csv, record 1, line 2, byte 4: the record has more than 16,777,216"
                                + " bytes and no end. Look whether this is a CSV file with line ends.");
        assertThat(read(new CsvFormat(), new SequenceInputStream(text("a,b\n"), times("x,", 20_000_000)))
                        .why()
                        .code())
                .isEqualTo("csv.too-many-columns");
        assertThat(read(new NdjsonFormat(), times("[", 40_000_000)).why().code())
                .isEqualTo("ndjson.line-too-long");
    }

    @Test
    void aHeaderWithMoreColumnsThanAnyTableIsRefused() {
        var names = IntStream.range(0, 20_000)
                .mapToObj(i -> "c" + i)
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        var e = catchThrowableOfType(
                Refused.class, () -> new CsvFormat().reader(text(names + "\n"), "p.csv", CSV, Place.START));
        assertThat(e.problem().code()).isEqualTo("csv.too-many-columns");
    }

    @Test
    void aJsonRecordThatNeverEndsDoesNotFillTheMemory() {
        var in = new SequenceInputStream(text("[{\"a\":1},["), times("{\"k\":\"value\"},", 4_000_000));
        var end = read(new JsonFormat(), in);
        assertThat(end.records()).isEqualTo(1);
        assertThat(end.why().toString()).startsWith("json.record-too-large · products.csv, record 2:");
    }

    @Test
    void anXmlFileOfAnySizeIsReadRecordByRecord() {
        var in = new SequenceInputStream(
                new SequenceInputStream(text("<records>"), times("<record><sku>A</sku></record>\n", 1_000_000)),
                text("</records>"));
        assertThat(read(new XmlFormat(), in)).isEqualTo(new End(1_000_000, null));
    }

    @Test
    void anXmlRecordTextAttributeCommentOrNameThatNeverEndsDoesNotFillTheMemory() {
        var begin = "<records><record>1</record>";
        for (var endless :
                List.of("<record>", "<record><a>", "<record a='", "<!-- ", "<record><![CDATA[", "<", "<a b")) {
            var end = read(new XmlFormat(), new SequenceInputStream(text(begin + endless), times("x", 60_000_000)));
            assertThat(end.records()).as(endless).isEqualTo(1);
            assertThat(end.why().code()).as(endless).isIn("xml.record-too-large", "xml.invalid", "xml.limit");
        }
        var nest = read(new XmlFormat(), new SequenceInputStream(text(begin), times("<a>", 20_000_000)));
        assertThat(nest.why().code()).isEqualTo("xml.limit");
    }

    @Test
    void namesOfXmlElementsThatAreAllDifferentDoNotFillTheMemory() {
        var names = IntStream.range(0, 11_000)
                .mapToObj(i -> "<record><n" + i + "/></record>")
                .collect(java.util.stream.Collectors.joining());
        var end = read(new XmlFormat(), text("<records>", names, "</records>"));
        assertThat(end.records()).isEqualTo(9_998);
        assertThat(end.why().code()).isEqualTo("xml.limit");
    }

    @Test
    void aBrokenConnectionIsTheWorldsFaultAndCanBeTriedAgain() {
        var in = new FilterInputStream(times("A-1,Kettle\n", 100_000)) {
            private int reads;

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                if (++reads == 8) throw new IOException("connection reset");
                return super.read(b, off, len);
            }
        };
        try (var reader = new CsvFormat().reader(in, "p.csv", CSV, Place.START)) {
            long records = 0;
            long broken = 0;
            while (true) {
                try {
                    if (reader.next().isEmpty()) break;
                    records++;
                    assertThat(reader.place().record()).isEqualTo(records);
                } catch (WorldException e) {
                    broken++;
                }
            }
            assertThat(records).isEqualTo(99_999);
            assertThat(broken).isEqualTo(1);
        }
    }

    private static final class Counted extends FilterInputStream {
        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n = super.read(b, off, len);
            bytes += Math.max(0, n);
            return n;
        }
    }
}
