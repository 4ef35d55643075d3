package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Strings and bytes that have broken other programs: read, rejected or refused, never anything else. */
class NaughtyTest {
    private static final List<String> NAMES = List.of("p.csv", "p.tsv", "p.json", "p.ndjson", "p.xml", "p");

    @TestFactory
    Stream<DynamicTest> everyNaughtyStringComesThroughEveryFormatUnchanged() throws IOException {
        var suite = ConformanceTest.SUITES.resolve("naughty-strings/blns.json");
        if (!Files.exists(suite)) {
            return Stream.of(DynamicTest.dynamicTest(
                    "naughty-strings", () -> assumeTrue(false, "no " + suite + " (property crossdock.conformance)")));
        }
        var strings = new ObjectMapper().readValue(suite.toFile(), String[].class);
        assertThat(strings).hasSizeGreaterThan(500);
        return Stream.of("csv", "json", "ndjson")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var format = Formats.byName(name);
                    var out = new ByteArrayOutputStream();
                    var options = new Options(name, Map.of());
                    try (var writer = format.writer(out, options)) {
                        for (int i = 0; i < strings.length; i++)
                            writer.write(Record.of(row(i, strings[i]), new Origin("p", i + 1, 0)));
                    }
                    var back = new ArrayList<Object>();
                    try (var reader = format.reader(
                            new ByteArrayInputStream(out.toByteArray()), "p." + name, options, Place.START)) {
                        for (var next = reader.next(); next.isPresent(); next = reader.next())
                            back.add(next.get().value());
                    }
                    for (int i = 0; i < strings.length; i++)
                        assertThat(back.get(i)).isEqualTo(row(i, strings[i]));
                }));
    }

    private static Map<String, Object> row(int number, String text) {
        var row = new LinkedHashMap<String, Object>();
        row.put("n", "" + number);
        row.put("text", text);
        return row;
    }

    @TestFactory
    Stream<DynamicTest> asAFileEachIsReadOrRefused() throws IOException {
        var suite = ConformanceTest.SUITES.resolve("naughty-strings/blns.json");
        if (!Files.exists(suite)) return Stream.empty();
        var strings = new ObjectMapper().readValue(suite.toFile(), String[].class);
        return NAMES.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    for (var text : strings) {
                        survives(name, text.getBytes(StandardCharsets.UTF_8));
                        survives(name, ("a,b\n" + text + "," + text + "\n").getBytes(StandardCharsets.UTF_8));
                        survives(name, ("[{\"a\":\"" + text + "\"}]").getBytes(StandardCharsets.UTF_8));
                        survives(name, text.getBytes(StandardCharsets.UTF_16));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> filesOfOneFormatNamedAsAnotherAreReadOrRefused() throws IOException {
        var suite = ConformanceTest.SUITES.resolve("json");
        if (!Files.isDirectory(suite)) return Stream.empty();
        List<Path> files;
        try (var all = Files.list(suite)) {
            files = all.filter(file -> file.toString().endsWith(".json")).toList();
        }
        return NAMES.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    for (var file : files) survives(name, Files.readAllBytes(file));
                }));
    }

    @Test
    void randomBytesAreReadOrRefused() throws IOException {
        var pieces = new String[] {
            ",", "\"", "\n", "\r", "\\", "{", "}", "[", "]", ":", "1e9", "null", "\0", "\uFEFF", "ÿ", "a", "<a>",
            "</a>", "'", ";"
        };
        for (long seed = 0; seed < 4_000; seed++) {
            var random = new Random(seed);
            var out = new ByteArrayOutputStream();
            for (int n = random.nextInt(40); n > 0; n--) {
                if (random.nextInt(4) == 0) out.write(random.nextInt(256));
                else out.writeBytes(pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.UTF_8));
            }
            for (var name : NAMES) survives(name, out.toByteArray());
            var options = new Options(
                    "csv",
                    Map.of(
                            "delimiter",
                            ",",
                            "strayQuotes",
                            random.nextBoolean() ? "keep" : "reject",
                            "escape",
                            random.nextBoolean() ? "\\" : "none",
                            "header",
                            "none",
                            "trim",
                            random.nextBoolean()));
            survives("p.csv", out.toByteArray(), options);
        }
    }

    private static void survives(String name, byte[] bytes) throws IOException {
        survives(name, bytes, Options.NONE);
    }

    /** Whatever else is thrown ends the test. */
    private static void survives(String name, byte[] bytes, Options options) throws IOException {
        try {
            var detected = Formats.detect(name, bytes, options);
            var in = detected.compression().open(new ByteArrayInputStream(bytes), name);
            try (var reader = detected.format().reader(in, name, detected.options(), Place.START)) {
                for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                    next.get().unreadable().ifPresent(problem -> {
                        assertThat(problem.place()).startsWith(name);
                        assertThat(problem.hint()).isNotBlank();
                    });
                }
            }
        } catch (Refused e) {
            assertThat(e.problem().code()).contains(".");
            assertThat(e.problem().hint()).as(e.problem().toString()).isNotBlank();
        }
    }
}
