package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.event.S3Drop;
import dev.crossdock.memory.Faults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private final House house = new House()
            .define("bucket", "incoming", Map.of("keep", "30d"))
            .define("bucket", "outgoing", Map.of())
            .define("collection", "products", Map.of("key", "sku"))
            .define(
                    "job",
                    "import-products",
                    Map.of(
                            "from", Map.of("bucket", "incoming", "files", "*.csv"),
                            "to", Map.of("collection", "products")));

    private Retention retention() {
        return new Retention(house.definitions, house.objects, house.ledger, house.clock);
    }

    private void put(String key) {
        house.objects.write(key, key.getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    private void passes(Duration time) {
        house.clock.step(time);
    }

    private void round() {
        retention().round(house.clock.instant().plusSeconds(30));
    }

    private int count() {
        int count = 0;
        for (var after = Optional.of(""); after.isPresent(); ) {
            var page = house.objects.list("", after.get(), 1_000);
            count += page.items().size();
            after = page.next();
        }
        return count;
    }

    private List<String> keys() {
        return house.objects.list("", "", 1_000).items().stream()
                .map(file -> file.key())
                .toList();
    }

    @Test
    void filesStayForAsLongAsTheirBucketSaysWhereverTheyLie() {
        put("incoming/old.txt");
        put("incoming/processed/2026/old.txt");
        put("incoming/invalid/old.txt");
        put("outgoing/old.txt");
        put(".runs/r-1/report.json");
        passes(Duration.ofDays(29));
        put("incoming/young.txt");
        round();
        assertThat(keys()).hasSize(6);
        passes(Duration.ofDays(1).plusSeconds(1));
        round();
        assertThat(keys()).containsExactly(".runs/r-1/report.json", "incoming/young.txt", "outgoing/old.txt");
    }

    @Test
    void whatAnOpenRunReadsStaysUntilItHasEnded() {
        house.drop("incoming/products.csv", "sku\nA\n");
        var drops = new Drops(house.starter, house.definitions);
        house.queue
                .receive("drops", 10, Duration.ofMinutes(1))
                .forEach(message -> S3Drop.parse(message.body()).forEach(drops::arrived));
        assertThat(house.all()).extracting(Run::state).containsExactly(State.QUEUED);
        passes(Duration.ofDays(31));
        round();
        assertThat(keys()).contains("incoming/products.csv");
    }

    @Test
    void whatReplacesAnOldFileMeanwhileStays() {
        put("incoming/stock.txt");
        passes(Duration.ofDays(31));
        house.faults.watch((number, what, after) -> {
            if (what.startsWith("objects.list") && after)
                house.faults.unwatched(() -> house.objects.write("incoming/stock.txt", new byte[] {1}, "text/plain"));
        });
        round();
        assertThat(keys()).containsExactly("incoming/stock.txt");
    }

    @Test
    void aWalkThatHasNoTimeLeftGoesOnWhereItWasAndThenRests() {
        for (int i = 0; i < 2_500; i++) put("incoming/%04d.txt".formatted(i));
        passes(Duration.ofDays(31));
        var retention = retention();
        // Each deletion takes ten milliseconds, so there is time for a thousand.
        house.faults.watch((number, what, after) -> {
            if (what.startsWith("objects.delete") && after) passes(Duration.ofMillis(10));
        });
        for (int left : List.of(1_500, 500, 0)) {
            retention.round(house.clock.instant().plusSeconds(15));
            assertThat(house.faults.unwatched(this::count)).isEqualTo(left);
        }
        put("incoming/late.txt");
        passes(Duration.ofMinutes(59));
        var before = house.ledger.read("KEEP", "incoming");
        retention.round(house.clock.instant().plusSeconds(30));
        assertThat(house.ledger.read("KEEP", "incoming")).isEqualTo(before);
    }

    @Test
    void killedAnywhereItDeletesTheSameInTheEnd() {
        for (int kill = 1; ; kill++) {
            var test = new RetentionTest();
            for (int i = 0; i < 5; i++) test.put("incoming/%04d.txt".formatted(i));
            test.passes(Duration.ofDays(31));
            test.put("incoming/young.txt");
            boolean killed = false;
            test.house.killAt(kill);
            try {
                test.round();
            } catch (Faults.Killed e) {
                killed = true;
            }
            test.house.faults.watch((number, what, after) -> {});
            test.round();
            assertThat(test.keys()).containsExactly("incoming/young.txt");
            if (!killed) return;
        }
    }
}
