package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is written is what Jackson writes, to the byte. */
class JsonBytesTest {
    private static final int VALUES = 20_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static Record record(Object value) {
        return Record.of(value, new Origin("p", 1, 0));
    }

    private static byte[] jackson(Object value) {
        try {
            return JsonTrees.MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void same(Object value, String as) {
        var json = new JsonBytes(1);
        assertThat(json.value(value)).as(as).isTrue();
        assertThat(new String(json.bytes(), 0, json.size(), StandardCharsets.UTF_8))
                .as(as)
                .isEqualTo(new String(jackson(value), StandardCharsets.UTF_8));
    }

    @Test
    void everyCharacterIsWrittenAsJacksonWritesIt() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            var text = "a" + Character.toString(point);
            var json = new JsonBytes(16);
            json.value(text);
            if (!Arrays.equals(Arrays.copyOf(json.bytes(), json.size()), jackson(text))) same(text, "U+" + point);
        }
    }

    @Test
    void numbersAreWrittenDigitForDigit() {
        var numbers = new ArrayList<Number>(List.of(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, Long.MIN_VALUE));
        for (long power = 1; power > 0 && power < Long.MAX_VALUE / 10; power *= 10) {
            numbers.addAll(List.of(power, power - 1, -power, 1 - power, power * 9));
        }
        numbers.addAll(List.of(Long.MAX_VALUE, 0.0, -0.0, 0.1, 1e21, 5e-324, 1e7, 0.001f, 3.4e38f, Double.MAX_VALUE));
        for (var text :
                List.of("1", "1.0", "1.10", "1E+3", "1E-7", "0E-10", "-0.00", "123456789012345678901234567890.5")) {
            numbers.add(new BigDecimal(text));
        }
        numbers.add(BigInteger.TEN.pow(400).negate());
        for (var number : numbers) same(number, String.valueOf(number));
        var random = new Random(3);
        for (int n = 0; n < VALUES; n++) {
            same(random.nextLong() >> random.nextInt(64), "long " + n);
            same(Double.longBitsToDouble(random.nextLong() & ~(1L << 62)), "double " + n);
        }
    }

    @Test
    void anyTreeIsWrittenAsJacksonWritesIt() {
        for (int seed = 0; seed < VALUES; seed++) same(tree(CsvRowsTest.random(seed), 4), "seed " + seed);
    }

