package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.memory.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final Connection SHOP = Desk.connection(Delivery.PUT_BY_KEY, Map.of(), Connection.Retry.DEFAULT);

    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final RetryBudget budget = new RetryBudget(clock);

    private int taken(int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) if (budget.take(SHOP)) taken++;
        return taken;
    }

    @Test
    void tenAreAllowedAndThenATenthOfTheCallsOfTheLastMinute() {
        assertThat(taken(100)).isEqualTo(10);
        for (int i = 0; i < 1_000; i++) budget.called(SHOP);
        assertThat(taken(1_000)).isEqualTo(90);
        clock.step(Duration.ofSeconds(50));
        assertThat(taken(1)).isZero();
        clock.step(Duration.ofSeconds(10));
        assertThat(taken(100)).isEqualTo(10);
    }

    @Test
    void aVisitWhoseBudgetIsSpentComesBackLaterInsteadOfCallingAgain() {
        var desk = new Desk(Delivery.PUT_BY_KEY);
        // Answered in between, so that nobody takes it for an outage.
        for (int rev = 1; rev <= 10; rev++) {
            desk.shop.next(503);
            desk.send(rev);
        }
        int before = desk.shop.calls.size();
        desk.shop.next(503);
        assertThat(desk.send(11)).isInstanceOf(Sending.Later.class);
        assertThat(desk.shop.calls).hasSize(before + 1);
    }
}
