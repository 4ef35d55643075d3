package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the demo's last table says of what it has seen. */
class ScoreTest {
    private static Score all() {
        var score = new Score();
        for (var scenario : Scenario.values()) {
            if (scenario.exists && scenario != Scenario.S14) score.shown(scenario, "seen");
        }
        return score;
    }

    @Test
    void whatCannotBeShownHereIsSkippedWithItsReasonAndFailsNothing() {
        var score = all();
        assertThat(score.holds()).isFalse();
        score.skipped(Scenario.S14, "there is no Node on the PATH");
        assertThat(score.holds()).isTrue();
        assertThat(score.state(Scenario.S14)).isEqualTo("skipped");
        assertThat(score.table()).contains("– 1.4").contains("skipped").contains("there is no Node on the PATH");
    }

    @Test
    void whatFailsIsNotMadeGoodBySkipping() {
        var score = all();
        score.skipped(Scenario.S14, "no reason");
        score.failed(Scenario.S14, "expected 1, saw 2");
        assertThat(score.holds()).isFalse();
        assertThat(score.state(Scenario.S14)).isEqualTo("failed");
    }
}
