package dev.crossdock.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.memory.Faults;
import dev.crossdock.run.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A build takes over what an earlier one has left half done: each {@code golden/upgrade/<build>.ndjson} is the stores and queues of a
 * {@link Site} in the middle of its work, as that build wrote them.
 *
 * <p>These files are never written anew: a build that cannot read one cannot be deployed over the build it comes from. Before a release,
 * {@code ./mvnw test -pl shared -Dtest=UpgradeTest -Dgolden.upgrade=<build>} adds that of the build at hand.
 */
class UpgradeTest {
    private static final Path ROOT = Path.of("src/test/resources/golden/upgrade");

    @TestFactory
    Stream<DynamicTest> whatABuildLeftHalfDoneEndsAsIfNothingHadHappened() throws IOException {
        var undisturbed = new Site();
        undisturbed.publish();
        undisturbed.arrive();
        var expected = undisturbed.untilQuiet().seen();
        try (var files = Files.list(ROOT)) {
            var all = files.sorted().toList();
            assertThat(all).isNotEmpty();
            return all.stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(),
                            () -> assertThat(SiteDump.read(file).untilQuiet().seen())
                                    .isEqualTo(expected)));
        }
    }

    /** Else the test above would show less than it says. */
    @TestFactory
    Stream<DynamicTest> everyKindOfWorkIsHalfDoneInEachOfThem() throws IOException {
        try (var files = Files.list(ROOT)) {
            return files
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> expectHalfDone(SiteDump.lines(file))))
                    .toList()
                    .stream();
        }
    }

    private static void expectHalfDone(List<String> dump) {
        var text = String.join("\n", dump);
        assertThat(text).as("a chunk that is done").containsPattern("CHUNK.*\\\\\"done\\\\\":true");
        assertThat(text)
                .as("a chunk that is leased, with a checkpoint")
                .containsPattern(
                        "\\\\\"owner\\\\\":\\\\\"[^\\\\]+.*\\\\\"checkpoint\\\\\":.*[1-9].*\\\\\"done\\\\\":false");
        assertThat(text)
                .as("a run in line")
                .contains("\\\"state\\\":\\\"QUEUED\\\"")
                .contains("p-2.csv");
        assertThat(text).as("a send's journal").contains("\"sort\":\"SENT#");
        assertThat(text).as("a step that is done").contains("EXE#").contains("S#sent");
        assertThat(text).as("a delivery that waits").contains("{\"queue\":\"call-engine\"");
    }

    /** The generator. */
    @Test
    void theBuildAtHandLeavesItsWorkHalfDone() {
        var build = System.getProperty("golden.upgrade", "");
        assumeTrue(!build.isEmpty(), "-Dgolden.upgrade=<build> writes golden/upgrade/<build>.ndjson");
        var file = ROOT.resolve(build + ".ndjson");
        assertThat(file).as("what a build has left is never written anew").doesNotExist();
        var site = halfDone();
        SiteDump.write(site, file);
    }

    private static Site halfDone() {
        var site = new Site();
        site.publish();
        site.arrive();
        while (site.work("drops")) continue;
        // The first chunk is done; the second is saved once, and its worker dies before it goes on.
        site.work("import-file");
        killed(site, "import-file", "records.write", 2);
        // The second group of three calls is under way, noted in the journal.
        killed(site, "send-file", "http PUT shop.example", 5);
        killed(site, ExecutionMessage.QUEUE, "http POST stock.example", 2);
        assertThat(site.runs.list("", Optional.empty(), "", 10).items())
                .extracting(run -> run.state())
                .containsExactlyInAnyOrder(State.RUNNING, State.RUNNING, State.QUEUED);
        return site;
    }

    /** Works on a message until a call has taken effect for the so manieth time. */
    private static void killed(Site site, String queue, String call, int times) {
        var seen = new int[1];
        site.watch((number, what, after) -> {
            if (after && what.startsWith(call) && ++seen[0] == times) throw new Faults.Killed(what);
        });
        try {
            site.work(queue);
            throw new AssertionError(queue + " made " + seen[0] + " of " + times + " calls " + call);
        } catch (Faults.Killed e) {
            site.watch((number, what, after) -> {});
            site.begin();
        }
    }
}
