package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.memory.Faults;
import java.time.Duration;
import java.util.HashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code settle: 2s}: a record's changes within the time count as one. */
class SettleTest {
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private static TriggerHouse house(String watch, String more) {
        return new TriggerHouse().trigger("reindex", watch, "\"settle\": \"2s\", " + more + TriggerHouse.CALL);
    }

    private static TriggerHouse house() {
        return house("", "");
    }

    @Test
    void ofSeveralChangesOnlyTheLastStateIsSent() {
        var house = house().put("A", "price", 1)
                .put("B", "price", 7)
                .put("A", "price", 2)
                .put("A", "price", 3);
        assertThat(house.untilQuiet().said()).containsExactlyInAnyOrder("created A none→3", "created B none→7");
        assertThat(house.put("A", "price", 4).put("A", "price", 5).untilQuiet().said())
                .hasSize(3)
                .contains("updated A 3→5");
        assertThat(house.calls().get(2).change().changed()).containsExactly("price");
    }

    @Test
    void nothingIsSentBeforeTheTimeIsUpSinceTheFirstChange() {
        var house = house().put("A", "price", 1).tell();
        var began = house.clock.instant();
        house.passes(WINDOW.minusMillis(100)).put("A", "price", 2).untilQuiet();
        assertThat(house.said()).containsExactly("created A none→2");
        assertThat(house.clock.instant()).isBetween(began.plus(WINDOW), began.plus(WINDOW.multipliedBy(2)));
    }

    @Test
    void whatIsCreatedAndDeletedWithinTheTimeHasNotBeen() {
        assertThat(house().put("A", "price", 1).delete("A").untilQuiet().said()).isEmpty();
        assertThat(house().put("A", "price", 1)
                        .delete("A")
                        .put("A", "price", 2)
                        .untilQuiet()
                        .said())
                .containsExactly("created A none→2");
    }

    @Test
    void whatIsDeletedAndMadeAgainWithinTheTimeHasChanged() {
        var house = house().put("A", "price", 1).untilQuiet();
        house.delete("A").put("A", "price", 2).untilQuiet();
        assertThat(house.said()).containsExactly("created A none→1", "updated A 1→2");
    }

    @Test
    void whatComesBackToWhatItWasHasNotChanged() {
        var house = house().put("A", "price", 1).untilQuiet();
        house.put("A", "price", 2).put("A", "price", 1).untilQuiet();
        assertThat(house.said()).hasSize(1);
    }

    @Test
    void aChangeThatIsNotWatchedBeginsNoWindowButBelongsToAnOpenOne() {
        var house = house(", \"changed\": [\"price\"]", "").put("A", "price", 1).untilQuiet();
        house.put("A", "price", 1, "name", "a").untilQuiet();
        assertThat(house.said()).hasSize(1);
        house.put("A", "price", 2, "name", "a")
                .put("A", "price", 2, "name", "b")
                .untilQuiet();
        assertThat(house.said()).hasSize(2);
        assertThat(house.calls().get(1).change().after()).asString().contains("name=b");
    }

    @Test
    void theTriggerIsAskedAboutTheChangesAsOne() {
        var house = house("", "\"when\": \"$new.price > $old.price\", ")
                .put("A", "price", 5)
                .untilQuiet();
        house.put("A", "price", 9).put("A", "price", 4).untilQuiet();
        assertThat(house.said()).isEmpty();
        house.put("A", "price", 9).put("A", "price", 6).untilQuiet();
        assertThat(house.said()).containsExactly("updated A 4→6");
    }

    @Test
    void aChangeThatTheStreamTellsAgainCountsOnce() {
        var house = house().put("A", "price", 1).put("A", "price", 2).tell();
        assertThat(house.tellAgain().untilQuiet().said()).containsExactly("created A none→2");
        assertThat(house.passes(Duration.ofHours(20)).tellAgain().untilQuiet().said())
                .hasSize(1);
    }

    @Test
    void aLargeRecordSettlesLikeASmallOne() {
        var text = "x".repeat(150_000);
        var house = house().put("A", "price", 1, "text", text).put("A", "price", 2, "text", text + "y");
        assertThat(house.untilQuiet().said()).containsExactly("created A none→2");
        assertThat(house.put("A", "price", 3, "text", text).untilQuiet().said())
                .containsExactly("created A none→2", "updated A 2→3");
    }

    @Test
    void killedAtAnyCallNothingIsLostAndNoStateIsSentAsAnother() {
        int kill = 0;
        boolean killed = true;
        while (killed) {
            kill++;
            int at = kill;
            boolean[] died = {false};
            var house = house();
            house.faults.watch((number, what, after) -> {
                if (number != at) return;
                died[0] = true;
                throw new Faults.Killed(what);
            });
            house.put("A", "price", 1).put("A", "price", 2).tell();
            house.put("B", "price", 1).delete("B").put("A", "price", 3).untilQuiet();
            house.put("A", "price", 4).put("B", "price", 5).tell().passes(Duration.ofSeconds(1));
            house.put("A", "price", 6).delete("B").untilQuiet();
            killed = died[0];
            var calls = house.calls().stream().map(TriggerMail.Act::change).toList();
            // A version says the same each time that it is said, so that its effect is one.
            var byVersion = new HashMap<String, Change>();
            for (var call : calls) {
                var before = byVersion.put(call.id() + call.version(), call);
                if (before != null) assertThat(call).as("killed at " + at).isEqualTo(before);
            }
            var ofA = calls.stream().filter(change -> change.id().equals("A")).toList();
            assertThat(ofA.get(ofA.size() - 1).after())
                    .as("killed at " + at)
                    .asString()
                    .contains("price=6");
            assertThat(ofA.stream().map(Change::version).collect(Collectors.toList()))
                    .as("killed at " + at)
                    .isSorted();
            // What each change begins with is where the one before it ended: no state was skipped or made up.
            Object state = null;
            for (var change : ofA.stream().distinct().toList()) {
                assertThat(change.before()).as("killed at " + at).isEqualTo(state);
                state = change.after();
            }
        }
        assertThat(kill).isGreaterThan(40);
    }
}
