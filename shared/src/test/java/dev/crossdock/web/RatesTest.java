package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");
    /** At first all ask at once, and take for more than they will use. */
    private static final int WARMING = 10;

    private static final int SECONDS = 30;

    private static Connection limited(double rate) {
        var limits = new Connection.Limits(Optional.of(rate), 8, Duration.ofSeconds(10), 1 << 20);
        return new Connection(
                "shop", "https://shop.example", Map.of(), limits, Connection.Retry.DEFAULT, Delivery.PUT_BY_KEY);
    }

    /** What a crowd of workers did, each a process of its own. */
    private record Seen(List<Instant> calls, int updates, int mostInASecond) {}

    private static int most(List<Instant> calls) {
        int most = 0;
        for (int from = 0, to = 0; to < calls.size(); to++) {
            while (!calls.get(from).isAfter(calls.get(to).minusSeconds(1))) from++;
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    private static Seen workers(int workers, double rate, Duration longestCall, Duration longestPause)
            throws Exception {
        var crowd = new Crowd();
        var warm = BEGAN.plusSeconds(WARMING);
        var updates = new AtomicInteger();
        var faults = new Faults();
        faults.watch((number, what, after) -> {
            if (after && what.startsWith("ledger.write")) {
                if (!crowd.clock.instant().isBefore(warm)) updates.incrementAndGet();
            }
        });
        var ledger = new MemoryLedger("ledger", crowd.clock, faults);
        var calls = Collections.synchronizedList(new ArrayList<Instant>());
        var connection = limited(rate);
        var end = warm.plusSeconds(SECONDS);
        crowd.live(workers, number -> {
            var random = new Random(number);
            var rates = new Rates(ledger, crowd.clock, c -> 1);
            while (crowd.clock.instant().isBefore(end)) {
                var slot = rates.take(connection);
                if (slot.isAfter(crowd.clock.instant())) crowd.sleepUntil(slot);
                if (!rates.fresh(slot, connection)) continue;
                calls.add(crowd.clock.instant());
                crowd.sleep(Duration.ofMillis(1 + random.nextLong(longestCall.toMillis())));
                if (!longestPause.isZero()) crowd.sleep(Duration.ofMillis(random.nextLong(longestPause.toMillis())));
            }
        });
        var sorted = new ArrayList<>(calls);
        Collections.sort(sorted);
        return new Seen(
                sorted.stream()
                        .filter(call -> !call.isBefore(warm) && call.isBefore(end))
                        .toList(),
                updates.get(),
                most(sorted));
    }

    @Test
    void aHundredASecondAreKeptByThirtyTwoWorkersAndUsed() throws Exception {
        var seen = workers(32, 100, Duration.ofMillis(300), Duration.ZERO);
        assertThat(seen.mostInASecond()).isLessThanOrEqualTo(105);
        assertThat(seen.calls().size()).isGreaterThanOrEqualTo(95 * SECONDS);
        assertThat(seen.updates()).isLessThanOrEqualTo(5 * SECONDS);
    }

    @Test
    void whoCallsSeldomTakesLittleFromTheOthers() throws Exception {
        var seen = workers(100, 100, Duration.ofMillis(50), Duration.ofSeconds(2));
        assertThat(seen.mostInASecond()).isLessThanOrEqualTo(105);
        assertThat(seen.calls().size()).isGreaterThanOrEqualTo(70 * SECONDS);
    }

    @Test
    void aSlowRateBeginsAtOnceAndKeepsItsDistance() {
        var clock = new SteppedClock(BEGAN);
        var rates = new Rates(new MemoryLedger(clock), clock, c -> 1);
        var connection = limited(10.0 / 3600);
        assertThat(rates.take(connection)).isEqualTo(BEGAN);
        assertThat(rates.take(connection)).isEqualTo(BEGAN.plusSeconds(360));
    }

    @Test
    void tooManyLessensTheRateForAllAndItComesBackByTheMinute() {
        var clock = new SteppedClock(BEGAN);
        var ledger = new MemoryLedger(clock);
        var one = new Rates(ledger, clock, c -> 1);
        var other = new Rates(ledger, clock, c -> 1);
        var connection = limited(100);
        one.throttled(connection);
        // Eight calls at once are told so at once.
        other.throttled(connection);
        assertThat(inASecond(other, connection, clock)).isBetween(66, 71);
        clock.step(Duration.ofMinutes(2));
        assertThat(inASecond(one, connection, clock)).isBetween(76, 81);
        clock.step(Duration.ofMinutes(10));
        assertThat(inASecond(one, connection, clock)).isBetween(96, 101);
        for (int i = 0; i < 20; i++) {
            clock.step(Duration.ofSeconds(2));
            one.throttled(connection);
        }
        assertThat(inASecond(other, connection, clock)).isBetween(9, 15);
    }

    private static int inASecond(Rates rates, Connection connection, SteppedClock clock) {
        clock.step(Duration.ofSeconds(10));
        var end = clock.instant().plusSeconds(1);
        int calls = 0;
        while (true) {
            var slot = rates.take(connection);
            if (!slot.isBefore(end)) return calls;
            if (slot.isAfter(clock.instant())) clock.step(Duration.between(clock.instant(), slot));
            calls++;
        }
    }
}
