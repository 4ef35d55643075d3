package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that nobody meant to write, or that somebody wrote to do harm. */
class HostileFilesTest {
    private static final String JOB = "from: { bucket: incoming, files: \"*.csv\" }\nto: { collection: products }\n";

    @TempDir
    Path dir;

    private Folder folder;

    @BeforeEach
    void aProject() {
        folder = new Folder(dir);
    }

    @Test
    void anEmptyFileIsABucketButNoJob() {
        folder.write("jobs/a.yaml", "").write("jobs/b.yaml", "# only a comment\n");

        assertThat(folder.problems())
                .containsExactly(
                        "config.missing · jobs/a.yaml:1:1: a job needs \"from\". Where the records come from.",
                        "config.missing · jobs/a.yaml:1:1: a job needs \"to\". Where they go.",
                        "config.missing · jobs/b.yaml:1:1: a job needs \"from\". Where the records come from.",
                        "config.missing · jobs/b.yaml:1:1: a job needs \"to\". Where they go.");
        assertThat(folder.load().project().buckets()).containsKey("outgoing");
    }

    @Test
    void aTabIsCalledATab() {
        folder.write("jobs/a.yaml", "from:\n\tbucket: incoming\n");

        assertThat(folder.problems())
                .containsExactly(
                        "config.yaml · jobs/a.yaml:2:1: this line is indented by a tab. YAML takes only blanks: replace it.");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        folder.write("jobs/a.yaml", JOB + "to: { collection: products }\n")
                .write("buckets/b.yaml", "description: { a: 1, a: 2 }\n");

        assertThat(folder.problems())
                .containsExactly(
                        "config.duplicate-key · buckets/b.yaml:1:22: \"a\" stands here a second time (first in line 1). Keep one of them.",
                        "config.duplicate-key · jobs/a.yaml:3:1: \"to\" stands here a second time (first in line 2). Keep one of them.");
    }

