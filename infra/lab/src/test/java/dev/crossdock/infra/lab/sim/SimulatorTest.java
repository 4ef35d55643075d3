package dev.crossdock.infra.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator finds nothing in the product, finds every planted bug, and does the same again when it is asked. */
class SimulatorTest {
    private static final int HAPPENINGS = 40;
    /** With the ticks of the clock and all that follows, 200 calls of functions. */
    private static final int FEW_HAPPENINGS = 16;

    private static final int SEEDS = Integer.getInteger("crossdock.seeds", 500);
    private static final long EVENTS = 20_000;
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    static final Simulator SIMULATOR = new Simulator(template(), Simulation::scenes);

    private static Path template() {
        return Path.of(System.getProperty("crossdock.root", "../..")).resolve("template.yaml");
    }

    @Test
    void nothingIsLostDoneTwiceOrWrong() throws InterruptedException {
        var lives = new Lives(SIMULATOR, Bugs.NONE, FEW_HAPPENINGS);
        var bad = lives.live(1, SEEDS, THREADS);
        assertThat(bad.stream().limit(5).map(Life.End::summary)).isEmpty();
        // A fair weather would prove nothing.
        assertThat(lives.faults())
                .containsKeys(
                        "kill",
                        "lost",
                        "throttle",
                        "stall",
                        "turn",
                        "webservice",
                        "twice",
                        "unprocessed",
                        "event late",
                        "event twice",
                        "again",
                        "no room",
                        "tick twice",
                        "answer lost");
    }

    static Stream<Planted.Bug> bugs() {
        return Planted.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void aPlantedBugIsFoundByWhatItBreaks(Planted.Bug bug) {
        for (long seed = 1; seed <= 1000; seed++) {
            var end = SIMULATOR.live(bug.plan(seed, HAPPENINGS), bug.bugs());
            if (end.good()) continue;
            System.out.println(
                    bug + ": seed " + seed + ", " + end.findings().get(0).invariant());
            assertThat(end.findings())
                    .as("seed " + seed)
                    .extracting(Findings.Finding::invariant)
                    .containsAnyElementsOf(bug.invariants());
            return;
        }
        throw new AssertionError(bug + " was not found within 1,000 seeds");
    }

    @Test
    void theSameSeedIsTheSameLife() {
        for (long seed : List.of(3L, 77L, 1234L)) {
            var hashes = Stream.of(1, 2, 3)
                    .map(time -> SIMULATOR.live(Life.Plan.of(seed, HAPPENINGS)).hash())
                    .toList();
            assertThat(hashes).as("seed " + seed).containsOnly(hashes.get(0));
        }
        var other = SIMULATOR.live(Life.Plan.of(78, HAPPENINGS)).hash();
        assertThat(other)
                .isNotEqualTo(SIMULATOR.live(Life.Plan.of(77, HAPPENINGS)).hash());
    }

    /** A worker that was stopped past its lease wakes up behind the twin that took its work over. */
    @Test
    void whoWakesUpLateChangesNothing() {
        int fenced = 0;
        long seed = 1;
        for (; fenced < 200 && seed < 2000; seed++) {
            var end = SIMULATOR.live(Life.Plan.of(seed, HAPPENINGS).in(Weather.STALLS));
            assertThat(end.findings()).as(end.summary()).isEmpty();
            fenced += end.fenced();
        }
        System.out.println(fenced + " late owners in " + seed + " lives");
        assertThat(fenced).isGreaterThanOrEqualTo(200);
    }

    /** Each message and event three times, in any order within ten minutes: 20,000 of them. */
    @Test
    void whatComesThreeTimesAndShuffledEndsAsIfItHadComeOnce() {
        var bad = new ArrayList<String>();
        long events = 0;
        for (long seed = 1; events < EVENTS; seed++) {
            var end = SIMULATOR.live(Life.Plan.of(seed, HAPPENINGS).in(Weather.THRICE));
            events += end.events();
            if (!end.good()) bad.add(end.summary());
        }
        assertThat(bad.stream().limit(3)).isEmpty();
    }

    @Test
    void aBadHistoryIsMadeShorterAndStaysBad() {
        var bug = Planted.all().stream()
                .filter(planted -> planted.name().equals("UnprocessedItems ignored"))
                .findFirst()
                .orElseThrow()
                .bugs();
        var end = LongStream.rangeClosed(1, 1000)
                .mapToObj(seed -> SIMULATOR.live(Life.Plan.of(seed, HAPPENINGS), bug))
                .filter(life -> !life.good())
                .findFirst()
                .orElseThrow();
        var shorter = Shrinker.shrink(SIMULATOR, bug, end);
        assertThat(shorter.findings().get(0).invariant())
                .isEqualTo(end.findings().get(0).invariant());
        assertThat(shorter.happenings()).hasSizeLessThan(end.happenings().size());
        // One file whose writes are left unprocessed.
        assertThat(shorter.happenings()).hasSizeLessThanOrEqualTo(3);
        assertThat(shorter.faults()).hasSizeLessThanOrEqualTo(3);
        assertThat(shorter.trace()).isNotEmpty();
    }
}
