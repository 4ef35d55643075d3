package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.definition.Definitions;
import dev.crossdock.flow.Refused;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.DefinitionStore.Change;
import dev.crossdock.run.DefinitionStore.Wish;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProjectVersionsTest {
    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final Faults faults = new Faults();
    private final MemoryLedger table = new MemoryLedger("definitions", clock, faults);
    private final DefinitionStore store = new DefinitionStore(table, clock);

    private static Map<String, String> buckets(String... nameAndText) {
        var texts = new LinkedHashMap<String, String>();
        for (int i = 0; i < nameAndText.length; i += 2)
            texts.put(
                    "bucket/" + nameAndText[i],
                    Definitions.canonical(
                            "bucket", nameAndText[i], "{\"description\": \"" + nameAndText[i + 1] + "\"}"));
        return texts;
    }

    private static Wish over(long seen, Map<String, String> texts) {
        return new Wish(texts, true, Optional.of(seen), 0, "");
    }

    private String described(String bucket) {
        return store.project().buckets().get(bucket).description();
    }

    @Test
    void everyChangeOfTheProjectIsAVersionAndNoChangeIsNone() {
        assertThat(store.head().number()).isZero();
        assertThat(store.publish(over(0, buckets("a", "one", "b", "one"))).version())
                .isEqualTo(1);
        var second = store.publish(new Wish(buckets("a", "two", "c", "new"), true, Optional.of(1L), 0, "commit 7f3"));
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.changes())
                .containsExactly(
                        new Change("bucket/a", "changed"),
                        new Change("bucket/c", "created"),
                        new Change("bucket/b", "deleted"));
        assertThat(store.publish(over(2, buckets("a", "two", "c", "new"))).changes())
                .isEmpty();
        assertThat(store.versions(Optional.empty(), 10))
                .extracting(ProjectVersion::number)
                .containsExactly(2L, 1L);
        var kept = store.version(2);
        assertThat(kept.note()).isEqualTo("commit 7f3");
        assertThat(kept.at()).isEqualTo(clock.instant());
        assertThat(kept.definitions()).isEqualTo(Map.of("bucket/a", 2L, "bucket/c", 1L));
        assertThat(kept.changes()).isEqualTo(Map.of("changed", 1L, "created", 1L, "deleted", 1L));
        assertThat(store.text("bucket/a", 1).orElseThrow().value()).contains("one");
        assertThat(store.text("bucket/b")).isEmpty();
    }

    @Test
    void aVersionThatIsBroughtBackIsANewOneAndHistoryStays() {
        store.publish(over(0, buckets("a", "one", "b", "one")));
        store.publish(over(1, buckets("a", "two")));
        var back = store.publish(new Wish(store.texts(1), true, Optional.of(2L), 1, "two was wrong"));
        assertThat(back.version()).isEqualTo(3);
        assertThat(store.version(3).of()).isEqualTo(1);
        assertThat(described("a")).isEqualTo("one");
        assertThat(described("b")).isEqualTo("one");
        assertThat(store.texts(3)).isEqualTo(store.texts(1));
        assertThat(store.texts(2)).isEqualTo(buckets("a", "two"));
        // What comes back is not taken for what it was: revalidation begins anew.
        assertThat(store.names()).isEqualTo(Map.of("bucket/a", 3L, "bucket/b", 2L));
    }

    @Test
    void whoPublishesOverAnotherVersionThanTheyLookedAtIsToldAndChangesNothing() {
        store.publish(over(0, buckets("a", "one")));
        store.publish(over(1, buckets("a", "theirs")));
        assertThatThrownBy(() -> store.publish(over(1, buckets("a", "mine"))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("definition.conflict")
                .hasMessageContaining("version 2 holds now");
        assertThat(described("a")).isEqualTo("theirs");
        // The same again, as a lost answer is asked again: it is done already.
        assertThat(store.publish(over(1, buckets("a", "theirs"))).version()).isEqualTo(2);
    }

    @Test
    void ofTwoAtTheSameTimeOneHoldsWholeAndTheOtherIsTold() {
        store.publish(over(0, buckets("a", "one", "b", "one")));
        var other = new DefinitionStore(table, clock);
        var done = new boolean[1];
        faults.watch((number, what, after) -> {
            if (done[0] || after || !what.startsWith("definitions.write PROJECT/")) return;
            done[0] = true;
            other.publish(over(1, buckets("a", "theirs", "b", "theirs")));
        });
        assertThatThrownBy(() -> store.publish(over(1, buckets("a", "mine", "b", "mine"))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("definition.conflict");
        store.forget();
        assertThat(described("a")).isEqualTo("theirs");
        assertThat(described("b")).isEqualTo("theirs");
    }

    @Test
    void killedAnywhereTheOldProjectHoldsWholeOrTheNewOne() {
        var texts = buckets("a", "two", "b", "two", "c", "two");
        for (int call = 1; call < 60; call++) {
            var faults = new Faults();
            var table = new MemoryLedger("definitions", clock, faults);
            new DefinitionStore(table, clock).publish(over(0, buckets("a", "one", "b", "one")));
            int at = call;
            faults.watch((number, what, after) -> {
                if (number == at) throw new Faults.Killed(what);
            });
            try {
                new DefinitionStore(table, clock).publish(over(1, texts));
            } catch (Faults.Killed e) {
                assertThat(e).hasMessageContaining("definitions.");
            }
            faults.watch((number, what, after) -> {});
            var next = new DefinitionStore(table, clock);
            var holds = next.texts(next.head().number());
            assertThat(holds).as("killed at " + call).isIn(buckets("a", "one", "b", "one"), texts);
            next.publish(over(next.head().number(), texts));
            assertThat(next.head().number()).isEqualTo(2);
            assertThat(next.names()).isEqualTo(Map.of("bucket/a", 2L, "bucket/b", 2L, "bucket/c", 1L + left(next)));
        }
    }

    /** A created definition that a dead publisher left behind is stepped over. */
    private static long left(DefinitionStore store) {
        return store.names().get("bucket/c") - 1;
    }

    @Test
    void whatAnEarlierBuildPublishedBecomesTheFirstVersion() {
        table.write(
                "bucket/a", "v000000000004", Ledger.ABSENT, buckets("a", "old").get("bucket/a"), null);
        table.write("CURRENT", "bucket/a", Ledger.ABSENT, "{\"version\":4,\"deleted\":false}", null);
        table.write("CURRENT", "bucket/gone", Ledger.ABSENT, "{\"version\":2,\"deleted\":true}", null);
        assertThat(described("a")).isEqualTo("old");
        assertThat(store.publish(over(0, buckets("a", "new"))).version()).isEqualTo(2);
        assertThat(store.names()).isEqualTo(Map.of("bucket/a", 5L));
        store.publish(new Wish(store.texts(1), true, Optional.of(2L), 1, ""));
        assertThat(described("a")).isEqualTo("old");
    }

    @Test
    void aVersionThatNeverWasIsRefusedByItsNumber() {
        assertThatThrownBy(() -> store.texts(9))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("version.unknown")
                .hasMessageContaining("no version 9");
    }
}