    @Test
    void brokenSyntaxIsSaidWithItsPlace() {
        folder.write("jobs/a.yaml", "from: { bucket: incoming\nto: x\n")
                .write("jobs/b.yaml", "description: a: b\n")
                .write("jobs/c.yaml", JOB + "---\n" + JOB)
                .write("jobs/d.yaml", JOB + "description: *nowhere\n")
                .write("jobs/e.yaml", "<<: { description: merged }\n")
                .write("jobs/f.yaml", "description: !!binary aGk=\n")
                .write("jobs/g.yaml", "{ a: b }: c\n")
                .write("jobs/h.yaml", "description: .inf\n")
                .write("jobs/i.yaml", "description: @home\n");

        assertThat(folder.problems())
                .containsExactly(
                        "config.yaml · jobs/a.yaml:2:3: the YAML cannot be read while parsing a flow mapping: expected ',' or '}', but got :. Is the brace or bracket of line 1 closed?",
                        "config.yaml · jobs/b.yaml:1:15: the YAML cannot be read: mapping values are not allowed here. A text with \": \" in it needs quotes; keys of one level begin in one column.",
                        "config.yaml · jobs/c.yaml:3:1: a second document begins here. Write one definition per file.",
                        "config.yaml · jobs/d.yaml:3:14: the YAML cannot be read: found undefined alias nowhere. A text that begins with * or & needs quotes.",
                        "config.missing · jobs/e.yaml:1:1: a job needs \"from\". Where the records come from.",
                        "config.missing · jobs/e.yaml:1:1: a job needs \"to\". Where they go.",
                        "config.yaml · jobs/f.yaml:1:14: the tag tag:yaml.org,2002:binary is not known here. Leave the tag out.",
                        "config.yaml · jobs/g.yaml:1:1: here a key is expected, not a list or braces. A text that begins with { or [ needs quotes.",
                        "config.type · jobs/h.yaml:1:14: \".inf\" is no number that JSON has. Write it in quotes.",
                        "config.yaml · jobs/i.yaml:1:14: the YAML cannot be read while scanning for the next token: found character '@' that cannot start any token. (Do not use…. A text that begins with @, ` or % needs quotes.");
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsDoNoHarm() {
        folder.write("jobs/a.yaml", "\uFEFF" + (JOB + "map: '{\"a\":'\n").replace("\n", "\r\n"));

        assertThat(folder.problems())
                .containsExactly(
                        "config.expression · jobs/a.yaml:3:12: the JSONata does not compile: Unexpected end of expression. Correct it there, or before.");
    }

    @Test
    void whatIsNoUtf8TextIsRefused() {
        folder.write("jobs/a.yaml", JOB.getBytes(StandardCharsets.UTF_16))
                .write("jobs/b.yaml", "description: Gr\u00fc\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1))
                .write("jobs/c.yaml", new byte[] {0x50, 0x4b, 3, 4, 0, 0, 1})
                .write("jobs/d.yaml", "description: \u0007\n");

        assertThat(folder.problems())
                .containsExactly(
                        "config.encoding · jobs/a.yaml: jobs/a.yaml is no UTF-8 text. Save it as UTF-8.",
                        "config.encoding · jobs/b.yaml: jobs/b.yaml is no UTF-8 text. Save it as UTF-8.",
                        "config.yaml · jobs/c.yaml:1:3: here is a character that YAML does not allow (U+0003). Is this a text file? Remove the character, or write it as an escape in double quotes.",
                        "config.yaml · jobs/d.yaml:1:14: here is a character that YAML does not allow (U+0007). Is this a text file? Remove the character, or write it as an escape in double quotes.");
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        folder.write("jobs/a.yaml", "description: " + "x".repeat(10_000_000) + "\n")
                .write("jobs/b.yaml", JOB + "map: big.jsonata\n")
                .write("big.jsonata", " ".repeat(2_000_000));

        assertThat(folder.problems())
                .containsExactly(
                        "config.too-large · jobs/a.yaml: jobs/a.yaml has 10,000,014 bytes; a project's file has at most 1,048,576. Data belongs into a bucket, not into the project.",
                        "config.too-large · jobs/b.yaml:3:6: big.jsonata has 2,000,000 bytes; a project's file has at most 1,048,576. Data belongs into a bucket, not into the project.");
    }

    @Test
    void aDefinitionThatDoesNotFitIntoTheTableIsRefused() {
        folder.write("jobs/a.yaml", JOB + "description: " + "x".repeat(400_000) + "\n");

        assertThat(folder.problems())
                .containsExactly(
                        "config.too-large · jobs/a.yaml:1:1: with its expressions and schemas it takes 400,094 bytes; at most 350,000 can be published. Shorten the schema or the map.");
    }

    @Test
    void aBombOfAliasesIsStoppedEarly() {
        var bomb = new StringBuilder("vars:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            bomb.append("  a%d: &a%d [".formatted(i, i))
                    .append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        var scalars = new StringBuilder("description: &s text\n")
                .append("then: [")
                .append("*s, ".repeat(60_000))
                .append("*s]\n");
        folder.write("crossdock.yaml", "name: shop\n" + bomb).write("jobs/a.yaml", scalars.toString());

        Assertions.assertTimeout(
                Duration.ofSeconds(20),
                () -> assertThat(folder.problems())
                        .satisfiesExactly(
                                first -> assertThat(first).startsWith("config.yaml · crossdock.yaml"),
                                second -> assertThat(second)
                                        .isEqualTo(
                                                "config.yaml · jobs/a.yaml:1:14: this file holds more than 50000 values, its aliases followed. Write what is meant without aliases of aliases.")));
    }

    @Test
    void anAliasMayRepeatWhatIsMeant() {
        folder.write("jobs/a.yaml", "from: &all { bucket: incoming, files: \"*.csv\" }\nto: { collection: products }\n")
                .write("crossdock.yaml", "name: shop\nvars:\n  a: &a { x: 1 }\n  b: *a\n");

        assertThat(folder.problems()).isEmpty();
        assertThat(folder.load().project().vars()).hasToString("{a={x=1}, b={x=1}}");
    }

    @Test
    void anAliasOfItselfAndEndlessNestingAreStopped() {
        folder.write("jobs/a.yaml", "description: &a [*a]\n")
                .write("jobs/b.yaml", "description: " + "[".repeat(60) + "]".repeat(60) + "\n")
                .write("jobs/c.yaml", "description: " + "[".repeat(100_000) + "]".repeat(100_000) + "\n")
                .write("jobs/d.yaml", JOB + "map: '" + "(".repeat(100_000) + "1" + ")".repeat(100_000) + "'\n")
                .write("collections/e.yaml", "key: sku\nschema: e.json\n")
                .write("collections/e.json", "[".repeat(100_000));

        assertThat(folder.problems())
                .satisfiesExactly(
                        e -> assertThat(e).startsWith("config.schema · collections/e.json"),
                        a -> assertThat(a)
                                .isEqualTo(
                                        "config.yaml · jobs/a.yaml:1:14: this alias contains itself. Write the values out."),
                        b -> assertThat(b)
                                .isEqualTo(
                                        "config.yaml · jobs/b.yaml:1:64: this is nested deeper than 50 levels. Write it flatter."),
                        c -> assertThat(c).startsWith("config.yaml · jobs/c.yaml:1:"),
                        d -> assertThat(d)
                                .isEqualTo(
                                        "config.expression · jobs/d.yaml:3:7: the JSONata does not compile: it is nested too deeply. Correct it there, or before."));
    }

    @Test
    void linksThatLeadNowhereInCirclesOrOutsideAreRefused() throws IOException {
        Files.createDirectories(dir.resolve("jobs"));
        Files.createSymbolicLink(dir.resolve("jobs/a.yaml"), Path.of("a.yaml"));
        Files.createSymbolicLink(dir.resolve("jobs/b.yaml"), Path.of("gone.yaml"));
        Files.createSymbolicLink(dir.resolve("jobs/c.yaml"), Path.of("/etc/hostname"));
        Files.createSymbolicLink(dir.resolve("mappings"), dir);
        Files.createDirectories(dir.resolve("jobs/d.yaml"));

        assertThat(folder.problems())
                .satisfiesExactly(
                        a -> assertThat(a).startsWith("config.unreadable · jobs/a.yaml: jobs/a.yaml cannot be read: "),
                        b -> assertThat(b)
                                .isEqualTo(
                                        "config.unreadable · jobs/b.yaml: jobs/b.yaml is gone, or a link to nothing. Put the file in its place."),
                        c -> assertThat(c)
                                .isEqualTo(
                                        "config.reference · jobs/c.yaml: jobs/c.yaml is a link out of the project's folder. Copy the file into the project."));
        assertThat(folder.warnings())
                .containsExactly("config.file-name · jobs/d.yaml: this folder is not read. Put its files into jobs/.");
    }
}
