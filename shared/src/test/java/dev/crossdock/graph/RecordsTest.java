package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.Records.IfExists;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.memory.SteppedClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final Collection PRODUCTS = products(Invalid.REJECT);

    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final Faults faults = new Faults();
    private final MemoryRecordStore store = new MemoryRecordStore(clock, faults);
    private final Records records = new Records(store, clock);

    private static Collection products(Invalid invalid) {
        var schema = "{\"properties\": {\"price\": {\"type\": \"number\"}}}";
        return new Collection("products", "", List.of("sku"), Optional.of(schema), invalid, List.of());
    }

    @Test
    void aRecordIsCreatedThenUpdatedThenUnchanged() {
        assertThat(put(Map.of("sku", "A", "price", 1)).outcome()).isEqualTo("created");
        assertThat(put(Map.of("sku", "A", "price", 2)).outcome()).isEqualTo("updated");
        assertThat(put(Map.of("price", 2, "sku", "A")).outcome()).isEqualTo("unchanged");
        assertThat(store.changes()).hasSize(2);
        assertThat(store.read("products", "A").orElseThrow().rev()).isEqualTo(2);
    }

    @Test
    void ofARecordThatIsThereTheCallerChoosesWhatBecomes() {
        put(Map.of("sku", "A", "price", 1));
        assertThat(put(Map.of("sku", "A", "price", 2), IfExists.SKIP).outcome()).isEqualTo("skipped");
        var failed = put(Map.of("sku", "A", "price", 2), IfExists.FAIL);
        assertThat(failed.outcome()).isEqualTo("rejected");
        assertThat(failed.errors().get(0).code()).isEqualTo("record.exists");
        assertThat(tree("A")).containsEntry("price", 1);
    }

    @Test
    void aMergeChangesWhatItNamesAndTakesAwayWhatItSetsToNull() {
        put(Map.of("sku", "A", "price", 1, "size", Map.of("w", 1, "h", 2)));
        var patch = new HashMap<String, Object>(Map.of("sku", "A", "size", nulls("w")));
        patch.put("price", null);
        assertThat(put(patch, IfExists.MERGE).outcome()).isEqualTo("updated");
        assertThat(tree("A")).isEqualTo(Map.of("sku", "A", "size", Map.of("h", 2)));
    }

    @Test
    void aMergeIntoNothingKeepsNoNulls() {
        var patch = nulls("price");
        patch.put("sku", "A");
        patch.put("size", nulls("w"));
        assertThat(put(patch, IfExists.MERGE).outcome()).isEqualTo("created");
        assertThat(tree("A")).isEqualTo(Map.of("sku", "A", "size", Map.of()));
    }

    @Test
    void aMergeByIdMayLeaveTheKeyOutButNotChangeIt() {
        put(Map.of("sku", "A", "price", 1));
        assertThat(put("A", Map.of("price", 2), IfExists.MERGE).outcome()).isEqualTo("updated");
        var other = put("A", Map.of("sku", "B"), IfExists.MERGE);
        assertThat(other.errors().get(0).code()).isEqualTo("record.other-id");
        assertThat(other.errors().get(0).field()).isEqualTo("/sku");
        assertThat(tree("A")).containsEntry("price", 2);
    }

    @Test
    void aRecordIsWrittenOnlyOverTheRevThatItsWriterSaw() {
        put(Map.of("sku", "A", "price", 1));
        put(Map.of("sku", "A", "price", 2));
        var refused = catchThrowableOfType(
                Refused.class,
                () -> records.put(
                        PRODUCTS, Optional.of("A"), Map.of("sku", "A"), IfExists.REPLACE, OptionalLong.of(1)));
        assertThat(refused.problem().toString())
                .isEqualTo("record.precondition: the record has rev 2, not 1. Read it again, and decide again.");
        assertThat(records.put(PRODUCTS, Optional.of("A"), Map.of("sku", "A"), IfExists.REPLACE, OptionalLong.of(2))
                        .outcome())
                .isEqualTo("updated");
        assertThat(catchThrowableOfType(Refused.class, () -> records.delete(PRODUCTS, "A", OptionalLong.of(2)))
                        .problem()
                        .code())
                .isEqualTo("record.precondition");
        assertThat(records.delete(PRODUCTS, "A", OptionalLong.of(3))).isTrue();
        assertThat(records.delete(PRODUCTS, "A", OptionalLong.empty())).isFalse();
    }

    @Test
    void anInvalidRecordIsRejectedOrKeptAsTheCollectionSays() {
        var rejected = put(Map.of("sku", "A", "price", "N/A"));
        assertThat(rejected.outcome()).isEqualTo("rejected");
        assertThat(rejected.errors().get(0).field()).isEqualTo("/price");
        assertThat(store.changes()).isEmpty();
        var kept = records.put(
                products(Invalid.KEEP),
                Optional.empty(),
                Map.of("sku", "A", "price", "N/A"),
                IfExists.REPLACE,
                OptionalLong.empty());
        assertThat(kept.outcome()).isEqualTo("created");
        assertThat(kept.errors()).hasSize(1);
        assertThat(store.read("products", "A").orElseThrow().valid()).isFalse();
    }

    @Test
    void anotherWriterInBetweenIsSeenAndNotWrittenOver() {
        put(Map.of("sku", "A", "price", 1, "name", "x"));
        var once = new int[1];
        faults.watch((number, what, after) -> {
            if (what.startsWith("records.write") && !after && once[0]++ == 0) {
                put("A", Map.of("name", "theirs"), IfExists.MERGE);
            }
        });
        assertThat(put("A", Map.of("price", 2), IfExists.MERGE).outcome()).isEqualTo("updated");
        assertThat(tree("A")).isEqualTo(Map.of("sku", "A", "price", 2, "name", "theirs"));
    }

    @Test
    void whoNeverGetsThroughIsTold() {
        put(Map.of("sku", "A", "price", 1));
        var busy = new boolean[1];
        var price = new int[] {100};
        faults.watch((number, what, after) -> {
            if (busy[0] || after || !what.startsWith("records.write")) return;
            busy[0] = true;
            put(Map.of("sku", "A", "price", price[0]++));
            busy[0] = false;
        });
        var refused = catchThrowableOfType(Refused.class, () -> put(Map.of("sku", "A", "price", 2)));
        assertThat(refused.problem().code()).isEqualTo("record.conflict");
    }

    @Test
    void whatIsNoRecordIsRejectedWithItsReason() {
        assertThat(put(List.of(1)).errors().get(0).code()).isEqualTo("record.not-an-object");
        assertThat(put(Map.of("price", 1)).errors().get(0).code()).isEqualTo("record.key");
    }

    private Records.Result put(Object value) {
        return put(value, IfExists.REPLACE);
    }

    private Records.Result put(Object value, IfExists ifExists) {
        return records.put(PRODUCTS, Optional.empty(), value, ifExists, OptionalLong.empty());
    }

    private Records.Result put(String id, Object value, IfExists ifExists) {
        return records.put(PRODUCTS, Optional.of(id), value, ifExists, OptionalLong.empty());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> tree(String id) {
        return (Map<String, Object>)
                RecordText.read(store.read("products", id).orElseThrow().data());
    }

    private static Map<String, Object> nulls(String name) {
        var map = new HashMap<String, Object>();
        map.put(name, null);
        return map;
    }
}
