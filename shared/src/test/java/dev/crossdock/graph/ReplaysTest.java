package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Refused;
import dev.crossdock.memory.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Records that a trigger is told of again. */
class ReplaysTest {
    private final TriggerHouse house = new TriggerHouse().trigger("reindex", "", TriggerHouse.CALL);
    private Replays replays = replays();

    private Replays replays() {
        return new Replays(house.definitions, house.records, house.ledger, house.queue, house.objects, house.clock);
    }

    /** As dispatch does. */
    private void work() {
        replays.work(house.clock.instant().plusSeconds(30));
        for (var message : house.queue.receive("drops", 10, Duration.ofMinutes(3))) house.queue.done("drops", message);
    }

    private List<TriggerMail.Act> replayed(int before) {
        work();
        house.untilQuiet();
        return house.calls().subList(before, house.calls().size());
    }

    @Test
    void theNamedRecordsAreSentAsTheyAreNow() {
        house.put("A", "price", 1).put("B", "price", 2).put("A", "price", 3).untilQuiet();
        replays.ofIds("reindex", List.of("A", "none"), "");
        var acts = replayed(3);
        assertThat(acts).hasSize(1);
        var change = acts.get(0).change();
        assertThat(change.event()).isEqualTo("updated");
        assertThat(change.after()).isEqualTo(change.before()).asString().contains("price=3");
        assertThat(change.changed()).containsExactly("sku", "price");
        var ended = replays.list("reindex", 10).get(0);
        assertThat(ended.state()).isEqualTo("done");
        assertThat(List.of(ended.sent(), ended.passed(), ended.missing())).containsExactly(1L, 0L, 1L);
    }

    @Test
    void itIsAnotherEffectThanTheChangesThatWereSentBeforeAndAnEarlierOneThanTheNext() {
        house.put("A", "price", 1).put("A", "price", 2).untilQuiet();
        replays.ofIds("reindex", List.of("A"), "");
        replayed(2);
        house.passes(Duration.ofSeconds(1));
        replays.ofIds("reindex", List.of("A"), "");
        replayed(3);
        house.put("A", "price", 3).untilQuiet();
        assertThat(house.calls()).hasSize(5);
        assertThat(house.calls().stream().map(act -> act.change().version()))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void allThatWereChangedSinceATimeAreSentPageByPage() {
        for (int i = 0; i < 300; i++) house.put("old-" + i, "price", 1);
        house.passes(Duration.ofMinutes(1));
        var since = house.clock.instant();
        for (int i = 0; i < 1000; i++) house.put("new-" + i, "price", 1);
        house.untilQuiet();
        replays.since("reindex", since, "");
        var acts = replayed(1300);
        assertThat(acts).hasSize(1000).allMatch(act -> act.change().id().startsWith("new-"));
        assertThat(replays.list("reindex", 10).get(0).sent()).isEqualTo(1000);
    }

    @Test
    void theConditionIsAskedAndWhatIsWatchedIsNot() {
        house.trigger("active", ", \"events\": [\"deleted\"]", "\"when\": \"$new.price > 1\", " + TriggerHouse.CALL)
                .put("A", "price", 1)
                .put("B", "price", 2)
                .untilQuiet();
        replays.ofIds("active", List.of("A", "B"), "");
        assertThat(replayed(2)).extracting(act -> act.change().id()).containsExactly("B");
        assertThat(replays.list("active", 1).get(0).passed()).isEqualTo(1);
    }

    @Test
    void askedAgainWithTheSameKeyItIsTheSameReplay() {
        house.put("A", "price", 1).untilQuiet();
        var first = replays.ofIds("reindex", List.of("A"), "key");
        work();
        assertThat(replays.ofIds("reindex", List.of("A"), "key").id()).isEqualTo(first.id());
        assertThat(replayed(1)).hasSize(1);
        assertThat(replays.list("reindex", 10)).hasSize(1);
    }

    @Test
    void killedAtAnyCallEveryRecordIsSent() {
        var ids = IntStream.range(0, 110).mapToObj(i -> "R-" + i).toList();
        ids.forEach(id -> house.put(id, "price", 1));
        house.untilQuiet();
        var began = house.clock.instant();
        int kill = 0;
        boolean killed = true;
        while (killed) {
            kill += kill < 16 ? 1 : 29;
            int at = kill;
            int before = house.calls().size();
            killed = false;
            house.clock.step(Duration.ofMinutes(6));
            boolean byIds = kill % 2 == 0;
            if (byIds) replays.ofIds("reindex", ids, "");
            else replays.since("reindex", Instant.EPOCH, "");
            house.faults.watch((number, what, after) -> {
                if (number == at) throw new Faults.Killed(what);
            });
            try {
                work();
            } catch (Faults.Killed e) {
                killed = true;
            }
            house.faults.watch((number, what, after) -> {});
            replays = replays();
            house.clock.step(Duration.ofMinutes(1));
            var acts = replayed(before);
            assertThat(new HashSet<>(acts.stream().map(act -> act.change().id()).toList()))
                    .as("killed at " + at)
                    .hasSize(110);
            assertThat(new HashSet<>(acts.stream()
                            .map(act -> act.change().id() + act.change().version())
                            .toList()))
                    .as("killed at " + at)
                    .hasSize(110);
            assertThat(replays.list("reindex", 1).get(0).running()).isFalse();
        }
        assertThat(kill).isGreaterThan(200);
        assertThat(house.clock.instant()).isAfter(began);
    }

    @Test
    void aDeadlineThatIsNearLeavesTheRestToTheNextMessage() {
        house.put("A", "price", 1).untilQuiet();
        replays.ofIds("reindex", List.of("A"), "");
        house.queue.receive("drops", 10, Duration.ofMinutes(3)).forEach(m -> house.queue.done("drops", m));
        replays.work(house.clock.instant().plusSeconds(3));
        assertThat(replays.list("reindex", 1).get(0).running()).isTrue();
        assertThat(house.queue.receive("drops", 10, Duration.ofMinutes(3))).hasSize(1);
    }

    @Test
    void aTriggerThatIsNotThereIsSaid() {
        var refused = catchThrowableOfType(Refused.class, () -> replays.ofIds("reindx", List.of("A"), ""));
        assertThat(refused.problem().toString())
                .isEqualTo("trigger.unknown: there is no trigger \"reindx\". List them: crossdock triggers");
    }
}
