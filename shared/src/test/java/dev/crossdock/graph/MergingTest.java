package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Record;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A record as a patch of the one that is there. */
class MergingTest extends ProductsInMemory {
    private CollectionSink merging(String run, String order) {
        return sink(run, "import", order, Optional.of(Invalid.REJECT)).merging(true);
    }

    private static Record patch(int number, Object... pairs) {
        var value = new HashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) value.put((String) pairs[i], pairs[i + 1]);
        return Record.of(value, new Origin("incoming/p.csv", number, 10L * number));
    }

    @Test
    void fieldsThatItLacksStayAndNullTakesOneAway() {
        write(sink("r-1", "import", "1"), Map.of("sku", "A", "price", 1, "name", "Chair", "old", true));
        assertThat(write(merging("r-2", "2"), patch(1, "sku", "A", "price", 2, "old", null)))
                .containsExactly(Outcome.WRITTEN);
        assertThat(RecordText.read(stored("A").data())).isEqualTo(Map.of("sku", "A", "price", 2, "name", "Chair"));
    }

    @Test
    void aRecordThatIsNotThereIsMadeWithoutItsNulls() {
        write(merging("r-1", "1"), patch(1, "sku", "A", "price", 1, "name", null));
        assertThat(RecordText.read(stored("A").data())).isEqualTo(Map.of("sku", "A", "price", 1));
    }

    @Test
    void aPatchThatChangesNothingWritesNothing() {
        write(sink("r-1", "import", "1"), Map.of("sku", "A", "price", 1, "name", "Chair"));
        assertThat(write(merging("r-2", "2"), patch(1, "sku", "A", "price", 1))).containsExactly(Outcome.UNCHANGED);
        assertThat(store.changes()).hasSize(1);
    }

    @Test
    void severalOfOneKeyAreAppliedInTheirOrderInOneWrite() {
        var outcomes = write(
                merging("r-1", "1"),
                patch(1, "sku", "A", "price", 1, "x", 1),
                patch(2, "sku", "B", "price", 1),
                patch(3, "sku", "A", "price", 2, "y", 2));
        assertThat(outcomes).containsOnly(Outcome.WRITTEN);
        assertThat(store.changes()).hasSize(2);
        assertThat(RecordText.read(stored("A").data())).isEqualTo(Map.of("sku", "A", "price", 2, "x", 1, "y", 2));
        assertThat(stored("A").origin().record()).isEqualTo(3);
    }

    @Test
    void whatComesAgainAfterACrashEndsAsItDidAndWritesNothing() {
        var sink = merging("r-1", "1");
        var batch = new Record[] {
            patch(1, "sku", "A", "price", 1, "x", 1), patch(2, "sku", "A", "price", 2), patch(3, "sku", "A", "x", null)
        };
        var before = write(sink, batch);
        var data = RecordText.read(stored("A").data());
        assertThat(write(sink, batch)).isEqualTo(before).containsOnly(Outcome.WRITTEN);
        assertThat(RecordText.read(stored("A").data())).isEqualTo(data);
        assertThat(store.changes()).hasSize(1);
    }

    @Test
    void theSchemaIsForWhatComesOutAndABadPatchSpoilsNoOther() {
        write(sink("r-1", "import", "1"), Map.of("sku", "A", "price", 1));
        var outcomes =
                write(merging("r-2", "2"), patch(1, "sku", "A", "price", "N/A"), patch(2, "sku", "A", "stock", 3));
        assertThat(outcomes)
                .extracting(Outcome::kind)
                .isEqualTo(Arrays.asList(Outcome.Kind.REJECTED, Outcome.Kind.WRITTEN));
        assertThat(RecordText.read(stored("A").data())).isEqualTo(Map.of("sku", "A", "price", 1, "stock", 3));
    }

    @Test
    void whatANewerDropWroteStays() {
        write(sink("r-2", "import", "2"), Map.of("sku", "A", "price", 2));
        var outcome =
                write(merging("r-1", "1"), patch(1, "sku", "A", "price", 1)).get(0);
        assertThat(outcome.problem().orElseThrow().code()).isEqualTo("record.superseded");
        assertThat(stored("A").data()).contains("2");
    }

    @Test
    void anotherWritersChangeInBetweenIsMergedInto() {
        write(sink("r-1", "import", "1"), Map.of("sku", "A", "price", 1));
        faults.watch((number, what, after) -> {
            if (!after || !what.startsWith("records.read")) return;
            faults.watch((n, w, a) -> {});
            edit("A", 7);
        });
        assertThat(write(merging("r-2", "2"), patch(1, "sku", "A", "stock", 3))).containsExactly(Outcome.WRITTEN);
        assertThat(RecordText.read(stored("A").data())).isEqualTo(Map.of("sku", "A", "price", 7, "stock", 3));
    }
}
