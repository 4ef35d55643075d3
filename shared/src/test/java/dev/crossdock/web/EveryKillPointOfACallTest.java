package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Outcome.Kind;
import dev.crossdock.memory.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The process dies before and after every ledger, store and webservice call, in every delivery mode, in every weather. */
class EveryKillPointOfACallTest {
    /** What the shop does with the first calls. */
    static Stream<Arguments> worlds() {
        var weathers = List.of(
                List.<Object>of(),
                List.<Object>of(Shop.Weather.NO_CONNECTION),
                List.<Object>of(503),
                List.<Object>of(Shop.Weather.LOST_BEFORE),
                List.<Object>of(Shop.Weather.LOST_AFTER),
                List.<Object>of(Shop.Weather.LOST_AFTER, 503, Shop.Weather.LOST_AFTER));
        return Stream.of(Delivery.values())
                .flatMap(mode -> weathers.stream().map(weather -> Arguments.of(mode, weather)));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void theEffectIsWhatTheModePromises(Delivery mode, List<Object> weather) {
        var ends = new ArrayList<Kind>();
        for (int kill = 1; ; kill++) {
            var desk = new Desk(mode);
            desk.shop.next(weather.toArray());
            boolean killed = firstTry(desk, kill);
            desk.restart();
            desk.clock.step(Duration.ofMinutes(2));
            var outcome = desk.untilEnded(1);
            ends.add(outcome.kind());
            promise(desk, outcome, "killed at call " + kill);
            // Once it has ended, it stays so.
            int calls = desk.shop.calls.size();
            assertThat(desk.untilEnded(1).kind())
                    .isEqualTo(outcome.kind() == Kind.WRITTEN ? Kind.UNCHANGED : outcome.kind());
            assertThat(desk.shop.calls).hasSize(calls);
            if (!killed) break;
        }
        assertThat(ends).hasSizeGreaterThan(6);
    }

    private static boolean firstTry(Desk desk, int kill) {
        desk.faults.watch((number, what, after) -> {
            if (number == kill) throw new Faults.Killed(what);
        });
        try {
            desk.send(1);
            return false;
        } catch (Faults.Killed e) {
            return true;
        } finally {
            desk.faults.watch((number, what, after) -> {});
        }
    }

    private static void promise(Desk desk, Outcome outcome, String when) {
        int effects = desk.shop.effects.size();
        switch (desk.mode) {
            case PUT_BY_KEY, IDEMPOTENCY_KEY, CHECK_THEN_WRITE -> {
                assertThat(effects).as(when).isEqualTo(1);
                assertThat(outcome.kind()).as(when).isIn(Kind.WRITTEN, Kind.UNCHANGED);
            }
            case AT_LEAST_ONCE -> {
                assertThat(effects).as(when).isPositive();
                assertThat(outcome.kind()).as(when).isIn(Kind.WRITTEN, Kind.UNCHANGED);
                assertThat(desk.note(1).maybeTwice()).as(when).isGreaterThanOrEqualTo(effects - 1);
            }
            case AT_MOST_ONCE -> {
                assertThat(effects).as(when).isLessThanOrEqualTo(1);
                assertThat(outcome.kind()).as(when).isIn(Kind.WRITTEN, Kind.UNCHANGED, Kind.UNKNOWN);
                if (outcome.kind() == Kind.UNKNOWN)
                    assertThat(desk.undelivered()).as(when).hasSize(1);
                else assertThat(effects).as(when).isEqualTo(1);
            }
        }
    }
}
