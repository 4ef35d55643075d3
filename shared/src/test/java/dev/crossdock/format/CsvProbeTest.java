package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever stands in a well-formed file, a cut that is found is a record's beginning, or it is said that it cannot be told. */
class CsvProbeTest {
    private static final String[] PIECES = {
        "a",
        "5",
        "ø",
        " ",
        "\"\"",
        "\"\"\"\"",
        "\n",
        "\r\n",
        ",",
        ";",
        "\"\",\"\"",
        "'",
        "\\",
        "x,y",
        ",\"\"\n",
        "\n\"\"",
        "€"
    };

    private static final class Made {
        final StringBuilder text = new StringBuilder();
        final Set<Integer> starts = new HashSet<>();
        final Random random;
        final int columns;
        final String end;

        Made(long seed) {
            random = new Random(seed);
            columns = 1 + random.nextInt(6);
            end = random.nextInt(3) == 0 ? "\r\n" : "\n";
            row("h");
            int rows = 20 + random.nextInt(60);
            for (int i = 0; i < rows; i++) {
                starts.add(bytes().length);
                row("");
                if (random.nextInt(15) == 0) text.append(end);
            }
        }

        private void row(String header) {
            for (int i = 0; i < columns; i++) {
                if (i > 0) text.append(',');
                text.append(header.isEmpty() ? field(random) : header + i);
            }
            text.append(end);
        }

        private String field(Random random) {
            return switch (random.nextInt(8)) {
                case 0, 1 -> quoted(random);
                // A whole table of the same width, quoted.
                case 2 -> random.nextInt(4) == 0 ? '"' + table(random) + '"' : "plain";
                case 3 -> "\"\"";
                case 4 -> random.nextInt(3) == 0 ? "5\" pan" : "7";
                default -> "v" + random.nextInt(1000);
            };
        }

        private String quoted(Random random) {
            var field = new StringBuilder("\"");
            for (int n = random.nextInt(12); n > 0; n--) field.append(PIECES[random.nextInt(PIECES.length)]);
            return field.append('"').toString();
        }

        private String table(Random random) {
            var table = new StringBuilder();
            for (int n = 2 + random.nextInt(8); n > 0; n--) {
                for (int i = 0; i < columns; i++) {
                    table.append(i > 0 ? "," : "");
                    table.append(random.nextInt(5) == 0 ? "\"\"in, it\"\"" : "v" + random.nextInt(100));
                }
                table.append(end);
            }
            return table.toString();
        }

        byte[] bytes() {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatIsFoundIsARecordsBeginning() {
        Map<String, Integer> seen = new HashMap<>();
        for (long seed = 0; seed < 3_000; seed++) {
            var made = new Made(seed);
            var bytes = made.bytes();
            var dialect = CsvDialect.of(new Options("csv", Map.of("delimiter", ",")));
            for (int n = 0; n < 10; n++) {
                int at = 1 + made.random.nextInt(bytes.length - 1);
                int to = Math.min(bytes.length, at + 64 + made.random.nextInt(1500));
                var window = Arrays.copyOfRange(bytes, at, to);
                // A quoted field of this test is shorter than the window in which none is taken to be open.
                var begin = new CsvProbe(window, to == bytes.length, dialect, made.columns, 1_200).begin();
                if (begin.isPresent()) {
                    assertThat(made.starts)
                            .as("seed %d, window %d to %d of %s", seed, at, to, made.text)
                            .contains(at + (int) begin.getAsLong());
                }
                seen.merge(begin.isPresent() ? "found" : "ambiguous", 1, Integer::sum);
            }
        }
        assertThat(seen.get("found")).isGreaterThan(seen.get("ambiguous") / 2);
    }

    @Test
    void readingFromAKnownPlaceFindsTheNextRecordExactly() {
        for (long seed = 0; seed < 300; seed++) {
            var made = new Made(seed);
            var bytes = made.bytes();
            var options = new Options("csv", Map.of("delimiter", ","));
            var format = new CsvFormat();
            var first = format.reader(new ByteArrayInputStream(bytes), "p.csv", options, Place.START)
                    .place();
            int at = made.random.nextInt(bytes.length);
            int from = (int) first.byteOffset();
            var rest = new ByteArrayInputStream(bytes, from, bytes.length - from);
            var found = format.seek(rest, "p.csv", options, first, at);
            var expected = made.starts.stream().filter(start -> start >= at).min(Integer::compare);
            assertThat(found.map(Place::byteOffset)).as("seed %d", seed).isEqualTo(expected.map(Integer::longValue));
        }
    }

    @Test
    void ofQuotesThatAreNotDoubledNothingIsSaid() {
        var window = "a,\"b\"\n".repeat(100).getBytes(StandardCharsets.UTF_8);
        for (var option : Map.of("escape", "\\", "strayQuotes", "keep").entrySet()) {
            var dialect = CsvDialect.of(new Options("csv", Map.of(option.getKey(), option.getValue())));
            assertThat(new CsvProbe(window, true, dialect, 2, 64).begin()).isEmpty();
        }
        var none = CsvDialect.of(new Options("csv", Map.of("quote", "none")));
        assertThat(new CsvProbe(window, true, none, 2, 64).begin()).hasValue(6);
    }
}
