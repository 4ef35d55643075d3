package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are read from their bytes when they are asked: at any time, by any thread, however the bytes came. */
class CsvRowsTest {
    private static final int FILES = 3_000;
    private static final String[] HOSTILE = {
        "a",
        "plain words",
        "\"",
        "\"\"",
        "\n",
        "\r\n",
        "\r",
        ",",
        ",,",
        "\",\"",
        "\"\n",
        "\n\"",
        "ä",
        "€",
        "😎",
        "\0",
        "\\",
        "\\\"",
        " ",
        "'"
    };

    private record Read(List<Object> values, List<Place> places, Optional<Problem> refused) {}

    private static Read read(InputStream in, Options options) {
        var records = new ArrayList<Record>();
        var places = new ArrayList<Place>();
        Optional<Problem> refused = Optional.empty();
        try (var reader = new CsvFormat().reader(in, "p.csv", options, Place.START)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
                places.add(reader.place());
            }
        } catch (Refused e) {
            refused = Optional.of(e.problem());
        }
        // Only now, when the reader has long gone on.
        var values = new ArrayList<Object>();
        for (var record : records) {
            values.add(List.of(new LinkedHashMap<>((Map<?, ?>) record.value()), record.origin(), record.unreadable()));
        }
        return new Read(values, places, refused);
    }

    /** Gives a few bytes at a time, so that every one of them is somewhere the last that there is. */
    private static InputStream slow(byte[] bytes, int most) {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                return at == bytes.length ? -1 : bytes[at++] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int length) {
                if (at == bytes.length) return -1;
                int n = Math.min(Math.min(length, most), bytes.length - at);
                System.arraycopy(bytes, at, into, from, n);
                at += n;
                return n;
            }
        };
    }

    /** Of seeds next to one another the first numbers are nearly the same. */
    static Random random(int seed) {
        return new Random(seed * 0x9E3779B97F4A7C15L);
    }

    private static byte[] hostile(Random random) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("a,b,c\n".getBytes(StandardCharsets.UTF_8));
        boolean tidy = random.nextBoolean();
        for (int i = random.nextInt(60); i > 0; i--) {
            var piece = HOSTILE[random.nextInt(HOSTILE.length)];
            if (tidy)
                piece = (random.nextBoolean() ? "\"" + piece.replace("\"", "\"\"") + "\"" : "x")
                        + ",\n".charAt(random.nextInt(2));
            bytes.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
            if (random.nextInt(80) == 0) bytes.write(0x80 + random.nextInt(0x80));
            if (random.nextInt(900) == 0)
                bytes.writeBytes("long ".repeat(27_000).getBytes(StandardCharsets.UTF_8));
        }
        var all = bytes.toByteArray();
        return random.nextInt(8) == 0 ? Arrays.copyOf(all, 6 + random.nextInt(all.length - 5)) : all;
    }

    private static Options options(Random random) {
        var values = new LinkedHashMap<String, Object>();
        if (random.nextInt(3) == 0) values.put("strayQuotes", random.nextBoolean() ? "keep" : "reject");
        if (random.nextInt(4) == 0) values.put("escape", random.nextBoolean() ? "\\" : "none");
        if (random.nextInt(5) == 0) values.put("quote", random.nextBoolean() ? "'" : "none");
        if (random.nextInt(4) == 0) values.put("trim", true);
        if (random.nextInt(4) == 0) values.put("surplus", 1);
        if (random.nextInt(4) == 0) values.put("encoding", random.nextBoolean() ? "windows-1252" : "iso-8859-1");
        return new Options("csv", values);
    }

    @Test
    void whereTheBufferEndsMakesNoDifference() {
        for (int seed = 0; seed < FILES; seed++) {
            var random = random(seed);
            var bytes = hostile(random);
            var options = options(random);
            assertThat(read(slow(bytes, 1 + random.nextInt(9)), options))
                    .as("seed %d, %s", seed, options)
                    .isEqualTo(read(new ByteArrayInputStream(bytes), options));
        }
    }

    @Test
    void aHostileFileIsReadAsFastCsvReadsIt() {
        int compared = 0;
        for (int seed = 0; seed < FILES; seed++) compared += compare("seed " + seed, hostile(random(seed)));
        assertThat(compared).isGreaterThan(5 * FILES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv-spectrum", "csv-test-data", "pollock"})
    void theSuitesFilesAreReadAsFastCsvReadsThem(String suite) throws IOException {
        var folder = ConformanceTest.SUITES.resolve(suite);
        assumeTrue(Files.isDirectory(folder), "no suite in " + folder + " (property crossdock.conformance)");
        int compared = 0;
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .toList()) {
                var bytes = Files.readAllBytes(file);
                if (bytes.length < 1 << 20) compared += compare(file.toString(), bytes);
            }
        }
        assertThat(compared).isPositive();
    }

    /** Rows of the usual dialect up to where either refuses to go on. @return how many */
    private static int compare(String as, byte[] bytes) {
        // FastCSV decodes before it looks for ends; of what is no UTF-8 there are two opinions.
        if (!Utf8.valid(bytes, 0, bytes.length)) return 0;
        var theirs = new ArrayList<List<String>>();
        boolean complete = true;
        try (var csv = CsvReader.builder()
                .allowExtraCharsAfterClosingQuote(false)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .detectBomHeader(true)
                .ofCsvRecord(new ByteArrayInputStream(bytes))) {
            csv.forEach(row -> theirs.add(row.getFields()));
        } catch (CsvParseException | IOException e) {
            complete = false;
        }
        var columns = IntStream.range(0, 20).mapToObj(i -> "c" + i).toList();
        var options = new Options("csv", Map.of("header", "none", "columns", columns.subList(0, 1), "surplus", 0));
        var wide = theirs.stream().mapToInt(List::size).max().orElse(1);
        if (wide > 1 && wide <= 20)
            options = new Options("csv", Map.of("header", "none", "columns", columns.subList(0, wide)));
        else return 0;
        var ours = new ArrayList<List<Object>>();
        boolean refused = false;
        try (var reader = new CsvFormat().reader(new ByteArrayInputStream(bytes), "p.csv", options, Place.START)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get()
                        .unreadable()
                        .filter(why -> !why.code().equals("csv.ragged"))
                        .isPresent()) {
                    refused = true;
                    break;
                }
                ours.add(new ArrayList<>(((Map<?, ?>) next.get().value()).values()));
            }
        } catch (Refused e) {
            refused = true;
        }
        if (complete && !refused) assertThat(ours).as(as).hasSameSizeAs(theirs);
        int rows = Math.min(ours.size(), theirs.size());
        for (int i = 0; i < rows; i++) {
            var row = new ArrayList<>(theirs.get(i));
            while (row.size() < wide) row.add("");
            assertThat(ours.get(i)).as("%s, row %d", as, i).isEqualTo(row);
        }
        return rows;
    }

    @Test
    void aRowIsAMapLikeAnother() {
        var csv = "sku,name\nA-1,\"Kettle, \"\"red\"\"\"\n".getBytes(StandardCharsets.UTF_8);
        try (var reader = new CsvFormat()
                .reader(new ByteArrayInputStream(csv), "p.csv", new Options("csv", Map.of()), Place.START)) {
            var row = (Map<?, ?>) reader.next().orElseThrow().value();
            var like = new LinkedHashMap<String, Object>();
            like.put("sku", "A-1");
            like.put("name", "Kettle, \"red\"");
            assertThat(row.keySet()).isEqualTo(like.keySet());
            assertThat(row).hasSize(2).isEqualTo(like).hasSameHashCodeAs(like).hasToString(like.toString());
            assertThat(row.get("name")).isSameAs(row.get("name"));
            assertThat(row.containsKey("colour")).isFalse();
            assertThat(row.get("colour")).isNull();
            assertThat(new ArrayList<>(row.keySet())).isEqualTo(List.of("sku", "name"));
        }
    }

    @Test
    void rowsAreReadByManyThreadsWhileTheReaderGoesOn() throws Exception {
        var csv = new StringBuilder("n,text,again\n");
        for (int i = 0; i < 20_000; i++)
            csv.append(i)
                    .append(",\"größer \"\"")
                    .append(i)
                    .append("\"\"\",")
                    .append(i)
                    .append('\n');
        var bytes = csv.toString().getBytes(StandardCharsets.UTF_8);
        var threads = Executors.newFixedThreadPool(4);
        try (var reader = new CsvFormat()
                .reader(new ByteArrayInputStream(bytes), "p.csv", new Options("csv", Map.of()), Place.START)) {
            var checks = new ArrayList<java.util.concurrent.Future<Boolean>>();
            int n = 0;
            for (var next = reader.next(); next.isPresent(); next = reader.next(), n++) {
                var row = (Map<?, ?>) next.get().value();
                var expected = Map.of("n", "" + n, "text", "größer \"" + n + "\"", "again", "" + n);
                for (int twice = 0; twice < 2; twice++) checks.add(threads.submit(() -> row.equals(expected)));
            }
            for (var check : checks) assertThat(check.get()).isTrue();
            assertThat(n).isEqualTo(20_000);
        } finally {
            threads.shutdownNow();
        }
    }
}
