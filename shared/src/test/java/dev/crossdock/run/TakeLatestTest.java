package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of several files that wait only the newest is imported. */
class TakeLatestTest {
    private static House house() {
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", Map.of("key", "sku"))
                .define(
                        "job",
                        "import-products",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "p-*.csv", "take", "latest"),
                                "to", Map.of("collection", "products")))
                .serve(house -> new ImportIntoCollection(house, 1 << 20));
    }

    private static House threeDrops(House house) {
        return house.drop("incoming/p-3.csv", "sku,price\nA,1\nOLD,1\n")
                .drop("incoming/p-1.csv", "sku,price\nA,2\nOLDER,2\n")
                .drop("incoming/p-2.csv", "sku,price\nA,3\n");
    }

    private static void check(House house, String when) {
        assertThat(house.collection("products")).as(when).containsOnlyKeys("A");
        assertThat(house.collection("products").get("A").data()).as(when).contains("\"3\"");
        assertThat(house.all())
                .as(when)
                .extracting(Run::state)
                .containsExactly(State.CANCELLED, State.CANCELLED, State.SUCCEEDED);
        for (var name : new String[] {"skipped/2026-03-01/p-3.csv", "skipped/2026-03-01/p-1.csv"})
            assertThat(house.objects.head("incoming/" + name)).as(when).isPresent();
        assertThat(house.objects.head("incoming/processed/2026-03-01/p-2.csv"))
                .as(when)
                .isPresent();
    }

    @Test
    void ofThreeDropsThatWaitOnlyTheNewestIsImported() {
        var house = threeDrops(house()).untilQuiet();
        check(house, "undisturbed");
        var next = house.all().get(1).id();
        assertThat(house.all().get(0).error().orElseThrow())
                .hasToString("file.older · job import-products, run "
                        + house.all().get(0).id()
                        + ", incoming/p-3.csv: it waited, and incoming/p-1.csv (run " + next
                        + ") is newer: the job takes only the latest file. It lies in skipped/. To read it all the same: crossdock retry "
                        + house.all().get(0).id());
    }

    @Test
    void killedAnywhereItIsTheSameFile() {
        var undisturbed = house();
        undisturbed.killAt(Long.MAX_VALUE);
        threeDrops(undisturbed).untilQuiet();
        var wrong = new ArrayList<String>();
        // The first calls are the drops themselves, and not the product's.
        for (long call = 13; call <= undisturbed.faults.calls(); call++) {
            var house = house();
            house.killAt(call);
            try {
                threeDrops(house).untilQuiet();
                check(house, "killed at call " + call);
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void startedByHandTheNewestByArrivalIsTaken() {
        var house = threeDrops(house());
        house.queue.forget();
        house.starter.startMatching("import-products", "mine", Map.of());
        check(house.untilQuiet(), "by hand");
    }

    @Test
    void startedByHandWhileTheDropsWaitTooTheNewestIsStillImportedOnce() {
        var house = threeDrops(house());
        house.starter.startMatching("import-products", "mine", Map.of());
        house.untilQuiet();
        assertThat(house.collection("products")).containsOnlyKeys("A");
        assertThat(house.collection("products").get("A").data()).contains("\"3\"");
        assertThat(house.objects.list("incoming/p-", "", 10).items()).isEmpty();
        assertThat(house.objects.list("incoming/skipped/", "", 10).items()).hasSize(2);
    }

    @Test
    void aLateEventOfAnOlderDropIsSetAside() {
        var house = house().drop("incoming/p-2.csv", "sku,price\nA,3\n").untilQuiet();
        var old = house.objects.write("incoming/p-1.csv", "sku,price\nB,1\n".getBytes(), "text/csv");
        house.starter.start(
                "import-products",
                "late",
                dev.crossdock.bucket.ObjectStore.ref(old),
                Map.of(),
                Starter.order(house.clock.instant().minusSeconds(600), "01"));
        house.untilQuiet();
        assertThat(house.collection("products")).containsOnlyKeys("A");
        assertThat(house.objects.head("incoming/skipped/2026-03-01/p-1.csv")).isPresent();
    }

    @Test
    void aFileThatWasSetAsideIsReadWhenAPersonSaysSo() {
        var house = threeDrops(house()).untilQuiet();
        house.starter.retry(house.all().get(0).id());
        house.untilQuiet();
        assertThat(house.collection("products")).containsOnlyKeys("A", "OLD");
    }

    @Test
    void aFileThatIsReadAgainWhereItWasPutStaysThere() {
        var house = house().drop("incoming/p-1.csv", "sku,price\nA,1\n").untilQuiet();
        var first = house.all().get(0).id();
        for (int again = 0; again < 2; again++) {
            house.clock.step(Duration.ofSeconds(1));
            house.starter.retry(first);
            house.untilQuiet();
        }
        assertThat(house.all()).extracting(Run::state).containsOnly(State.SUCCEEDED);
        assertThat(house.objects.head("incoming/processed/2026-03-01/p-1.csv")).isPresent();
    }

    @Test
    void whereTheNewestIsCancelledTheOneBeforeItIsTaken() {
        var house = house();
        house.drop("incoming/p-1.csv", "sku,price\nA,1\n").drop("incoming/p-2.csv", "sku,price\nA,2\n");
        house.queue.forget();
        var runs = house.starter.startMatching("import-products", "mine", Map.of());
        house.starter.cancel(runs.get(1).id());
        house.untilQuiet();
        assertThat(house.collection("products").get("A").data()).contains("\"1\"");
    }
}
