package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.definition.Definitions;
import dev.crossdock.run.DefinitionStore.Wish;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a version of the project did, it does again once it is brought back; a run stays with the version it began with. */
class RolledBackTest {
    private static final int ROWS = 60;

    private final House house = new House();

    @BeforeEach
    void serve() {
        house.serve(h -> new ImportIntoCollection(h, file("A").length() / 3));
    }

    /** Version 1 keeps prices; version 2 doubles them, refuses odd names, and reads another pattern. */
    private static Map<String, String> project(boolean second) {
        var map = second ? "{'sku': sku, 'price': $number(price) * 2}" : "{'sku': sku, 'price': $number(price)}";
        var job = "{\"from\": {\"bucket\": \"incoming\", \"files\": \"" + (second ? "*" : "p-*") + ".csv\"},"
                + " \"map\": \"" + map + "\", \"to\": {\"collection\": \"products\"}}";
        var collection = second
                ? "{\"key\": \"sku\", \"invalid\": \"reject\","
                        + " \"schema\": {\"properties\": {\"sku\": {\"pattern\": \"^[A-M]\"}}}}"
                : "{\"key\": \"sku\"}";
        return Map.of(
                "project/crossdock", Definitions.canonical("project", "crossdock", "{\"name\": \"shop\"}"),
                "bucket/incoming", Definitions.canonical("bucket", "incoming", "{}"),
                "collection/products", Definitions.canonical("collection", "products", collection),
                "job/import-products", Definitions.canonical("job", "import-products", job));
    }

    private void apply(Map<String, String> texts, long of) {
        house.definitions.publish(
                new Wish(texts, true, Optional.of(house.definitions.head().number()), of, ""));
        // As long as a function may go by what held a moment ago.
        house.clock.step(Duration.ofSeconds(2));
    }

    private void rollBack(long version) {
        apply(house.definitions.texts(version), version);
    }

    private static String file(String letter) {
        var csv = new StringBuilder("sku,price\n");
        for (int i = 10; i < 10 + ROWS; i++) csv.append(letter + i + "," + i + "\n");
        return csv.toString();
    }

    private String price(String sku) {
        return house.collection("products").get(sku).data();
    }

    @Test
    void aRunBehavesAsUnderTheVersionThatIsBroughtBack() {
        apply(project(false), 0);
        long first = house.definitions.head().number();
        house.drop("incoming/p-1.csv", file("A")).untilQuiet();
        assertThat(price("A10")).isEqualTo("{\"sku\":\"A10\",\"price\":10}");

        apply(project(true), 0);
        house.drop("incoming/p-2.csv", file("B")).untilQuiet();
        house.drop("incoming/p-3.csv", file("Z")).untilQuiet();
        assertThat(price("B10")).isEqualTo("{\"sku\":\"B10\",\"price\":20}");
        assertThat(house.rejects()).hasSize(ROWS);

        rollBack(first);
        house.drop("incoming/p-4.csv", file("Z")).untilQuiet();
        house.drop("incoming/other.csv", file("C")).untilQuiet();
        assertThat(price("Z10")).isEqualTo("{\"sku\":\"Z10\",\"price\":10}");
        assertThat(house.rejects()).hasSize(ROWS);
        assertThat(house.collection("products")).doesNotContainKey("C10");
        assertThat(house.definitions.texts(house.definitions.head().number()))
                .isEqualTo(house.definitions.texts(first));
    }

    @Test
    void aRunThatIsHalfDoneGoesOnAsItBegan() {
        apply(project(false), 0);
        long first = house.definitions.head().number();
        apply(project(true), 0);
        var rolledBack = new boolean[1];
        house.faults.watch((number, what, after) -> {
            if (rolledBack[0] || !after || !what.startsWith("records.write")) return;
            rolledBack[0] = true;
            rollBack(first);
        });
        house.drop("incoming/p-1.csv", file("A")).untilQuiet();
        assertThat(rolledBack[0]).isTrue();
        assertThat(house.run().chunks()).isEqualTo(3);
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        for (int i = 10; i < 10 + ROWS; i++)
            assertThat(price("A" + i)).isEqualTo("{\"sku\":\"A%d\",\"price\":%d}".formatted(i, 2 * i));

        house.drop("incoming/p-2.csv", file("B")).untilQuiet();
        assertThat(price("B69")).isEqualTo("{\"sku\":\"B69\",\"price\":69}");
    }
}
