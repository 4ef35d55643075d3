package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated files are what the declaration gives; {@code -Dgolden=write} writes them. */
class ConfigSchemaTest {
    @ParameterizedTest
    @MethodSource("dev.crossdock.definition.ConfigSchema#kinds")
    void aKindHasItsSchemaForEditorsAndInTheJar(String kind) throws IOException {
        compare("docs/config/" + kind + ".schema.json", ConfigSchema.of(kind));
        compare("shared/src/main/resources/config-schema/" + kind + ".schema.json", ConfigSchema.of(kind));
        assertThat(SchemaJudge.judge(ConfigSchema.of(kind))).isEmpty();
    }

    @Test
    void theReferencePageIsWhatTheDeclarationSays() throws IOException {
        compare("docs/config/README.md", ConfigSchema.reference());
    }

    @Test
    void lintAndSchemaAgreeOnAWholeDefinition() throws IOException {
        var registry = com.networknt.schema.SchemaRegistry.withDefaultDialect(
                com.networknt.schema.SpecificationVersion.DRAFT_2020_12);
        var job = registry.getSchema(ConfigSchema.of("job"));
        var good =
                "{\"from\":{\"bucket\":\"a\",\"files\":\"*\",\"format\":{\"csv\":{\"delimiter\":\";\"}}},\"map\":[{\"map\":\"$\"}],\"to\":{\"collection\":\"c\"},\"schedule\":{\"every\":\"5m\"}}";

        assertThat(job.validate(Sources.JSON.readTree(good))).isEmpty();
        for (var bad : new String[] {
            good.replace("files", "fils"),
            good.replace("5m", "5"),
            good.replace("\"collection\":\"c\"", "\"collection\":\"C\""),
            good.replace("delimiter", "x")
        }) {
            assertThat(job.validate(Sources.JSON.readTree(bad))).as(bad).isNotEmpty();
        }
    }

    private static void compare(String file, String text) throws IOException {
        var root = root();
        assumeTrue(root != null, "the project's root is not known (property crossdock.root)");
        var path = root.resolve(file);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }
        assertThat(path).as("run with -Dgolden=write to make it").exists();
        assertThat(Files.readString(path).replace("\r\n", "\n")).isEqualTo(text);
    }

    private static Path root() {
        var given = System.getProperty("crossdock.root");
        for (var dir = given == null ? Path.of("").toAbsolutePath() : Path.of(given);
                dir != null;
                dir = dir.getParent()) {
            if (Files.exists(dir.resolve("mvnw"))) return dir;
        }
        return null;
    }
}