    private static Object tree(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0:
                return random.nextInt();
            case 1:
                return new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(40) - 20);
            case 2:
                return random.nextBoolean() ? null : random.nextBoolean();
            case 6:
                var list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) list.add(tree(random, depth - 1));
                return list;
            case 7, 8:
                Map<String, Object> map = random.nextBoolean() ? new LinkedHashMap<>() : new TreeMap<>();
                for (int i = random.nextInt(5); i > 0; i--) map.put(text(random), tree(random, depth - 1));
                return map;
            default:
                return text(random);
        }
    }

    private static String text(Random random) {
        var pieces = List.of(
                "a",
                "plain words",
                "\"",
                "\\",
                "\n",
                "\u0000",
                "\u001f",
                "\u007f",
                "é",
                "€",
                "😎",
                "\u2028",
                "\uFFFD",
                "\uD83D",
                "\uDE0E");
        var text = new StringBuilder();
        int most = random.nextInt(60) == 0 ? 1_500 : 8;
        for (int i = random.nextInt(most); i > 0; i--) text.append(pieces.get(random.nextInt(pieces.size())));
        return text.toString();
    }

    @Test
    void whatOnlyJacksonKnowsIsLeftToIt() {
        record Point(int x) {}
        for (var value : List.of(
                Double.NaN,
                Float.NEGATIVE_INFINITY,
                new AtomicLong(5),
                (short) 3,
                'c',
                new StringBuilder("text"),
                new int[] {1, 2},
                new Point(1),
                Map.of(1, "a key that is a number"))) {
            assertThat(new JsonBytes(64).value(List.of("before", value)))
                    .as("%s", value)
                    .isFalse();
            out.reset();
            try (var writer = new NdjsonFormat().writer(out, Options.NONE)) {
                writer.write(record(List.of("before", value)));
            }
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .isEqualTo(new String(jackson(List.of("before", value)), StandardCharsets.UTF_8) + "\n");
        }
    }

    @Test
    void aRecordThatCannotBeWrittenLeavesNothingBehind() {
        var endless = new ArrayList<>();
        endless.add(endless);
        try (var writer = new JsonFormat().writer(out, Options.NONE)) {
            for (var value : List.of(Collections.singletonMap(null, 1), List.of("a", endless))) {
                assertThat(catchThrowableOfType(Refused.class, () -> writer.write(record(value)))
                                .problem()
                                .code())
                        .isEqualTo("json.value");
                assertThatThrownBy(() -> jackson(value)).isInstanceOf(UncheckedIOException.class);
            }
            writer.write(record(Map.of("a", 1)));
            assertThatThrownBy(() -> writer.write(record(List.of("b", endless))))
                    .isInstanceOf(Refused.class);
            writer.write(record("c"));
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[\n{\"a\":1},\n\"c\"\n]\n");
    }

    @Test
    void depthIsWhatJacksonTakes() {
        for (int depth : new int[] {499, 500, 501, 999, 1000}) {
            Object value = 1;
            for (int i = 0; i < depth; i++) value = i % 2 == 0 ? List.of(value) : Map.of("k", value);
            out.reset();
            try (var writer = new NdjsonFormat().writer(out, Options.NONE)) {
                writer.write(record(value));
            }
            assertThat(out.toByteArray()).hasSize(jackson(value).length + 1).startsWith(jackson(value));
        }
    }

    @Test
    void rowsOfAFileAreWrittenAsTheirTextsAre() {
        for (int seed = 0; seed < 2_000; seed++) {
            var random = CsvRowsTest.random(seed);
            var charset = random.nextInt(3) == 0 ? "windows-1252" : "utf-8";
            var csv = new StringBuilder("sku,\"a \"\"name\"\"\",größe\n");
            for (int n = random.nextInt(12); n > 0; n--) {
                for (int i = 0; i < 3; i++) {
                    var text = text(random);
                    boolean quoted = random.nextBoolean();
                    csv.append(i == 0 ? "" : ",");
                    csv.append(quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text.replaceAll("[\",\r\n]", " "));
                }
                csv.append('\n');
            }
            // What an encoding lacks becomes a question mark before it is read.
            var bytes = csv.toString().getBytes(java.nio.charset.Charset.forName(charset));
            var options = new Options("csv", Map.of("encoding", charset));
            var expected = new StringBuilder();
            out.reset();
            try (var writer = new NdjsonFormat().writer(out, Options.NONE);
                    var reader =
                            new CsvFormat().reader(new ByteArrayInputStream(bytes), "p.csv", options, Place.START)) {
                for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                    var row = (Map<?, ?>) next.get().value();
                    // Some are asked for a value first: then it is there as a text, too.
                    if (random.nextBoolean()) assertThat(row.get("sku")).isInstanceOf(String.class);
                    writer.write(next.get());
                    expected.append(new String(jackson(new LinkedHashMap<>(row)), StandardCharsets.UTF_8))
                            .append('\n');
                }
            }
            assertThat(out.toString(StandardCharsets.UTF_8)).as("seed " + seed).isEqualTo(expected.toString());
        }
    }

    @Test
    void theJsonSuiteComesOutAsJacksonWritesIt() throws IOException {
        var suite = ConformanceTest.SUITES.resolve("json");
        assumeTrue(Files.isDirectory(suite), "no suite in " + suite + " (property crossdock.conformance)");
        int written = 0;
        try (var files = Files.walk(suite)) {
            for (var file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                var bytes = Files.readAllBytes(file);
                Object value;
                try (var parser = JsonTrees.MAPPER.createParser(bytes)) {
                    parser.nextToken();
                    value = parser.currentToken() == null ? null : new JsonTrees(parser).read();
                } catch (IOException e) {
                    continue;
                }
                same(value, file.toString());
                written++;
            }
        }
        assertThat(written).isGreaterThan(90);
    }

    @Test
    void largeRecordsAndManySmallOnesComeOutWhole() {
        var expected = new ByteArrayOutputStream();
        try (var writer = new NdjsonFormat().writer(out, Options.NONE)) {
            for (int n = 0; n < 3_000; n++) {
                var value = Map.of("n", "é\n".repeat(n % 997 == 5 ? 1_000_000 : n % 50));
                writer.write(record(value));
                expected.writeBytes(jackson(value));
                expected.write('\n');
            }
        }
        assertThat(Arrays.equals(out.toByteArray(), expected.toByteArray())).isTrue();
    }

    @Test
    void aRecordThatTheStreamDidNotTakeCanBeWrittenAgain() {
        var broken = new FilterOutputStream(out) {
            private boolean once;

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (!once) {
                    once = true;
                    throw new IOException("connection reset");
                }
                out.write(bytes, from, length);
            }
        };
        var expected = new StringBuilder();
        try (var writer = new NdjsonFormat().writer(broken, Options.NONE)) {
            for (int n = 0; n < 20_000; n++) {
                expected.append(n).append('\n');
                try {
                    writer.write(record(n));
                } catch (WorldException e) {
                    writer.write(record(n));
                }
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }
}
