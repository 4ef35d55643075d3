package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Outcome;
import dev.crossdock.graph.RecordStore.WrittenBy;
import dev.crossdock.graph.Records.IfExists;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Computed and readonly fields, whoever writes. */
class OwnFieldsTest extends ProductsInMemory {
    private static Collection collection(Invalid invalid, Map<String, String> computed, String... readonly) {
        return new Collection(
                "products",
                "",
                List.of("sku"),
                Optional.empty(),
                invalid,
                List.of(),
                Map.of(),
                computed,
                List.of(readonly),
                Optional.empty());
    }

    private static final Collection COMPUTING = collection(Invalid.KEEP, computing());
    private static final Collection OWNED = collection(Invalid.KEEP, Map.of("label", "erpId & \"!\""), "erpId");

    private static Map<String, String> computing() {
        var computed = new LinkedHashMap<String, String>();
        computed.put("searchText", "name & \" \" & brand");
        computed.put("length", "$length(searchText)");
        computed.put("margin", "price - cost");
        return computed;
    }

    @Test
    void aComputedFieldIsStoredWhoeverWritesAndNobodySetsIt() {
        put(COMPUTING, Map.of("sku", "A", "name", "Cap", "brand", "X", "searchText", "mine", "margin", 5));
        assertThat(tree("A"))
                .isEqualTo(Map.of("sku", "A", "name", "Cap", "brand", "X", "searchText", "Cap X", "length", 5));
        run(imports(COMPUTING), Map.of("sku", "B", "name", "Hat", "brand", "Y", "price", 3, "cost", 1));
        assertThat(tree("B")).containsEntry("searchText", "Hat Y").containsEntry("margin", 2);
        run(imports(COMPUTING).merging(true), Map.of("sku", "B", "cost", 2, "length", 99));
        assertThat(tree("B")).containsEntry("margin", 1).containsEntry("length", 5);
    }

    @Test
    void whatIsReadCanBeWrittenBackAndChangesNothing() {
        put(COMPUTING, Map.of("sku", "A", "name", "Cap", "brand", "X"));
        assertThat(put(COMPUTING, tree("A")).outcome()).isEqualTo("unchanged");
        assertThat(run(imports(COMPUTING), tree("A"))).containsExactly(Outcome.UNCHANGED);
    }

    @Test
    void aFieldThatCannotBeComputedMakesTheRecordInvalid() {
        var bad = Map.<String, Object>of("sku", "A", "price", "N/A", "cost", 1);
        var kept = put(COMPUTING, bad);
        assertThat(kept.outcome()).isEqualTo("created");
        assertThat(kept.errors().get(0).code()).isEqualTo("record.computed");
        assertThat(kept.errors().get(0).field()).isEqualTo("/margin");
        assertThat(stored("A").valid()).isFalse();
        assertThat(put(collection(Invalid.REJECT, computing()), bad).outcome()).isEqualTo("rejected");
    }

    @Test
    void aCallerGivesAReadonlyFieldOnceAndLeavesItAsItIs() {
        put(OWNED, Map.of("sku", "A", "erpId", new BigDecimal("7.0"), "name", "x"));
        assertThat(put(OWNED, Map.of("sku", "A", "name", "y")).outcome()).isEqualTo("updated");
        assertThat(tree("A")).containsEntry("erpId", new BigDecimal("7.0")).containsEntry("label", "7.0!");
        assertThat(put(OWNED, Map.of("sku", "A", "name", "z", "erpId", 7)).outcome())
                .isEqualTo("updated");
        for (var ifExists : new IfExists[] {IfExists.REPLACE, IfExists.MERGE}) {
            var refused = put(OWNED, Map.of("sku", "A", "erpId", 8), ifExists);
            assertThat(refused.outcome()).isEqualTo("rejected");
            assertThat(refused.errors().get(0).code()).isEqualTo("record.readonly");
            assertThat(refused.errors().get(0).field()).isEqualTo("/erpId");
        }
    }

    @Test
    void aJobChangesAReadonlyFieldAndKeepsOneThatItsFileLacks() {
        run(imports(OWNED), Map.of("sku", "A", "erpId", "e-1", "name", "x"));
        assertThat(run(imports(OWNED), Map.of("sku", "A", "name", "x"))).containsExactly(Outcome.UNCHANGED);
        run(imports(OWNED), Map.of("sku", "A", "name", "y"));
        assertThat(tree("A")).containsEntry("erpId", "e-1").containsEntry("name", "y");
        run(imports(OWNED), Map.of("sku", "A", "erpId", "e-2"));
        assertThat(tree("A")).isEqualTo(Map.of("sku", "A", "erpId", "e-2", "label", "e-2!"));
    }

    private CollectionSink imports(Collection collection) {
        return new CollectionSink(
                store, collection, Optional.empty(), new WrittenBy("r-" + clock.millis(), "j", "1", "", 0), clock);
    }

    private List<Outcome> run(CollectionSink sink, Map<String, Object> value) {
        clock.step(java.time.Duration.ofSeconds(1));
        return write(sink, value);
    }

    private Records.Result put(Collection collection, Map<String, Object> value) {
        return put(collection, value, IfExists.REPLACE);
    }

    private Records.Result put(Collection collection, Map<String, Object> value, IfExists ifExists) {
        return new Records(store, clock).put(collection, Optional.empty(), value, ifExists, OptionalLong.empty());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> tree(String id) {
        return (Map<String, Object>) RecordText.read(stored(id).data());
    }
}
