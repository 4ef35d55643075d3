package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The public suites csv-spectrum, csv-test-data and JSONTestSuite, from where {@code crossdock.conformance} says. */
class ConformanceTest {
    static final Path SUITES = Path.of(System.getProperty(
            "crossdock.conformance",
            Path.of(System.getProperty("crossdock.realdata", "../../shared/realdata"))
                    .resolveSibling("conformance")
                    .toString()));
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Ended(List<Record> records, Optional<Problem> refused) {
        Stream<Problem> problems() {
            return Stream.concat(refused.stream(), records.stream().flatMap(record -> record.unreadable().stream()));
        }

        boolean good() {
            return problems().findAny().isEmpty();
        }

        /** A person must be able to find the place and know what to do. */
        void isRefusedWithPositionAndHint(String file) {
            assertThat(problems()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.code()).matches("[a-z]+\\.[a-z-]+");
                assertThat(problem.place()).startsWith(file);
                assertThat(problem.message()).isNotBlank();
                assertThat(problem.hint()).isNotBlank();
            });
        }
    }

    private static Ended read(String file, byte[] bytes, Options options) {
        var records = new ArrayList<Record>();
        try {
            var detected = Formats.detect(file, bytes, options);
            try (var reader =
                    detected.format().reader(new ByteArrayInputStream(bytes), file, detected.options(), Place.START)) {
                for (var next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
            }
            return new Ended(records, Optional.empty());
        } catch (Refused e) {
            return new Ended(records, Optional.of(e.problem()));
        }
    }

    private interface Check {
        void of(String name, byte[] bytes) throws IOException;
    }

    private static Stream<DynamicTest> suite(String folder, String suffix, Check check) throws IOException {
        var path = SUITES.resolve(folder);
        if (!Files.isDirectory(path)) {
            return Stream.of(DynamicTest.dynamicTest(
                    folder, () -> assumeTrue(false, "no suite in " + path + " (property crossdock.conformance)")));
        }
        try (var files = Files.list(path)) {
            return files
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(),
                            () -> check.of(
                                    file.getFileName().toString().replace(suffix, ""), Files.readAllBytes(file))))
                    .toList()
                    .stream();
        }
    }

    @TestFactory
    Stream<DynamicTest> csvSpectrum() throws IOException {
        return suite("csv-spectrum/csvs", ".csv", (name, bytes) -> {
            var expected = JSON.readTree(
                    SUITES.resolve("csv-spectrum/json/" + name + ".json").toFile());
            assertThat(tree(read(name + ".csv", bytes, Options.NONE).records())).isEqualTo(expected);
        });
    }

    /** The suite is for parsers of RFC 4180; its README says which files have a header, and that it is foo, bar, baz. */
    @TestFactory
    Stream<DynamicTest> csvTestData() throws IOException {
        return suite("csv-test-data/csv", ".csv", (name, bytes) -> {
            var answer = SUITES.resolve("csv-test-data/json/" + name + ".json");
            boolean header = name.startsWith("header-") || name.startsWith("bad-header-");
            var expected = Files.exists(answer) ? JSON.readTree(answer.toFile()) : JSON.createArrayNode();
            var values = new LinkedHashMap<String, Object>();
            values.put("delimiter", ",");
            values.put("strayQuotes", "reject");
            values.put("header", header ? 1 : "none");
            values.put("columns", header ? List.of("foo", "bar", "baz") : columns(expected));
            var seen = read(name + ".csv", bytes, new Options("csv", values));
            if (name.startsWith("bad-")) {
                seen.isRefusedWithPositionAndHint(name + ".csv");
                return;
            }
            assertThat(seen.problems()).isEmpty();
            var got = header ? tree(seen.records()) : rows(seen.records());
            assertThat(got).isEqualTo(expected);
        });
    }

    /** Of a file without a header the answer is rows; their width is all that is declared. */
    private static List<String> columns(JsonNode rows) {
        var names = new ArrayList<String>();
        for (int i = 0; i < (rows.isEmpty() ? 3 : rows.get(0).size()); i++) names.add("c" + i);
        return names;
    }

    private static JsonNode rows(List<Record> records) {
        return JSON.valueToTree(records.stream()
                .map(record -> List.copyOf(((Map<?, ?>) record.value()).values()))
                .toList());
    }

    private static JsonNode tree(List<Record> records) {
        return JSON.valueToTree(records.stream().map(Record::value).toList());
    }

    @TestFactory
    Stream<DynamicTest> jsonTestSuite() throws IOException {
        return suite("json", ".json", (name, bytes) -> {
            // The suite has files of an object with a key twice among those to accept; without the option such a record
            // is rejected.
            var seen = read(name + ".json", bytes, new Options("json", Map.of("repeated", "last")));
            if (name.startsWith("y_")) assertThat(seen.good()).isTrue();
            if (name.startsWith("n_")) seen.isRefusedWithPositionAndHint(name + ".json");
        });
    }

    @TestFactory
    Stream<DynamicTest> jsonTestSuiteAsLines() throws IOException {
        return suite("json", ".json", (name, bytes) -> {
            // One line each, where the case has one.
            boolean one = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                            .strip()
                            .indexOf('\n')
                    < 0;
            assumeTrue(one && bytes.length > 0, "not one line");
            var options = new Options("ndjson", Map.of("repeated", "last"));
            var records = new ArrayList<Record>();
            try (var reader = new NdjsonFormat().reader(new ByteArrayInputStream(bytes), name, options, Place.START)) {
                for (var next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
            }
            boolean good = !records.isEmpty()
                    && records.stream().allMatch(r -> r.unreadable().isEmpty());
            if (name.startsWith("y_")) assertThat(good).isTrue();
            if (name.startsWith("n_")) assertThat(good).isFalse();
        });
    }
}
