package dev.crossdock.functions.graphapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HopTest {
    @Test
    void aHopIsANumberUpToEightAndAnythingElseIsAPersonsWrite() {
        assertThat(Hop.of("3")).isEqualTo(3);
        assertThat(Hop.of(" 8 ")).isEqualTo(8);
        assertThat(Hop.of("99999")).isEqualTo(8);
        for (var other : new String[] {null, "", "-1", "two", "1e9", "9999999999", "٣"}) {
            assertThat(Hop.of(other)).as(other).isZero();
        }
    }
}
