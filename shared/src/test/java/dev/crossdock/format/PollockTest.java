package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The Pollock benchmark (Vitagliano et al., PVLDB 16/8, 2023) over the selection of its files that lies beside the other suites:
 * once with the dialect that its parameters give, once with everything detected. Rejected records count as not loaded. The whole
 * account is in {@code target/pollock.txt}; the floors are what was reached, so that no change loses any of it.
 */
class PollockTest {
    private static final Path SUITE = ConformanceTest.SUITES.resolve("pollock");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How many files of each kind the whole benchmark has; the selection has all of the first and some of the others. */
    private static final Map<String, Integer> IN_ALL = Map.of(
            "file", 21,
            "row_extra_quote0", 9,
            "row_extra_quote", 747,
            "row_field_delimiter", 84,
            "row_less_sep", 672,
            "row_more_sep_row0", 9,
            "row_more_sep", 747);

    @TestFactory
    Stream<DynamicTest> theScoreDoesNotFall() {
        if (!Files.isDirectory(SUITE)) {
            return Stream.of(DynamicTest.dynamicTest(
                    "pollock", () -> assumeTrue(false, "no suite in " + SUITE + " (property crossdock.conformance)")));
        }
        return Stream.of(
                DynamicTest.dynamicTest("with the given dialect", () -> hold("given", PollockTest::given, 9.95, 9.97)),
                DynamicTest.dynamicTest(
                        "with everything detected", () -> hold("detected", (file, clean) -> Options.NONE, 9.7, 9.88)));
    }

    private static void hold(String how, BiFunction<String, JsonNode, Options> options, double simple, double all)
            throws IOException {
        Map<String, PollockScore> scores = new TreeMap<>();
        try (var files = Files.list(SUITE.resolve("csv"))) {
            for (var file : files.sorted().toList()) {
                var name = file.getFileName().toString();
                var parameters = JSON.readTree(
                        SUITE.resolve("parameters/" + name + "_parameters.json").toFile());
                var clean = PollockScore.Table.clean(Files.readAllBytes(SUITE.resolve("clean/" + name)));
                var loaded = PollockScore.Table.load(name, Files.readAllBytes(file), options.apply(name, parameters));
                scores.put(
                        name,
                        PollockScore.of(clean, parameters.path("header_lines").asInt(), loaded));
            }
        }
        var report = new Report(scores);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/pollock-" + how + ".txt"), report.text(how));
        assertThat(report.simple()).as(report.text(how)).isGreaterThanOrEqualTo(simple);
        assertThat(report.asInAll()).as(report.text(how)).isGreaterThanOrEqualTo(all);
    }

    /** The parameters as our own options: what the other systems of the benchmark are told, too. */
    private static Options given(String file, JsonNode parameters) {
        var values = new LinkedHashMap<String, Object>();
        var delimiter = parameters.path("delimiter").asText();
        var quote = parameters.path("quotechar").asText();
        var escape = parameters.path("escapechar").asText();
        values.put("encoding", "us-ascii");
        values.put("delimiter", delimiter.isEmpty() ? "," : delimiter.substring(0, 1));
        if (delimiter.length() > 1) values.put("trim", true);
        values.put("quote", quote.isEmpty() ? "\"" : quote);
        values.put("strayQuotes", "keep");
        if (escape.isEmpty()) values.put("escape", "none");
        else if (!escape.equals(quote)) values.put("escape", escape);
        // As the others do: the lines above the records are passed over, the columns are called as the parameters say.
        values.put("header", "none");
        values.put(
                "skip",
                parameters.path("preamble_lines").asInt()
                        + parameters.path("header_lines").asInt());
        var columns = new ArrayList<String>();
        parameters
                .path("column_names")
                .forEach(name -> columns.add(name.asText().strip()));
        for (int i = columns.size(); i < parameters.path("n_columns").asInt(); i++) columns.add("col_" + i);
        values.put("columns", columns);
        return new Options("csv", values);
    }

    private record Report(Map<String, PollockScore> scores) {
        private static String kind(String file) {
            // What is broken in the header's line spoils the whole file, so those are a kind of their own.
            return IN_ALL.keySet().stream()
                    .filter(kind -> file.startsWith(kind + "_") || file.startsWith(kind) && !kind.endsWith("0"))
                    .max(Comparator.comparing(String::length))
                    .orElseThrow();
        }

        double simple() {
            return scores.values().stream()
                    .mapToDouble(PollockScore::sum)
                    .average()
                    .orElseThrow();
        }

        private Map<String, Double> kinds() {
            Map<String, List<Double>> all = new TreeMap<>();
            scores.forEach((file, score) ->
                    all.computeIfAbsent(kind(file), k -> new ArrayList<>()).add(score.sum()));
            Map<String, Double> means = new TreeMap<>();
            all.forEach((kind, sums) ->
                    means.put(kind, sums.stream().mapToDouble(d -> d).average().orElseThrow()));
            return means;
        }

        /** The mean over the whole benchmark if its other files fare as those of their kind that are here. */
        double asInAll() {
            double sum = 0;
            for (var kind : kinds().entrySet()) sum += kind.getValue() * IN_ALL.get(kind.getKey());
            return sum / IN_ALL.values().stream().mapToInt(i -> i).sum();
        }

        String text(String how) {
            var text = new StringBuilder(String.format(
                    Locale.ROOT,
                    "Pollock, dialect %s: simple score %.4f of 10 over %d files; as in all %d files %.4f%n",
                    how,
                    simple(),
                    scores.size(),
                    IN_ALL.values().stream().mapToInt(i -> i).sum(),
                    asInAll()));
            kinds().forEach((kind, mean) -> text.append(String.format(Locale.ROOT, "  %-20s %.4f%n", kind, mean)));
            text.append("Files that lose points:\n");
            scores.forEach((file, score) -> {
                if (score.sum() < 9.99995)
                    text.append("  ").append(score.line(file)).append('\n');
            });
            return text.toString();
        }
    }
}
