package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopsTest {
    @TempDir
    Path dir;

    private Folder folder;

    @BeforeEach
    void aProject() {
        folder = new Folder(dir);
    }

    private void copies(String name, String from, String files, String to, String file) {
        var named = file.isEmpty() ? "" : ", file: \"" + file + "\"";
        folder.write(
                "jobs/" + name + ".yaml",
                "from: { bucket: " + from + ", files: \"" + files + "\" }\nto: { bucket: " + to + named + " }\n");
    }

    private List<String> loops() {
        return folder.problems().stream()
                .filter(text -> text.startsWith("config.loop"))
                .toList();
    }

    @Test
    void aJobThatWritesWhatItReadsWouldStartItself() {
        copies("a", "incoming", "products-*.csv", "incoming", "products-{$run.date}.csv");

        assertThat(loops())
                .containsExactly(
                        "config.loop · jobs/a.yaml:2:31: this job would start itself: it writes \"products-{$run.date}.csv\" into bucket incoming, where \"products-*.csv\" starts job a. Write to another bucket or name, or take the job out of then.");
    }

    @Test
    void aFileThatKeepsItsNameStartsTheSamePattern() {
        copies("a", "incoming", "*.csv", "incoming", "");

        assertThat(loops()).hasSize(1);
    }

    @Test
    void twoJobsThatFeedEachOtherAreOneLoop() {
        copies("a", "incoming", "*.csv", "outgoing", "x-{$file.name}");
        copies("b", "outgoing", "x-*", "incoming", "back.csv");

        assertThat(loops())
                .containsExactly(
                        "config.loop · jobs/a.yaml:2:31: this job would start itself (a → b → a): it writes \"x-{$file.name}\" into bucket outgoing, where \"x-*\" starts job b. Write to another bucket or name, or take the job out of then.");
    }

    @Test
    void otherNamesInTheSameBucketAreNoLoop() {
        copies("a", "incoming", "products-*.csv", "incoming", "out-{$run.date}.csv");
        copies("b", "outgoing", "*.csv", "outgoing", "{$run.date}.ndjson");
        copies("c", "incoming", "[a-m]*.txt", "incoming", "z{$run.date}.txt");

        assertThat(loops()).isEmpty();
    }

    @Test
    void aJobThatFollowsItselfIsALoop() {
        var job = "from: { bucket: incoming, files: \"%s\" }\nto: { collection: products }\nthen: [%s]\n";
        folder.write("jobs/a.yaml", job.formatted("a", "c, b"));
        folder.write("jobs/b.yaml", job.formatted("b", "a"));
        folder.write("jobs/c.yaml", job.formatted("c", "b"));

        assertThat(loops())
                .containsExactly(
                        "config.loop · jobs/a.yaml:3:11: this job would start itself (a → b → a): job b follows it. Write to another bucket or name, or take the job out of then.",
                        "config.loop · jobs/c.yaml:3:8: this job would start itself (c → b → a → c): job b follows it. Write to another bucket or name, or take the job out of then.");
        assertThat(folder.load().project().jobs()).containsOnlyKeys("b");
    }
}
