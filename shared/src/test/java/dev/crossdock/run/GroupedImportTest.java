package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Variants under one parent, killed before and after every call. */
class GroupedImportTest {
    private static final int PRODUCTS = 14;
    private static final String FILE = file();

    /** Each with three variants; one of product 12 has no price. */
    private static String file() {
        var csv = new StringBuilder("handle,title,variant,price\n");
        for (int i = 0; i < PRODUCTS; i++) {
            for (int v = 0; v < 3; v++) {
                csv.append("p%d,%s,p%d-%d,%s\n"
                        .formatted(i, v == 0 ? "Product " + i : "", i, v, i == 12 && v == 1 ? "" : "10"));
            }
        }
        return csv.toString();
    }

    private static House house() {
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", Map.of("key", "handle"))
                .define(
                        "job",
                        "import-products",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "*.csv", "group", "handle"),
                                "map",
                                        "{'handle': handle, 'title': title, 'variants': [rows.{'sku': variant, 'price': $number(price)}]}",
                                "to", Map.of("collection", "products")))
                .serve(house -> new ImportIntoCollection(house, FILE.length() / 2));
    }

    @Test
    void aProductHasItsVariantsAndARejectAllOfItsRows() throws Exception {
        var house = house().drop("incoming/p.csv", FILE).untilQuiet();
        assertThat(house.run().chunks()).isGreaterThan(1);
        check(house, "undisturbed");
        assertThat(house.collection("products").get("p3").data())
                .isEqualTo("{\"handle\":\"p3\",\"title\":\"Product 3\",\"variants\":[{\"sku\":\"p3-0\",\"price\":10},"
                        + "{\"sku\":\"p3-1\",\"price\":10},{\"sku\":\"p3-2\",\"price\":10}]}");
        var rejects = new String(house.objects
                .read("incoming/invalid/2026-03-01/p.rejects.csv", null, 0)
                .orElseThrow()
                .readAllBytes());
        assertThat(rejects.lines().map(line -> line.replaceFirst("\"map.failed.*", "(why)")))
                .containsExactly(
                        "handle,title,variant,price,_row,_errors",
                        "p12,Product 12,p12-0,10,37,(why)",
                        "p12,,p12-1,,38,",
                        "p12,,p12-2,10,39,");
    }

    @Test
    void correctedRejectsOfAGroupAreImportedWhole() throws Exception {
        var house = house().drop("incoming/p.csv", FILE).untilQuiet();
        var key = "incoming/invalid/2026-03-01/p.rejects.csv";
        var text = new String(house.objects.read(key, null, 0).orElseThrow().readAllBytes());
        house.drop("incoming/p.rejects.csv", text.replace("p12-1,,", "p12-1,10,"))
                .untilQuiet();
        assertThat(house.collection("products")).hasSize(PRODUCTS);
        assertThat(house.collection("products").get("p12").data()).contains("p12-0", "p12-1", "p12-2");
    }

    @Test
    void killedAnywhereEachProductIsWrittenOnce() {
        var undisturbed = house();
        undisturbed.killAt(Long.MAX_VALUE);
        undisturbed.drop("incoming/p.csv", FILE).untilQuiet();
        var wrong = new ArrayList<String>();
        for (long call = 5; call <= undisturbed.faults.calls(); call++) {
            var house = house();
            house.killAt(call);
            try {
                house.drop("incoming/p.csv", FILE).untilQuiet();
                check(house, "killed at call " + call);
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(House house, String when) {
        assertThat(house.run().state()).as(when).isEqualTo(State.PARTIAL);
        assertThat(house.run().counts().read()).as(when).isEqualTo(PRODUCTS);
        assertThat(house.run().counts().written()).as(when).isEqualTo(PRODUCTS - 1);
        assertThat(house.records.changes()).as(when).hasSize(PRODUCTS - 1);
        assertThat(house.collection("products").values())
                .as(when)
                .allMatch(record -> record.data().split("\"sku\"").length == 4);
        assertThat(house.rejects()).as(when).extracting(Rejects.Reject::record).containsExactly(37L);
    }
}
