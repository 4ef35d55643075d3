package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.WorldException;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A limit of calls at once that holds for a fleet of processes. */
class PermitsTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static Connection limited(int concurrency) {
        var limits = new Connection.Limits(Optional.empty(), concurrency, TIMEOUT, 1 << 20);
        return new Connection(
                "shop", "https://shop.example", Map.of(), limits, Connection.Retry.DEFAULT, Delivery.PUT_BY_KEY);
    }

    /** One call. @param worker who made it */
    private record Made(int worker, Instant from, Instant to) {}

    /** What a crowd of workers did, each a process of its own. */
    private record Seen(List<Made> calls, int updates) {
        int mostAtOnce() {
            int most = 0;
            for (var call : calls) {
                int beside = 0;
                for (var other : calls) {
                    if (!other.from().isAfter(call.from()) && other.to().isAfter(call.from())) beside++;
                }
                most = Math.max(most, beside);
            }
            return most;
        }

        /** Of what the limit allows in a time. */
        double used(int limit, Instant from, Instant to) {
            long sum = 0;
            for (var call : calls) {
                var begin = call.from().isBefore(from) ? from : call.from();
                var end = call.to().isAfter(to) ? to : call.to();
                if (end.isAfter(begin)) sum += Duration.between(begin, end).toMillis();
            }
            return sum / (double) limit / Duration.between(from, to).toMillis();
        }

        long of(int worker) {
            return calls.stream().filter(call -> call.worker() == worker).count();
        }
    }

    /** @param deaths of a hundred calls so many are their process's last, which begins anew with nothing in its memory */
    private static Seen workers(int workers, int limit, Duration time, Duration longestCall, int deaths)
            throws Exception {
        var crowd = new Crowd();
        var updates = new AtomicInteger();
        var faults = new Faults();
        faults.watch((number, what, after) -> {
            if (after && what.startsWith("ledger.write")) updates.incrementAndGet();
        });
        var ledger = new MemoryLedger("ledger", crowd.clock, faults);
        var connection = limited(limit);
        var calls = new ArrayList<Made>();
        var end = BEGAN.plus(time);
        crowd.live(workers, number -> {
            var random = new Random(number);
            var permits = new Permits(ledger, new Pace(crowd.clock, random, crowd::sleep));
            while (crowd.clock.instant().isBefore(end)) {
                var full = permits.take(connection);
                if (full.isPresent()) {
                    crowd.sleepUntil(full.get());
                    continue;
                }
                var from = crowd.clock.instant();
                boolean dies = random.nextInt(100) < deaths;
                // The other side works on for as long as any call may take, whoever has died.
                var call = dies ? TIMEOUT : Duration.ofMillis(1 + random.nextLong(longestCall.toMillis()));
                synchronized (calls) {
                    calls.add(new Made(number, from, from.plus(call)));
                }
                if (dies) {
                    permits = new Permits(ledger, new Pace(crowd.clock, random, crowd::sleep));
                } else {
                    crowd.sleep(call);
                    permits.release(connection);
                    // A visit has some ten calls.
                    if (random.nextInt(50) == 0) permits.rest(connection);
                }
            }
        });
        return new Seen(calls, updates.get());
    }

    @Test
    void eightAtOnceAreKeptByThirtyTwoWorkersUsedAndShared() throws Exception {
        var time = Duration.ofMinutes(5);
        var seen = workers(32, 8, time, Duration.ofMillis(300), 0);
        assertThat(seen.mostAtOnce()).isLessThanOrEqualTo(8);
        assertThat(seen.used(8, BEGAN.plusSeconds(10), BEGAN.plus(time))).isGreaterThanOrEqualTo(0.9);
        assertThat(seen.updates()).isLessThanOrEqualTo(5 * (int) time.toSeconds());
        for (int worker = 0; worker < 32; worker++) assertThat(seen.of(worker)).isPositive();
    }

    @Test
    void aFewWorkersShareManyPermitsWithAnUpdateNowAndThen() throws Exception {
        var time = Duration.ofMinutes(5);
        var seen = workers(4, 64, time, Duration.ofMillis(300), 0);
        assertThat(seen.updates()).isLessThanOrEqualTo((int) time.toSeconds() / 2);
        for (int worker = 0; worker < 4; worker++) assertThat(seen.of(worker)).isGreaterThan(1_000);
    }

    @Test
    void whoDiesLeavesNoCallBesideMoreThanTheLimitAndItsPermitsComeBack() throws Exception {
        var time = Duration.ofMinutes(10);
        var seen = workers(16, 4, time, Duration.ofSeconds(1), 1);
        assertThat(seen.mostAtOnce()).isLessThanOrEqualTo(4);
        // A death costs a permit for half a minute.
        assertThat(seen.used(4, BEGAN, BEGAN.plus(time))).isGreaterThan(0.3);
    }

    @Test
    void oneAtOnceIsOneAtOnce() throws Exception {
        var time = Duration.ofMinutes(5);
        var seen = workers(10, 1, time, Duration.ofMillis(300), 0);
        assertThat(seen.mostAtOnce()).isEqualTo(1);
        assertThat(seen.used(1, BEGAN.plusSeconds(10), BEGAN.plus(time))).isGreaterThanOrEqualTo(0.8);
        for (int worker = 0; worker < 10; worker++) assertThat(seen.of(worker)).isPositive();
    }

    private final SteppedClock clock = new SteppedClock(BEGAN);
    private final Faults faults = new Faults();
    private final MemoryLedger ledger = new MemoryLedger("ledger", clock, faults);

    private Permits process(int seed) {
        return new Permits(ledger, new Pace(clock, new Random(seed), clock::step));
    }

    @Test
    void aShareIsAnothersOnlyWhenEveryCallOfItMustHaveEnded() {
        var connection = limited(1);
        assertThat(process(1).take(connection)).isEmpty();
        var other = process(2);
        clock.step(TIMEOUT);
        assertThat(other.take(connection)).isPresent();
        clock.step(Duration.ofSeconds(26));
        assertThat(other.take(connection)).isEmpty();
    }

    @Test
    void noCallIsBegunThatWouldOutlastTheShare() {
        var connection = limited(1);
        var stalled = process(1);
        assertThat(stalled.take(connection)).isEmpty();
        stalled.release(connection);
        // As a frozen function, thawed when its share is another's.
        clock.step(Duration.ofMinutes(1));
        assertThat(process(2).take(connection)).isEmpty();
        assertThat(stalled.take(connection)).isPresent();
    }

    @Test
    void whatAFrozenFunctionKeepsIsNeverMoreThanHalf() {
        var connection = limited(8);
        int kept = 0;
        for (int i = 0; i < 8; i++) {
            var visit = process(i);
            assertThat(visit.take(connection)).isEmpty();
            visit.release(connection);
            visit.rest(connection);
        }
        while (process(9 + kept).take(connection).isEmpty()) kept++;
        assertThat(kept).isGreaterThanOrEqualTo(4);
    }

    @Test
    void callsOneAfterTheOtherCostTheLedgerNothing() {
        var connection = limited(8);
        var writes = new AtomicInteger();
        faults.watch((number, what, after) -> {
            if (after && what.startsWith("ledger.write")) writes.incrementAndGet();
        });
        var process = process(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(process.take(connection)).isEmpty();
            clock.step(Duration.ofMillis(60));
            process.release(connection);
            process.rest(connection);
        }
        assertThat(writes.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void anEffectThatGetsNoPermitWaitsOutsideAndIsNotCharged() {
        var connection = limited(1);
        assertThat(process(1).take(connection)).isEmpty();
        var shop = new Shop(faults);
        var sender = new Sender(
                shop,
                ledger,
                new MemoryObjectStore(clock, faults),
                Secret::new,
                new Pace(clock, new Random(3), clock::step));
        var effect = new Effect("shop", "reindex", "products/A-1", "1", "updated");
        var request = new Request("PUT", "/products/A-1", Map.of(), Optional.of("{}"));
        var sending = sender.send(
                connection, effect, () -> request, "{}", clock.instant().plusSeconds(60));
        assertThat(sending).isInstanceOf(Sending.Later.class);
        assertThat(shop.calls).isEmpty();
        assertThat(clock.instant()).isBefore(BEGAN.plusSeconds(11));
        assertThatThrownBy(() -> sender.ask(
                        connection, request, status -> false, clock.instant().plusSeconds(60)))
                .isInstanceOfSatisfying(
                        WorldException.class, e -> assertThat(e.patient()).isTrue());
        assertThat(shop.calls).isEmpty();
        clock.step(Duration.ofMinutes(1));
        var ended = sender.send(
                connection, effect, () -> request, "{}", clock.instant().plusSeconds(60));
        assertThat(ended).isInstanceOf(Sending.Ended.class);
        assertThat(shop.effects).hasSize(1);
    }
}
