package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Refused;
import dev.crossdock.format.Options;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    /** What names that lead somewhere else are made of: steps up, roots, separators of other systems, and their encodings. */
    private static final List<String> PIECES = List.of(
            "..",
            ".",
            "/",
            "\\",
            "%2e%2e",
            "%2f",
            "%252e",
            "%00",
            "\0",
            "..;",
            "....//",
            "~",
            "~root",
            "C:",
            "//host/share",
            "file:",
            "\u2025",
            "\uff0e\uff0e",
            "\uff0f",
            "\u2215",
            "\ud800",
            "\u202e",
            "incoming",
            "outgoing",
            "processed",
            ".runs",
            "r-1",
            "a",
            "b.csv",
            " ",
            "\n",
            "\t",
            "x".repeat(200));

    @Test
    void ofTwoThousandNamesNoneLeadsOut(@TempDir Path dir) throws Exception {
        var run = Files.createDirectories(dir.resolve("run")).toRealPath();
        var random = new Random(8);
        var names = new HashSet<String>();
        int taken = 0;
        while (names.size() < 2_000) {
            var built = new StringBuilder();
            for (int i = random.nextInt(7); i >= 0; i--) built.append(PIECES.get(random.nextInt(PIECES.size())));
            var name = built.toString();
            if (!names.add(name)) continue;
            if (FileName.check("outgoing", name).isPresent()) {
                assertThat(catchRefused(name)).as(name).isTrue();
                continue;
            }
            taken++;
            // The key begins with its bucket and is the bucket's whatever reads it: as a key, decoded once more, or as
            // a path.
            var key = OutputFile.of("r-1", "outgoing", name + ".csv", false, Options.NONE)
                    .key();
            assertThat(key).startsWith("outgoing/");
            assertThat(key.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(1024);
            assertThat(Path.of("/" + key).normalize().toString()).isEqualTo("/" + key);
            var file = run.resolve(name).normalize();
            assertThat(file).startsWithRaw(run).isNotEqualTo(run);
        }
        assertThat(taken).isBetween(200, 1_800);
    }

    private static boolean catchRefused(String name) {
        try {
            OutputFile.of("r-1", "outgoing", name, false, new Options("csv", java.util.Map.of()));
            return false;
        } catch (Refused e) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.csv",
                "a b/ø+1%20.csv",
                "..a",
                "a..b/c..",
                "processed.csv",
                "x/processed/a",
                "日本/😀.csv",
                "-",
                "~"
            })
    void whatPeopleCallFiles(String name) {
        assertThat(FileName.check("incoming", name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/../b",
                "./a",
                "a\nb",
                "a\u0000",
                "a\u007f",
                "a\u0085",
                "\ud800",
                "a\uffff",
                "processed/a",
                "invalid/a/b",
                "skipped/a",
                "processed"
            })
    void whatIsNoName(String name) {
        var problem = FileName.check("incoming", name).orElseThrow();
        assertThat(problem.code()).isEqualTo("file.name");
        assertThat(problem.toString()).doesNotContain("\n", "\u0000");
    }

    @Test
    void aKeyTakes1024Bytes() {
        assertThat(FileName.check("b", "ø".repeat(511))).isEmpty();
        assertThat(FileName.check("b", "ø".repeat(512)).orElseThrow().toString())
                .contains("1,026 bytes")
                .hasSizeLessThan(300);
    }

    @Test
    void partsAreFewAndLargeEnough() {
        assertThat(Uploads.partSize(0)).contains(8L << 20);
        assertThat(Uploads.partSize(1L << 40).orElseThrow()).isGreaterThan(2L << 30);
        for (long size = 1; size < 5L << 40; size *= 3) {
            long part = Uploads.partSize(size).orElse(5L << 30);
            assertThat(part).isGreaterThanOrEqualTo(Uploads.SMALLEST_PART);
            assertThat(size / part).isLessThan(1_000 + 10);
        }
    }
}
