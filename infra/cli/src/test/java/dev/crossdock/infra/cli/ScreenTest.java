package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
    @Test
    void sizesHaveAtMostThreeDigits() {
        assertThat(List.of(
                        Screen.size(0),
                        Screen.size(999),
                        Screen.size(1000),
                        Screen.size(1 << 20),
                        Screen.size(5L << 30)))
                .containsExactly("0 B", "999 B", "1.0 KB", "1.0 MB", "5.0 GB");
    }

    @Test
    void countsShowOnlyWhatIs() {
        assertThat(Screen.counts(Json.read("{\"read\":1200,\"written\":1199,\"rejected\":1,\"deleted\":0}")))
                .isEqualTo("1,200 read: 1,199 written, 1 rejected");
        assertThat(Screen.counts(Json.read("{}"))).isEqualTo("0 read");
    }

    @Test
    void tablesAreAsWideAsTheirCells() {
        assertThat(Screen.table(List.of(List.of("A", "B"), List.of("long", ""))))
                .isEqualTo("A     B\nlong\n");
    }
}
