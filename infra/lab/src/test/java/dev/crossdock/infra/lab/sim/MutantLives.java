package dev.crossdock.infra.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a mutant of the run must survive not to be missed: few lives, the short ones first. Not of {@code verify}: the profile {@code mutation} names it. */
class MutantLives {
    private static final int HAPPENINGS = 16;
    private static final int EACH = 10;

    static Stream<Integer> tens() {
        return Stream.iterate(0, ten -> ten + 1).limit(12);
    }

    @ParameterizedTest
    @MethodSource("tens")
    void livesEndWell(int ten) {
        for (long seed = 1 + EACH * ten; seed <= EACH * (ten + 1); seed++) {
            good(Life.Plan.of(seed, HAPPENINGS));
        }
    }

    @Test
    void lateOwnersChangeNothing() {
        for (long seed = 1; seed <= EACH; seed++)
            good(Life.Plan.of(seed, HAPPENINGS).in(Weather.STALLS));
    }

    private static void good(Life.Plan plan) {
        var end = SimulatorTest.SIMULATOR.live(plan);
        assertThat(end.good()).as(end::summary).isTrue();
    }
}
