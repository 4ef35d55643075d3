package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
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
