package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of this room's problem codes and the code keep together. */
class ProblemListTest {
    private static final Pattern CODE =
            Pattern.compile("\"((?:format|gzip|zstd|zip|csv|ndjson|json|xml|xlsx|parquet)\\.[a-z0-9-]+)\"");

    @Test
    void everyCodeOfThisRoomIsListedWithAnExample() throws IOException {
        var root = Path.of(System.getProperty("crossdock.root", ".."));
        assumeTrue(Files.exists(root.resolve("mvnw")), "the project's root is not known (property crossdock.root)");

        var used = new TreeSet<String>();
        try (var files = Files.list(root.resolve("shared/src/main/java/dev/crossdock/format"))) {
            for (var file : files.toList()) {
                CODE.matcher(Files.readString(file)).results().forEach(match -> used.add(match.group(1)));
            }
        }
        used.addAll(List.of("xlsx.file-too-large", "parquet.file-too-large"));
        for (var kind : List.of("gzip", "zstd", "zip")) used.add(kind + ".bomb");
        for (var format : List.of("csv", "json", "ndjson", "parquet", "xlsx", "xml"))
            used.addAll(List.of(format + ".empty", format + ".binary"));

        var listed = new TreeSet<String>();
        for (var line : Files.readAllLines(root.resolve("docs/problems/format.txt"))) {
            var columns = line.split("\t", 2);
            assertThat(columns).as(line).hasSize(2);
            assertThat(columns[1]).startsWith(columns[0]);
            listed.add(columns[0]);
        }
        assertThat(listed).isEqualTo(used);
    }
}
