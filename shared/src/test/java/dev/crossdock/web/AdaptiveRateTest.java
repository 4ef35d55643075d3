package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A webservice that has too much of what a fleet calls it, and says so; nobody has configured a rate. */
class AdaptiveRateTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Connection SHOP = Desk.connection(Delivery.PUT_BY_KEY, Map.of(), Connection.Retry.DEFAULT);
    private static final int WORKERS = 8;
    /** Calls a second that are taken while it has little time. */
    private static final int LITTLE = 10;

    private record Call(Instant at, boolean taken) {}

    /** Takes as many calls in each second as it can, and refuses the others. */
    private static final class Busy {
        private final Instant from;
        private final Instant to;
        private final List<Call> calls = new ArrayList<>();
        private Instant second = Instant.MIN;
        private int taken;

        Busy(Instant from, Instant to) {
            this.from = from;
            this.to = to;
        }

        synchronized boolean takes(Instant at) {
            var now = Instant.ofEpochSecond(at.getEpochSecond());
            if (!now.equals(second)) taken = 0;
            second = now;
            boolean takes = at.isBefore(from) || !at.isBefore(to) || taken < LITTLE;
            if (takes) taken++;
            calls.add(new Call(at, takes));
            return takes;
        }

        /** A second. */
        double calls(Instant after, Instant before, boolean onlyTaken) {
            long count = calls.stream()
                    .filter(call -> !call.at().isBefore(after) && call.at().isBefore(before))
                    .filter(call -> call.taken() || !onlyTaken)
                    .count();
            return count / (double) Duration.between(after, before).toSeconds();
        }
    }

    @Test
    void theFleetSlowsDownToWhatIsTakenAndComesBackWhenTheOtherSideDoes() throws Exception {
        var busy = BEGAN.plusSeconds(60);
        var fine = busy.plus(Duration.ofMinutes(10));
        var end = fine.plus(Duration.ofMinutes(22));
        var crowd = new Crowd();
        var ledger = new MemoryLedger("ledger", crowd.clock, new Faults());
        var service = new Busy(busy, fine);
        crowd.live(WORKERS, number -> {
            var random = new Random(number);
            var rates = new Rates(ledger, crowd.clock, connection -> WORKERS);
            while (crowd.clock.instant().isBefore(end)) {
                var slot = rates.take(SHOP);
                if (slot.isAfter(crowd.clock.instant())) crowd.sleepUntil(slot);
                if (!rates.fresh(slot, SHOP)) continue;
                boolean taken = service.takes(crowd.clock.instant());
                crowd.sleep(Duration.ofMillis(100 + random.nextInt(200)));
                if (!taken) rates.throttled(SHOP);
            }
        });
        double before = service.calls(BEGAN, busy, false);
        assertThat(before).isGreaterThan(30);
        var settled = busy.plusSeconds(30);
        assertThat(service.calls(settled, fine, false)).isLessThanOrEqualTo(1.2 * LITTLE);
        assertThat(service.calls(settled, fine, true)).isGreaterThanOrEqualTo(0.65 * LITTLE);
        assertThat(service.calls(end.minusSeconds(90), end, false)).isGreaterThanOrEqualTo(0.95 * before);
        assertThat(ledger.list("RATE#shop", "", "", 10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.body().length()).isLessThan(4_000));
    }

    private final SteppedClock clock = new SteppedClock(BEGAN);
    private final MemoryLedger ledger = new MemoryLedger(clock);
    private final Shop shop = new Shop(new Faults());
    private int record;

    private Sender process(int seed) {
        var objects = new MemoryObjectStore(clock, new Faults());
        return new Sender(shop, ledger, objects, Secret::new, new Pace(clock, new Random(seed), clock::step));
    }

    private void call(Sender sender) {
        var path = "/products/A-" + ++record;
        var effect = new Effect("shop", "reindex", path, "1", "updated");
        var request = new Request("PUT", path, Map.of(), Optional.of("{}"));
        sender.send(SHOP, effect, () -> request, "{}", clock.instant().plusSeconds(60));
    }

    /** Of one process that calls without a pause, for 10 s; its calls take no time. */
    private int callsIn10s(Sender sender) {
        var end = clock.instant().plusSeconds(10);
        int before = shop.calls.size();
        while (clock.instant().isBefore(end) && shop.calls.size() < before + 1_000) call(sender);
        return shop.calls.size() - before;
    }

    /** So often that it is no chance. */
    private void refused(Sender sender, Object... answers) {
        for (int i = 0; i < 5; i++) {
            shop.next(answers);
            call(sender);
        }
    }

    /** It refuses as often however slowly it is called. */
    @Test
    void aRefusalNowAndThenSlowsNobodyDown() {
        var sender = process(1);
        for (int i = 0; i < 20; i++) {
            shop.next(429);
            call(sender);
            assertThat(callsIn10s(sender)).isEqualTo(1_000);
            clock.step(Duration.ofSeconds(10));
        }
    }

    /** One in thirty by chance, ten calls a second, for an hour: bad luck comes in rows as well. */
    @Test
    void badLuckSlowsNobodyDown() {
        var sender = process(1);
        var luck = new Random(7);
        for (int i = 0; i < 36_000; i++) {
            if (luck.nextInt(30) == 0) shop.next(429);
            call(sender);
            clock.step(Duration.ofMillis(100));
            if (i % 3_600 == 0) assertThat(callsIn10s(sender)).isEqualTo(1_000);
        }
    }

    @Test
    void whatOneIsToldHoldsForTheOthers() {
        var one = process(1);
        var other = process(2);
        call(other);
        refused(one, 429, 429);
        clock.step(Duration.ofSeconds(6));
        // What it called when it was told, 8 or 10 a second, is taken to be what was too much; 0.7 of that.
        assertThat(callsIn10s(other)).isBetween(50, 75);
        clock.step(Duration.ofMinutes(2));
        assertThat(callsIn10s(one)).isBetween(60, 85);
        clock.step(Duration.ofMinutes(20));
        assertThat(callsIn10s(other)).isEqualTo(1_000);
    }

    @Test
    void unavailableIsTooMuchWhereItNamesATimeOrComesAgain() {
        var sender = process(1);
        shop.next(503);
        call(sender);
        assertThat(callsIn10s(sender)).isEqualTo(1_000);
        clock.step(Duration.ofSeconds(10));
        refused(sender, Shop.retryAfter(503, "1"), Shop.retryAfter(503, "1"));
        clock.step(Duration.ofSeconds(2));
        assertThat(callsIn10s(sender)).isBetween(30, 60);
        clock.step(Duration.ofMinutes(20));
        refused(sender, 503, 503);
        clock.step(Duration.ofSeconds(6));
        assertThat(callsIn10s(sender)).isBetween(80, 110);
    }

    @Test
    void whoeverIsAwayIsCalledAsBeforeWhenItIsBack() {
        var sender = process(1);
        shop.always(Shop.Weather.NO_CONNECTION);
        for (int i = 0; i < 12; i++) {
            call(sender);
            clock.step(Duration.ofSeconds(31));
        }
        shop.always(503);
        for (int i = 0; i < 20; i++) {
            clock.step(Duration.ofSeconds(31));
            call(sender);
        }
        shop.always(Shop.Weather.FINE);
        clock.step(Duration.ofSeconds(31));
        call(sender);
        assertThat(callsIn10s(sender)).isEqualTo(1_000);
    }
}
