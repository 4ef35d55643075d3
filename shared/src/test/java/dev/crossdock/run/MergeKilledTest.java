package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stock is merged into products, with one key twice, killed before and after every call. */
class MergeKilledTest {
    private static final String PRODUCTS = "{\"sku\":\"A\",\"name\":\"Chair\"}\n{\"sku\":\"B\",\"name\":\"Table\"}\n";
    private static final String STOCK = "{\"sku\":\"A\",\"stock\":1,\"place\":\"x\"}\n{\"sku\":\"C\",\"stock\":5}\n"
            + "{\"sku\":\"A\",\"stock\":2,\"name\":null}\n";

    private static House house() {
        var house = new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", Map.of("key", "sku"))
                .define(
                        "job",
                        "import-products",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "products.ndjson"),
                                "to", Map.of("collection", "products")))
                .define(
                        "job",
                        "import-stock",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "stock.ndjson"),
                                "to", Map.of("collection", "products", "ifExists", "merge")))
                .serve(h -> new ImportIntoCollection(h, 40));
        return house.drop("incoming/products.ndjson", PRODUCTS).untilQuiet();
    }

    @Test
    void killedAnywhereThePatchesAreAppliedOnceAndInTheirOrder() {
        var undisturbed = house();
        undisturbed.killAt(Long.MAX_VALUE);
        long before = undisturbed.faults.calls();
        undisturbed.drop("incoming/stock.ndjson", STOCK).untilQuiet();
        var wrong = new ArrayList<String>();
        for (long call = before + 1; call <= undisturbed.faults.calls(); call++) {
            var house = house();
            house.killAt(call);
            try {
                house.drop("incoming/stock.ndjson", STOCK);
            } catch (dev.crossdock.memory.Faults.Killed e) {
                // The drop itself is not the product's.
                continue;
            }
            try {
                house.untilQuiet();
                var run = house.all().get(1);
                assertThat(run.state()).isEqualTo(State.SUCCEEDED);
                assertThat(run.chunks()).isEqualTo(1);
                assertThat(run.counts().written()).isEqualTo(3);
                assertThat(house.records.changes()).hasSize(4);
                assertThat(house.collection("products").get("A").data())
                        .isEqualTo("{\"sku\":\"A\",\"stock\":2,\"place\":\"x\"}");
                assertThat(house.collection("products").get("B").data()).contains("Table");
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }
}
