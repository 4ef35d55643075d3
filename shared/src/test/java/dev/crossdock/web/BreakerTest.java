package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.WorldException;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.Announcer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a fleet of processes does to a webservice that is away. */
class BreakerTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Connection SHOP = Desk.connection(Delivery.PUT_BY_KEY, Map.of(), Connection.Retry.DEFAULT);

    private final SteppedClock clock = new SteppedClock(BEGAN);
    private final MemoryLedger ledger = new MemoryLedger(clock);
    private final Breakers breakers = new Breakers(ledger, clock);
    private final List<Instant> calls = new ArrayList<>();
    private final List<Announcer.Event> told = new ArrayList<>();
    private final Shop shop = new Shop(new Faults());
    private final List<Sender> fleet = new ArrayList<>();

    /** A message: one effect that comes back until it has ended. */
    private static final class Letter {
        private final int number;
        private Instant at;
        private int receives;

        Letter(int number, Instant at) {
            this.number = number;
            this.at = at;
        }
    }

    BreakerTest() {
        shop.onCall = () -> calls.add(clock.instant());
    }

    private void workers(int count) {
        var objects = new MemoryObjectStore(clock, new Faults());
        for (int i = 0; i < count; i++) {
            fleet.add(new Sender(shop, ledger, objects, Secret::new, new Pace(clock, new Random(i), clock::step)));
        }
    }

    private Sending visit(int worker, int record) {
        var effect = new Effect("shop", "reindex", "products/A-" + record, "1", "updated");
        var request = new Request("PUT", "/products/A-" + record, Map.of(), Optional.of("{\"n\":" + record + "}"));
        return fleet.get(worker)
                .send(SHOP, effect, () -> request, "{}", clock.instant().plusSeconds(60));
    }

    private void opened() {
        shop.always(Shop.Weather.NO_CONNECTION);
        for (int i = 0; breakers.open().isEmpty(); i++) {
            visit(0, 1_000_000 + i);
            clock.step(Duration.ofSeconds(31));
            if (i > 30) throw new AssertionError("it never opened");
        }
    }

    @Test
    void sixDeadHoursSeeOneProbeInThirtySecondsFromFiftyWorkersAndNothingIsLost() {
        workers(50);
        var back = BEGAN.plus(Duration.ofHours(6));
        var random = new Random(1);
        var queue = new PriorityQueue<Letter>(
                Comparator.comparing((Letter l) -> l.at).thenComparing(l -> l.number));
        int records = 150;
        for (int i = 0; i < records; i++) queue.add(new Letter(i, BEGAN.plusSeconds(random.nextInt(6 * 3600))));
        shop.always(Shop.Weather.NO_CONNECTION);
        var nextTick = BEGAN;
        var ends = new LinkedHashMap<Integer, Outcome>();
        int most = 0;
        Instant openedAt = null;
        while (!queue.isEmpty()) {
            var letter = queue.poll();
            if (letter.at.isAfter(clock.instant())) clock.step(Duration.between(clock.instant(), letter.at));
            if (!clock.instant().isBefore(back)) shop.always(Shop.Weather.FINE);
            while (!nextTick.isAfter(clock.instant())) {
                breakers.tell(told::add);
                nextTick = nextTick.plusSeconds(60);
            }
            letter.receives++;
            var sending = visit(random.nextInt(fleet.size()), letter.number);
            if (openedAt == null && !breakers.open().isEmpty()) openedAt = clock.instant();
            if (sending instanceof Sending.Ended ended) {
                ends.put(letter.number, ended.outcome());
                most = Math.max(most, letter.receives);
            } else {
                letter.at = sending.again().orElseThrow();
                queue.add(letter);
            }
        }
        assertThat(ends).hasSize(records).allSatisfy((n, end) -> assertThat(end).isEqualTo(Outcome.WRITTEN));
        assertThat(shop.effects).hasSize(records);
        assertThat(openedAt).isBefore(BEGAN.plus(Duration.ofMinutes(30)));
        var probes = new ArrayList<Instant>();
        for (var call : calls) if (call.isAfter(openedAt) && call.isBefore(back)) probes.add(call);
        for (int i = 1; i < probes.size(); i++) {
            assertThat(Duration.between(probes.get(i - 1), probes.get(i))).isGreaterThanOrEqualTo(Breaker.APART);
        }
        assertThat(probes.size()).isGreaterThan(300);
        // Of the thousand times that the queue gives a message back.
        assertThat(most).isLessThan(200);
        assertThat(clock.instant()).isBefore(back.plus(Duration.ofMinutes(10)));
        assertThat(told).hasSize(1);
        assertThat(told.get(0).kind()).isEqualTo("breaker.opened");
        assertThat(told.get(0).title())
                .startsWith("connection shop gives no good answer since 2026-03-01T10:0")
                .endsWith(": connection refused");
        assertThat(breakers.open()).isEmpty();
    }

    @Test
    void whoIsPutOffMakesNoAttemptAndIsGivenUpWhenItsTimeIsOver() {
        workers(2);
        opened();
        // The right to look whether it is back is another's.
        visit(0, 7);
        int before = calls.size();
        var later = (Sending.Later) visit(1, 8);
        assertThat(later.at()).isAfter(clock.instant());
        assertThat(calls).hasSize(before);
        var end = clock.instant().plus(Duration.ofHours(25));
        Sending sending = later;
        while (sending.again().isPresent() && clock.instant().isBefore(end)) {
            clock.step(Duration.between(clock.instant(), sending.again().get()));
            visit(0, 7);
            sending = visit(1, 8);
        }
        var outcome = ((Sending.Ended) sending).outcome();
        assertThat(outcome.problem().orElseThrow().code()).isIn("web.away", "web.unreachable");
        assertThat(clock.instant()).isAfter(BEGAN.plus(Duration.ofHours(24)));
    }

    @Test
    void aProbeWhoseProcessDiedIsMadeByAnotherHalfAMinuteLater() {
        workers(1);
        opened();
        var dead = new Breaker(breakers, clock);
        assertThat(dead.ask(SHOP)).isEmpty();
        var other = new Breaker(breakers, clock);
        assertThat(other.ask(SHOP)).isPresent();
        clock.step(Breaker.APART);
        assertThat(other.ask(SHOP)).isEmpty();
    }

    @Test
    void aGoodAnswerClosesItForAll() {
        workers(3);
        opened();
        shop.always(Shop.Weather.FINE);
        assertThat(visit(1, 1)).isInstanceOf(Sending.Ended.class);
        assertThat(visit(2, 2)).isInstanceOf(Sending.Ended.class);
        clock.step(Breaker.APART);
        assertThat(visit(0, 3)).isInstanceOf(Sending.Ended.class);
        // Told although it has closed before anybody looked.
        breakers.tell(told::add);
        breakers.tell(told::add);
        assertThat(told).hasSize(1);
    }

    @Test
    void whatWasNotToldBecauseTheTellerDiedIsToldAgainUnderTheSameKey() {
        workers(1);
        opened();
        try {
            breakers.tell(event -> {
                told.add(event);
                throw new Faults.Killed("behind the message");
            });
        } catch (Faults.Killed e) {
            // as ordered
        }
        breakers.tell(told::add);
        breakers.tell(told::add);
        assertThat(told).hasSize(2);
        assertThat(told.get(0).key()).isEqualTo(told.get(1).key());
    }

    @Test
    void tooManyCallsAreNoOutage() {
        workers(1);
        shop.always(429);
        for (int i = 0; i < 30; i++) {
            visit(0, i);
            clock.step(Duration.ofMinutes(1));
        }
        assertThat(breakers.open()).isEmpty();
    }

    @Test
    void aLongRetryAfterHoldsTheWholeFleetAndIsNoAlert() {
        workers(2);
        shop.next(Shop.retryAfter(503, "600"));
        visit(0, 1);
        visit(1, 2);
        assertThat(calls).hasSize(1);
        assertThat(breakers.open())
                .singleElement()
                .satisfies(one -> assertThat(one).containsEntry("state", "waiting"));
        clock.step(Duration.ofSeconds(599));
        visit(1, 2);
        assertThat(calls).hasSize(1);
        clock.step(Duration.ofSeconds(1));
        assertThat(visit(1, 2)).isInstanceOf(Sending.Ended.class);
        breakers.tell(told::add);
        assertThat(told).isEmpty();
    }

    @Test
    void whoOnlyAsksIsPutOffTooAndNotCharged() {
        workers(2);
        opened();
        visit(0, 7);
        int before = calls.size();
        var request = new Request("GET", "/products", Map.of(), Optional.empty());
        assertThatThrownBy(() -> fleet.get(1)
                        .ask(SHOP, request, status -> false, clock.instant().plusSeconds(60)))
                .isInstanceOfSatisfying(WorldException.class, e -> {
                    assertThat(e.patient()).isTrue();
                    assertThat(e.retryAfter().orElseThrow()).isGreaterThan(Duration.ofSeconds(20));
                });
        assertThat(calls).hasSize(before);
        shop.always(Shop.Weather.FINE);
        shop.next(Shop.answer(200, "[]"));
        clock.step(Breaker.APART);
        assertThat(fleet.get(1)
                        .ask(SHOP, request, status -> false, clock.instant().plusSeconds(60))
                        .status())
                .isEqualTo(200);
        assertThat(breakers.open()).isEmpty();
    }
}
