package dev.crossdock.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.event.Queue;
import dev.crossdock.flow.WorldException;
import dev.crossdock.memory.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of a queue as deliveries: commercetools' subscriptions. */
class ListenerQueuesTest {
    private static final String ARN = "arn:aws:sqs:eu-central-1:123456789012:ct";

    private final Gate gate = new Gate();

    private void listener(String more) {
        gate.listener("ct", "{\"queue\": {\"arn\": \"" + ARN + "\"}, \"run\": {\"template\": \"push\"}" + more + "}");
    }

    private void send(String resource, int number) {
        gate.queue.send(
                ARN,
                Queue.Message.of(
                        "{\"notificationType\": \"Message\", \"id\": \"%s-%d\", \"sequenceNumber\": %d, \"resource\": {\"typeId\": \"order\", \"id\": \"%s\"}}"
                                .formatted(resource, number, number, resource)));
    }

    private void round() {
        new ListenerQueues(gate.definitions, gate.queue, gate.reception, gate.clock)
                .round(gate.clock.instant().plus(Duration.ofSeconds(30)));
    }

    @Test
    void aMessageIsADeliveryAndIsDeletedOnceItIsKept() {
        listener("");
        send("o-1", 1);
        round();
        assertThat(gate.queue.waiting()).doesNotContain(ARN);
        gate.untilQuiet();
        var delivery = gate.all("ct").get(0);
        assertThat(delivery.state()).isEqualTo(Delivery.State.DONE);
        assertThat(delivery.scheme()).isEqualTo("queue");
        assertThat(gate.effects).hasSize(1);
    }

    @Test
    void theSameNotificationTwiceHasOneEffect() {
        listener(", \"id\": \"$body.id\"");
        send("o-1", 1);
        round();
        gate.untilQuiet();
        send("o-1", 1);
        round();
        gate.untilQuiet();
        assertThat(gate.effects).hasSize(1);
        assertThat(gate.all("ct")).hasSize(1);
    }

    @Test
    void commercetoolsTestMessageIsTakenAndRunsNothing() {
        listener(", \"handshake\": \"commercetools\"");
        gate.queue.send(
                ARN,
                Queue.Message.of(
                        "{\"notificationType\": \"ResourceCreated\", \"resource\": {\"typeId\": \"subscription\", \"id\": \"s\"}}"));
        round();
        assertThat(gate.queue.waiting()).isEmpty();
        assertThat(gate.all("ct")).isEmpty();
    }

    @Test
    void whatCannotBeKeptStaysInItsQueue() {
        listener("");
        send("o-1", 1);
        gate.faults.watch((number, what, after) -> {
            if (what.startsWith("ledger")) throw new WorldException("away", null);
        });
        round();
        gate.faults.watch((number, what, after) -> {});
        assertThat(gate.queue.waiting()).contains(ARN);
        gate.clock.step(Duration.ofSeconds(61));
        round();
        gate.untilQuiet();
        assertThat(gate.effects).hasSize(1);
    }

    @Test
    void aQueuesListenerHasNoUrl() {
        listener("");
        assertThat(gate.receive(Gate.post("ct", Map.of(), "{}")).status()).isEqualTo(401);
    }

    /** Any order in which they come, and a template that waits in between: each resource's notifications run by number. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void notificationsOfAResourceRunByTheirNumber(long seed) {
        listener(
                ", \"id\": \"$body.id\", \"order\": \"$body.resource.id\", \"sequence\": {\"by\": \"$body.sequenceNumber\"}");
        var numbers = new ArrayList<Integer>();
        for (int i = 0; i < 24; i++) numbers.add(i);
        Collections.shuffle(numbers, new Random(seed));
        for (int number : numbers) send("o-" + number % 3, number);
        round();
        for (int tries = 0; tries < 60; tries++) {
            gate.untilQuiet();
            gate.clock.step(Duration.ofSeconds(1));
        }
        for (int resource = 0; resource < 3; resource++) {
            var id = "o-" + resource;
            var ran = gate.starts.stream()
                    .map(start -> (Map<?, ?>) start.input())
                    .filter(input ->
                            ((Map<?, ?>) input.get("resource")).get("id").equals(id))
                    .map(input -> Integer.parseInt(String.valueOf(input.get("sequenceNumber"))))
                    .toList();
            assertThat(ran).as(id).hasSize(8).isSorted();
        }
        assertThat(gate.effects).hasSize(24);
        assertThat(gate.queue.waiting()).isEmpty();
    }

    /** Its message has done the work of one that was kept and never had a message of its own. */
    @Test
    void aDeliveryHasItsTurnAlsoBehindOneThatHasNoMessage() {
        listener(
                ", \"id\": \"$body.id\", \"order\": \"$body.resource.id\", \"sequence\": {\"by\": \"$body.sequenceNumber\"}");
        send("o-1", 2);
        round();
        send("o-1", 1);
        gate.faults.watch((number, what, after) -> {
            if (!after && what.startsWith("queue.send call-engine")) throw new Faults.Killed(what);
        });
        assertThatThrownBy(this::round).isInstanceOf(Faults.Killed.class);
        gate.faults.watch((number, what, after) -> {});
        gate.restart();
        gate.clock.step(Duration.ofSeconds(10));
        gate.untilQuiet();
        assertThat(gate.effects).hasSize(2);
    }

    @Test
    void killedAnywhereNothingIsLostAndNothingHappensTwice() {
        for (int kill = 1; ; kill++) {
            var house = new ListenerQueuesTest();
            if (!house.killed(kill)) break;
        }
    }

    /** @return false when there were fewer calls */
    private boolean killed(int at) {
        listener(
                ", \"id\": \"$body.id\", \"order\": \"$body.resource.id\", \"sequence\": {\"by\": \"$body.sequenceNumber\"}");
        send("o-1", 2);
        send("o-1", 1);
        boolean killed = false;
        var calls = new int[1];
        gate.faults.watch((number, what, after) -> {
            if (++calls[0] == at) throw new Faults.Killed("at " + at);
        });
        for (int tries = 0; tries < 12; tries++) {
            try {
                round();
                gate.untilQuiet();
            } catch (Faults.Killed e) {
                killed = true;
                gate.faults.watch((number, what, after) -> {});
                gate.restart();
            }
            gate.clock.step(Duration.ofMinutes(3));
        }
        assertThat(gate.effects).as("kill %d", at).hasSize(2);
        assertThat(gate.all("ct")).as("kill %d", at).hasSize(2).allMatch(d -> d.state() == Delivery.State.DONE);
        assertThat(gate.queue.waiting()).as("kill %d", at).isEmpty();
        return killed;
    }
}
