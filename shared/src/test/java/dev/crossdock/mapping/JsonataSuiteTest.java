package dev.crossdock.mapping;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.compiled.Failure;
import dev.crossdock.mapping.compiled.Stopped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * JSONata's official suite over our evaluator. What fails is listed in {@code jsonata/known-failures.txt}: a case that fails
 * and is not listed is a failure, and so is a listed one that passes. Errors are compared by their codes.
 */
class JsonataSuiteTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(5), 500, 10_000_000, 10_000_000, 500_000_000, 1_000_000);

    private record Case(String name, JsonNode tree) {}

    @TestFactory
    Stream<DynamicNode> theOfficialSuite() throws IOException {
        var suite = Path.of(System.getProperty("crossdock.conformance", "../../shared/conformance"))
                .resolve("jsonata")
                .toAbsolutePath()
                .normalize();
        if (!Files.isDirectory(suite)) {
            return Stream.of(dynamicTest(
                    "no suite at " + suite, () -> abort("no suite at " + suite + " (property crossdock.conformance)")));
        }
        var known = known();
        var failing = new TreeSet<String>();
        var groups = new ArrayList<DynamicNode>();
        var all = cases(suite);
        all.stream()
                .collect(Collectors.groupingBy(
                        c -> c.name().substring(0, c.name().indexOf('/')), LinkedHashMap::new, Collectors.toList()))
                .forEach((group, cases) -> groups.add(dynamicContainer(
                        group,
                        cases.stream()
                                .map(c -> dynamicTest(c.name(), () -> {
                                    var why = failure(suite, c);
                                    why.ifPresent(w -> failing.add(c.name()));
                                    if (why.isPresent() && !known.contains(c.name()))
                                        throw new AssertionError(why.get());
                                    if (why.isEmpty() && known.contains(c.name())) {
                                        throw new AssertionError("passes now: take it out of known-failures.txt");
                                    }
                                })))));
        groups.add(dynamicTest("figures", () -> {
            int passing = all.size() - failing.size();
            System.out.printf(
                    "jsonata suite: %d of %d cases pass, %.1f %%%n", passing, all.size(), 100.0 * passing / all.size());
            var write = System.getProperty("crossdock.jsonata.failures");
            if (write != null) Files.write(Path.of(write), failing);
        }));
        return groups.stream();
    }

    private static Set<String> known() throws IOException {
        try (var in = JsonataSuiteTest.class.getResourceAsStream("/jsonata/known-failures.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceAll("\\s.*", ""))
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toSet());
        }
    }

    private static List<Case> cases(Path suite) throws IOException {
        var cases = new ArrayList<Case>();
        try (var files = Files.walk(suite.resolve("groups"))) {
            for (var file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                var name = file.getParent().getFileName() + "/"
                        + file.getFileName().toString().replace(".json", "");
                var tree = JSON.readTree(file.toFile());
                if (!tree.isArray()) cases.add(new Case(name, tree));
                int number = 0;
                for (var one : tree.isArray() ? tree : JSON.createArrayNode())
                    cases.add(new Case(name + "#" + number++, one));
            }
        }
        return cases;
    }

    private static Optional<String> failure(Path suite, Case c) throws IOException {
        var tree = c.tree();
        var text = tree.has("expr-file")
                ? Files.readString(suite.resolve("groups")
                        .resolve(c.name().substring(0, c.name().indexOf('/')))
                        .resolve(tree.path("expr-file").asText()))
                : tree.path("expr").asText();
        Object input = null;
        if (tree.has("data")) input = plain(tree.path("data"));
        else if (tree.path("dataset").isTextual()) {
            input = plain(JSON.readTree(
                    suite.resolve("datasets/" + tree.path("dataset").asText() + ".json")
                            .toFile()));
        }
        var bindings = new LinkedHashMap<String, Object>();
        tree.path("bindings").fields().forEachRemaining(e -> bindings.put(e.getKey(), plain(e.getValue())));
        var code = tree.path("code").asText(tree.path("error").path("code").asText());
        Optional<Object> result;
        try {
            result = Expression.compile(text, "", limits(tree)).evaluate(input, bindings);
        } catch (Refused e) {
            return code(e).equals(code) ? Optional.empty() : Optional.of(e.problem() + ", expected " + code);
        }
        if (!code.isEmpty()) return Optional.of("no error " + code + ": " + result);
        if (tree.path("undefinedResult").asBoolean()) {
            return result.isEmpty() ? Optional.empty() : Optional.of("expected nothing: " + result.get());
        }
        var expected = tree.path("result");
        // Unordered ones say so; the few that hold a function say nothing.
        var actual = result.map(r -> r == Expression.NULL ? JSON.nullNode() : JSON.<JsonNode>valueToTree(r));
        if (actual.isEmpty())
            return expected.isNull() ? Optional.empty() : Optional.of("nothing, expected " + expected);
        boolean same = tree.path("unordered").asBoolean()
                ? sorted(actual.get()).equals(sorted(expected))
                : same(actual.get(), expected);
        return same ? Optional.empty() : Optional.of(actual.get() + ", expected " + expected);
    }

    /** The suite's own depth, where it is to be met. */
    private static Limits limits(JsonNode tree) {
        if (!tree.path("code").asText().equals("U1001")) return LIMITS;
        return new Limits(
                LIMITS.time(),
                tree.path("depth").asInt(),
                LIMITS.textLength(),
                LIMITS.listSize(),
                LIMITS.made(),
                LIMITS.results());
    }

    /** U1001 is how the suite says that a limit of depth or time was met. */
    private static String code(Refused e) {
        if (e.getCause() instanceof Failure failure) return failure.code();
        return e.getCause() instanceof Stopped ? "U1001" : e.problem().code();
    }

    private static List<String> sorted(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(one -> texts.add(one.toString()));
        texts.sort(null);
        return texts;
    }

    private static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) return a.doubleValue() == b.doubleValue();
        if (a.isObject() && b.isObject()) {
            if (a.size() != b.size()) return false;
            for (Iterator<String> names = a.fieldNames(); names.hasNext(); ) {
                var name = names.next();
                if (!b.has(name) || !same(a.get(name), b.get(name))) return false;
            }
            return true;
        }
        if (a.isArray() && b.isArray()) {
            if (a.size() != b.size()) return false;
            for (int i = 0; i < a.size(); i++) if (!same(a.get(i), b.get(i))) return false;
            return true;
        }
        return a.equals(b);
    }

    private static Object plain(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }
}
