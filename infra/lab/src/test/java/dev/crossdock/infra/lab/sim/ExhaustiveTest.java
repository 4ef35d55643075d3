package dev.crossdock.infra.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small histories, all of them: each moment at which the process could be killed × each way of delivering the first messages twice. */
class ExhaustiveTest {
    /** The first so many messages and events, each once or twice. */
    private static final int MESSAGES = Integer.getInteger("crossdock.exhaustive", 1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import",
                "files",
                "send",
                "webhooks",
                "api",
                "pull",
                "feed",
                "operator",
                "replay",
                "listeners",
                "keys",
                "alerts"
            })
    void everyMomentToDieTimesEveryDoubleDelivery(String scene) {
        var bad = new ArrayList<String>();
        int lives = 0;
        for (int twice = 0; twice < 1 << MESSAGES; twice++) {
            long moments = life(scene, 0, twice).calls();
            assertThat(moments).as("moments of " + scene).isGreaterThan(50);
            for (long at = 1; at <= moments; at++) {
                var end = life(scene, at, twice);
                lives++;
                if (!end.good()) bad.add("killed at " + at + ", twice " + twice + ": " + end.findings());
            }
        }
        System.out.println(scene + ": " + lives + " lives");
        assertThat(bad.stream().limit(5)).isEmpty();
    }

    private static Life.End life(String scene, long killAt, int twice) {
        return SimulatorTest.SIMULATOR.live(Life.Plan.of(5, 1).exactly(scene, new World.Exact(killAt, twice)));
    }

    /** The exhaustive search sees what it should see. */
    @ParameterizedTest
    @ValueSource(strings = {"counts beside their checkpoint", "effects by invocation"})
    void aPlantedBugIsFoundAmongSmallHistories(String name) {
        var bug = Planted.all().stream()
                .filter(planted -> planted.name().equals(name))
                .findFirst()
                .orElseThrow();
        boolean found = IntStream.rangeClosed(1, 700)
                .mapToObj(at -> Life.Plan.of(5, 1).exactly("import", new World.Exact(at, 0)))
                .anyMatch(
                        plan -> !SimulatorTest.SIMULATOR.live(plan, bug.bugs()).good());
        assertThat(found).isTrue();
    }
}
