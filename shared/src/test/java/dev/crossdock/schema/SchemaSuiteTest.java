package dev.crossdock.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The official suite of draft 2020-12, from where {@code crossdock.conformance} says. */
class SchemaSuiteTest {
    private static final Path SUITE = Path.of(System.getProperty(
                    "crossdock.conformance",
                    Path.of(System.getProperty("crossdock.realdata", "../../shared/realdata"))
                            .resolveSibling("conformance")
                            .toString()))
            .resolve("json-schema/draft2020-12");
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @Test
    void whatTheCompiledFormAcceptsIsValidAndItAcceptsNearlyAllThatIs() throws IOException {
        assumeTrue(Files.isDirectory(SUITE), "no suite in " + SUITE + " (property crossdock.conformance)");
        var wrong = new ArrayList<String>();
        var left = new ArrayList<String>();
        int compiled = 0;
        int valid = 0;
        int accepted = 0;
        int all = 0;
        try (var files = Files.walk(SUITE)) {
            for (var file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                for (var group : JSON.readTree(file.toFile())) {
                    var schema = compile(group.get("schema"));
                    all += group.get("tests").size();
                    if (schema == null || !schema.isCompiled()) continue;
                    for (var test : group.get("tests")) {
                        compiled++;
                        var value = JSON.convertValue(test.get("data"), Object.class);
                        var name = file.getFileName() + ": "
                                + group.get("description").asText() + ": "
                                + test.get("description").asText();
                        boolean theirs = schema.validate(value).isEmpty();
                        boolean ours = schema.accepts(value);
                        // What asserts formats is optional, and asked for by no record's schema.
                        boolean optional = file.toString().contains("optional");
                        if (ours && (!theirs || !optional && !test.get("valid").asBoolean())) wrong.add(name);
                        if (theirs) valid++;
                        if (ours) accepted++;
                        if (theirs && !ours) left.add(name);
                    }
                }
            }
        }
        System.out.printf(
                "JSON Schema suite: %d cases, %d of compiled schemas, %d of them valid, %d accepted%n",
                all, compiled, valid, accepted);
        left.forEach(System.out::println);
        assertThat(wrong).isEmpty();
        assertThat(compiled).isGreaterThan(900);
        assertThat(left).hasSizeLessThan(valid / 50);
    }

    /** Null when the product does not take it: what reaches outside, or is no schema. */
    private static RecordSchema compile(JsonNode schema) {
        try {
            return RecordSchema.compile(schema.toString());
        } catch (Refused e) {
            return null;
        }
    }
}
