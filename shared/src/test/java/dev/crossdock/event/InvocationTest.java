package dev.crossdock.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class InvocationTest {
    private static final Instant NOW = Instant.parse("2026-11-12T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void theDeadlineIsTheStartPlusTheTimeout() {
        assertThat(Invocation.within(Duration.ofSeconds(90), CLOCK).deadline()).isEqualTo(NOW.plusSeconds(90));
        assertThat(Invocation.within(Duration.ofSeconds(90), CLOCK).remaining()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aForgottenTimeoutMakesWorkStopEarly() {
        assertThat(Invocation.begin(CLOCK).remaining()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void twoInvocationsNeverShareTheirId() {
        assertThat(Invocation.begin(CLOCK).requestId())
                .isNotEqualTo(Invocation.begin(CLOCK).requestId());
    }
}
