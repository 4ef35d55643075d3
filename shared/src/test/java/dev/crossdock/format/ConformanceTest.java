package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The public suites csv-spectrum, csv-test-data and JSONTestSuite, from where {@code crossdock.conformance} says. */
class ConformanceTest {
    private static final Path SUITES = Path.of(System.getProperty(
            "crossdock.conformance",
            Path.of(System.getProperty("crossdock.realdata", "../../shared/realdata"))
                    .resolveSibling("conformance")
                    .toString()));
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where we mean to differ. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "all-empty", "an empty line is no record, so this file has no header",
            "empty-one-column", "an empty line is no record, not even in a file of one column",
            "bad-unescaped-quote", "a quote in the middle of an unquoted field is a quote: 5\" pan",
            "bad-header-wrong-header", "which columns a file should have the job's schema says",
            "header-no-rows", "",
            "header-simple", "");

    private record Ended(List<Record> records, boolean refused) {
        boolean good() {
            return !refused
                    && records.stream().allMatch(record -> record.unreadable().isEmpty());
        }
    }

    private static Ended read(String file, byte[] bytes) {
        var records = new ArrayList<Record>();
        try {
            var detected = Formats.detect(file, bytes, Options.NONE);
            try (var reader =
                    detected.format().reader(new ByteArrayInputStream(bytes), file, detected.options(), Place.START)) {
                for (var next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
            }
            return new Ended(records, false);
        } catch (Refused e) {
            return new Ended(records, true);
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
            assertThat(tree(read(name + ".csv", bytes).records())).isEqualTo(expected);
        });
    }

    @TestFactory
    Stream<DynamicTest> csvTestData() throws IOException {
        return suite("csv-test-data/csv", ".csv", (name, bytes) -> {
            var seen = read(name + ".csv", bytes);
            assumeTrue(OTHERWISE.getOrDefault(name, "").isEmpty(), OTHERWISE.get(name));
            if (name.startsWith("bad-")) {
                assertThat(seen.good()).isFalse();
                return;
            }
            assertThat(seen.good()).isTrue();
            var expected = JSON.readTree(
                    SUITES.resolve("csv-test-data/json/" + name + ".json").toFile());
            assertThat(tree(seen.records())).isEqualTo(objects(expected));
        });
    }

    /** Half of this suite's answers are rows with the header as the first, half are objects. */
    private static JsonNode objects(JsonNode rows) {
        if (rows.isEmpty() || rows.get(0).isObject()) return rows;
        var objects = new ArrayList<Map<String, Object>>();
        for (int i = 1; i < rows.size(); i++) {
            var object = new LinkedHashMap<String, Object>();
            for (int j = 0; j < rows.get(0).size(); j++)
                object.put(rows.get(0).get(j).asText(), rows.get(i).get(j).asText());
            objects.add(object);
        }
        return JSON.valueToTree(objects);
    }

    private static JsonNode tree(List<Record> records) {
        return JSON.valueToTree(records.stream().map(Record::value).toList());
    }

    @TestFactory
    Stream<DynamicTest> jsonTestSuite() throws IOException {
        return suite("json", ".json", (name, bytes) -> {
            var seen = read(name + ".json", bytes);
            // The suite has files of an object with a key twice among those to accept; a record cannot hold both.
            boolean twice = Set.of("y_object_duplicated_key", "y_object_duplicated_key_and_value")
                    .contains(name);
            if (name.startsWith("y_")) assertThat(seen.good()).isEqualTo(!twice);
            if (name.startsWith("n_")) assertThat(seen.good()).isFalse();
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
            boolean twice = Set.of("y_object_duplicated_key", "y_object_duplicated_key_and_value")
                    .contains(name);
            var records = new ArrayList<Record>();
            try (var reader =
                    new NdjsonFormat().reader(new ByteArrayInputStream(bytes), name, Options.NONE, Place.START)) {
                for (var next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
            }
            boolean good = !records.isEmpty()
                    && records.stream().allMatch(r -> r.unreadable().isEmpty());
            if (name.startsWith("y_")) assertThat(good).isEqualTo(!twice);
            if (name.startsWith("n_")) assertThat(good).isFalse();
        });
    }
}
