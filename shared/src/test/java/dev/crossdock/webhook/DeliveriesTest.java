package dev.crossdock.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.engine.Engine;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.webhook.Delivery.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private final Gate gate = new Gate().github("");

    private void receive(int from, int to) {
        for (int i = from; i < to; i++) {
            gate.clock.step(Duration.ofMillis(10));
            gate.receive(Gate.signed("g-" + i, "{\"number\":" + i + "}"));
        }
    }

    private void fail() {
        gate.says = Optional.of(new Engine.Result.Failed(Problem.of("web.refused", "422 from oms.", "Look there.")));
    }

    @Test
    void theyAreListedTheNewestFirstPageByPage() {
        receive(0, 450);
        var numbers = new ArrayList<String>();
        var cursor = Optional.of("");
        while (cursor.isPresent()) {
            var page = gate.deliveries.list("github", Optional.empty(), cursor.get(), 100);
            page.items()
                    .forEach(delivery -> numbers.add(delivery.content().text().orElseThrow()));
            cursor = page.next();
        }
        assertThat(numbers).hasSize(450).doesNotHaveDuplicates();
        assertThat(numbers.get(0)).isEqualTo("{\"number\":449}");
        assertThat(numbers.get(449)).isEqualTo("{\"number\":0}");
        assertThat(gate.deliveries.list("other", Optional.empty(), "", 100).items())
                .isEmpty();
    }

    @Test
    void theyAreKeptLongerThanAnybodyRepeatsThem() {
        receive(0, 1);
        gate.untilQuiet();
        gate.clock.step(Duration.ofDays(31));
        receive(0, 1);
        gate.untilQuiet();
        assertThat(gate.starts).hasSize(1);
        gate.clock.step(Duration.ofDays(5));
        assertThat(gate.all("github")).isEmpty();
    }

    @Test
    void aFailedDeliveryIsReplayedAsTheSameExecution() {
        receive(0, 1);
        fail();
        gate.untilQuiet();
        assertThat(gate.only().state()).isEqualTo(State.FAILED);
        assertThat(gate.only().problem().orElseThrow().code()).isEqualTo("web.refused");
        assertThat(gate.only().endedAt()).isPresent();

        gate.says = Optional.empty();
        var replayed = gate.deliveries.replay(gate.only().id());
        assertThat(replayed.state()).isEqualTo(State.QUEUED);
        assertThat(replayed.attempt()).isEqualTo(2);
        gate.untilQuiet();
        assertThat(gate.only().state()).isEqualTo(State.DONE);
        assertThat(gate.only().problem()).isEmpty();
        assertThat(gate.starts).hasSize(2);
        assertThat(gate.starts.get(1).execution()).isEqualTo(gate.starts.get(0).execution());
        assertThat(gate.starts.get(1).input()).isEqualTo(gate.starts.get(0).input());
        assertThat(gate.starts.get(1).cause()).endsWith(", attempt 2");
        assertThat(gate.effects).hasSize(1);
    }

    @Test
    void aDeliveryThatIsDoneHasNoSecondEffectWhenItIsReplayed() {
        receive(0, 1);
        gate.untilQuiet();
        gate.deliveries.replay(gate.only().id());
        gate.deliveries.replay(gate.only().id());
        gate.untilQuiet();
        assertThat(gate.only().attempt()).isEqualTo(3);
        assertThat(gate.only().state()).isEqualTo(State.DONE);
        assertThat(gate.effects).hasSize(1);
    }

    /** GitHub sends again only when a person asks it to. */
    @Test
    void aFailedDeliveryThatItsSenderSendsAgainIsTriedAgain() {
        receive(0, 1);
        fail();
        gate.untilQuiet();
        gate.says = Optional.empty();
        receive(0, 1);
        gate.untilQuiet();
        assertThat(gate.only().state()).isEqualTo(State.DONE);
        assertThat(gate.only().attempt()).isEqualTo(2);
    }

    @Test
    void thoseOfAStateSinceATimeAreReplayedTheFirstFirst() {
        fail();
        receive(0, 300);
        gate.untilQuiet();
        gate.clock.step(Duration.ofHours(1));
        var since = gate.clock.instant();
        receive(300, 303);
        gate.untilQuiet();
        gate.says = Optional.empty();
        receive(303, 304);
        gate.untilQuiet();

        var late = gate.deliveries.replay("github", State.FAILED, since);
        assertThat(late)
                .extracting(delivery -> delivery.content().text().orElseThrow())
                .containsExactly("{\"number\":300}", "{\"number\":301}", "{\"number\":302}");
        assertThat(gate.deliveries.replay("github", State.FAILED, java.time.Instant.EPOCH))
                .hasSize(300);
        gate.untilQuiet();
        assertThat(gate.all("github")).extracting(Delivery::state).containsOnly(State.DONE);
        assertThat(gate.effects).hasSize(304);
    }

    @Test
    void whatWaitsSaysUntilWhen() {
        receive(0, 1);
        var at = gate.clock.instant().plus(Duration.ofMinutes(3));
        gate.says = Optional.of(
                new Engine.Result.Later(at, Optional.of(Problem.of("web.throttled", "oms answered 429.", ""))));
        gate.untilQuiet();
        assertThat(gate.only().state()).isEqualTo(State.QUEUED);
        assertThat(gate.only().waitsUntil()).contains(at);
        assertThat(gate.only().problem().orElseThrow().code()).isEqualTo("web.throttled");
        gate.says = Optional.empty();
        assertThat(gate.untilQuiet()).isZero();
        gate.clock.step(Duration.ofMinutes(3));
        assertThat(gate.untilQuiet()).isEqualTo(1);
        assertThat(gate.only().state()).isEqualTo(State.DONE);
        assertThat(gate.only().waitsUntil()).isEmpty();
    }

    @Test
    void anInputThatCannotBeMadeFailsTheDeliveryAndNotTheQueue() {
        gate.github("\"input\": \"$number($raw)\"");
        receive(0, 1);
        gate.untilQuiet();
        assertThat(gate.only().state()).isEqualTo(State.FAILED);
        assertThat(gate.only().problem().orElseThrow().code()).isEqualTo("map.failed");
        assertThat(gate.queue.waiting()).isEmpty();
    }

    @Test
    void aMessageOfWhatIsGoneOrEndedDoesNothing() {
        assertThat(gate.work.work("d-nobody", gate.clock.instant())).isEmpty();
        receive(0, 1);
        gate.untilQuiet();
        assertThat(gate.work.work(gate.only().id(), gate.clock.instant())).isEmpty();
        assertThat(gate.starts).hasSize(1);
        assertThatThrownBy(() -> gate.deliveries.replay("d-nobody"))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("delivery.unknown: there is no delivery \"d-nobody\".");
    }

    @Test
    void aListenerThatIsGoneFailsWhatWaitedForIt() {
        receive(0, 1);
        gate.definitions.delete("listener/github");
        gate.clock.step(Duration.ofSeconds(1));
        gate.untilQuiet();
        assertThat(gate.only().problem().orElseThrow().toString())
                .isEqualTo("listener.unknown · delivery " + gate.only().id()
                        + ": there is no listener \"github\" any more. Publish it again, then: crossdock replay "
                        + gate.only().id());
    }

    @Test
    void aMessageTooManyDoesNothingAndAReplayIsAnother() {
        receive(0, 1);
        var delivery = gate.only();
        gate.deliveries.queue(delivery);
        assertThat(gate.queue.receive(ExecutionMessage.QUEUE, 10, Duration.ZERO))
                .hasSize(2);
        gate.deliveries.replay(delivery.id());
        gate.untilQuiet();
        assertThat(gate.starts).hasSize(1);
        assertThat(gate.only().attempt()).isEqualTo(2);
    }
}
