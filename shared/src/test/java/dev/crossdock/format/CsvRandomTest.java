package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Made-up files, some thousands of them. A failure names its seed; {@code -Dformat.seed=N} plays only that one. */
class CsvRandomTest {
    private static final int FILES = 3_000;
    private static final String[] PIECES = {
        "a", "Z9", "\"", "\"\"", "\n", "\r\n", "\r", ",", ";", "\t", "|", "'", " ", "ä", "€", "😎", "\uFEFF", "\uFFFD",
        "#", "\\"
    };
    private static final String[] ENDS = {"\n", "\r\n", "\r"};

    private static IntStream seeds() {
        var one = System.getProperty("format.seed");
        return one == null ? IntStream.range(0, FILES) : IntStream.of(Integer.parseInt(one));
    }

    @Test
    void whatWasWrittenByAnyoneIsReadWithExactPlaces() {
        seeds().forEach(seed -> new Made(new Random(seed)).check("seed " + seed));
    }

    @Test
    void whatOurWriterWritesOurReaderReads() {
        seeds().forEach(seed -> {
            var random = new Random(seed);
            var made = new Made(random);
            var out = new ByteArrayOutputStream();
            try (var writer = new CsvFormat().writer(out, made.options())) {
                for (var row : made.rows) writer.write(Record.of(row, new dev.crossdock.flow.Origin("", 1, 0)));
            }
            if (!made.rows.isEmpty()) {
                assertThat(values(read(out.toByteArray(), made.options(), Place.START)))
                        .as("seed " + seed)
                        .isEqualTo(made.rows);
            }
        });
    }

    @Test
    void aNestOfQuotesIsReadAsFastCsvReadsIt() {
        seeds().forEach(seed -> {
            var random = new Random(seed);
            var text = new StringBuilder("a,b,c\n");
            for (int i = random.nextInt(30); i > 0; i--) text.append("x,\"\n\r".charAt(random.nextInt(5)));
            var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            var theirs = new ArrayList<List<String>>();
            try (var csv = CsvReader.builder()
                    .allowExtraCharsAfterClosingQuote(false)
                    .allowMissingFields(true)
                    .allowExtraFields(true)
                    .ofCsvRecord(text.toString())) {
                csv.forEach(row -> theirs.add(row.getFields()));
            } catch (CsvParseException | java.io.IOException e) {
                return;
            }
            var ours = new ArrayList<List<String>>();
            var scanner = new CsvScanner(
                    new ByteArrayInputStream(bytes), "p.csv", CsvDialect.of(new Options("csv", Map.of())), Place.START);
            try {
                while (scanner.next()) {
                    var row = new ArrayList<String>();
                    for (int i = 0; i < scanner.fields(); i++) {
                        var field = new String(scanner.buffer(), scanner.from(i), scanner.to(i) - scanner.from(i));
                        row.add(scanner.doubled(i) ? field.replace("\"\"", "\"") : field);
                    }
                    ours.add(row);
                }
            } catch (Refused e) {
                // FastCSV takes the end of the file for the end of the quote.
                assertThat(e.problem().code()).isEqualTo("csv.unclosed-quote");
                theirs.subList(ours.size(), theirs.size()).clear();
            }
            assertThat(ours).as("seed %d: %s", seed, text).isEqualTo(theirs);
        });
    }

    private static List<Record> read(byte[] bytes, Options options, Place from) {
        var records = new ArrayList<Record>();
        var in = new ByteArrayInputStream(bytes, (int) from.byteOffset(), bytes.length);
        try (var reader = new CsvFormat().reader(in, "p.csv", options, from)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
        }
        return records;
    }

    private static List<Object> values(List<Record> records) {
        return records.stream().map(Record::value).toList();
    }

    /** A table, and a file that says the same, quoted where it must be and sometimes where it need not. */
    private static final class Made {
        private final List<Map<String, Object>> rows = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();
        private final List<Long> lines = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Random random;
        private final char delimiter;
        private final char quote;
        private final Charset charset;
        private long line;

        Made(Random random) {
            this.random = random;
            this.delimiter = ",;\t|".charAt(random.nextInt(4));
            this.quote = random.nextInt(4) == 0 ? '\'' : '"';
            this.charset = random.nextInt(4) == 0 ? Charset.forName("windows-1252") : StandardCharsets.UTF_8;
            int columns = 1 + random.nextInt(5);
            var names = new ArrayList<String>();
            for (int i = 0; i < columns; i++) names.add("c" + i);
            write(names);
            for (int n = random.nextInt(20); n > 0; n--) {
                blank();
                var row = new LinkedHashMap<String, Object>();
                for (var name : names) row.put(name, field());
                offsets.add((long) bytes.size());
                lines.add(line);
                rows.add(row);
                write(row.values().stream().map(String::valueOf).toList());
            }
            blank();
        }

        private String field() {
            var text = new StringBuilder();
            for (int i = random.nextInt(50) == 0 ? 900 : random.nextInt(6); i > 0; i--)
                text.append(PIECES[random.nextInt(PIECES.length)]);
            var encoder = charset.newEncoder();
            var fitting = new StringBuilder();
            text.codePoints()
                    .mapToObj(Character::toString)
                    .filter(encoder::canEncode)
                    .forEach(fitting::append);
            return fitting.toString();
        }

        private void blank() {
            for (int i = random.nextInt(3) - 1; i > 0; i--) end();
        }

        private void end() {
            var end = ENDS[random.nextInt(ENDS.length)];
            // CR of one line end and LF of the next would be one.
            int last = bytes.size() - 1;
            if (end.equals("\n") && last >= 0 && bytes.toByteArray()[last] == '\r') end = "\r";
            put(end);
            line++;
        }

        private void write(List<String> fields) {
            for (int i = 0; i < fields.size(); i++) {
                if (i > 0) put(String.valueOf(delimiter));
                var field = fields.get(i);
                boolean must = field.indexOf(delimiter) >= 0
                        || field.indexOf('\n') >= 0
                        || field.indexOf('\r') >= 0
                        || field.indexOf(quote) == 0
                        || field.isEmpty() && fields.size() == 1;
                var doubled = field.replace("" + quote, "" + quote + quote);
                put(must || random.nextInt(5) == 0 ? quote + doubled + quote : field);
                line += field.replace("\r\n", "\n")
                        .chars()
                        .filter(c -> c == '\n' || c == '\r')
                        .count();
            }
            end();
        }

        private void put(String text) {
            bytes.writeBytes(text.getBytes(charset));
        }

        Options options() {
            return new Options(
                    "csv",
                    Map.of(
                            "delimiter", String.valueOf(delimiter),
                            "quote", String.valueOf(quote),
                            "encoding", charset.name()));
        }

        void check(String seed) {
            var records = read(bytes.toByteArray(), options(), Place.START);
            assertThat(values(records)).as(seed).isEqualTo(rows);
            assertThat(records.stream().map(r -> r.origin().byteOffset()))
                    .as(seed)
                    .isEqualTo(offsets);
            var cuts = new CsvFormat().cuts(new ByteArrayInputStream(bytes.toByteArray()), "p.csv", options(), 1);
            for (var cut : cuts.subList(1, cuts.size())) {
                assertThat(cut.byteOffset()).as(seed).isEqualTo(offsets.get((int) cut.record()));
                assertThat(cut.line()).as(seed).isEqualTo(lines.get((int) cut.record()));
            }
            for (var cut : cuts) {
                assertThat(values(read(bytes.toByteArray(), options(), cut)))
                        .as(seed)
                        .isEqualTo(rows.subList((int) cut.record(), rows.size()));
            }
        }
    }
}
