package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code invalid: refuse}: a file is imported as a whole, or nothing of it. In two chunks, killed at every call. */
class RefuseTest {
    private static final int RECORDS = 24;

    private static String file(String price) {
        var csv = new StringBuilder("sku,price\n");
        for (int i = 0; i < RECORDS; i++) csv.append("A%d,%s\n".formatted(i, i == 20 ? price : "12"));
        return csv.toString();
    }

    private static House house() {
        var schema = Map.of("properties", Map.of("price", Map.of("pattern", "^[0-9]+$")));
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", Map.of("key", "sku", "schema", schema))
                .define(
                        "job",
                        "import-products",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "*.csv"),
                                "to", Map.of("collection", "products", "invalid", "refuse")))
                .serve(house -> new ImportIntoCollection(house, file("12").length() / 2));
    }

    @Test
    void aFileWithoutAFaultIsWrittenAndCountedOnce() {
        var house = house().drop("incoming/p.csv", file("12")).untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        assertThat(house.run().chunks()).isEqualTo(4);
        assertThat(house.run().counts().read()).isEqualTo(RECORDS);
        assertThat(house.run().counts().written()).isEqualTo(RECORDS);
        assertThat(house.collection("products")).hasSize(RECORDS);
    }

    @Test
    void oneRecordInTheLastChunkKeepsEverythingFromBeingWritten() {
        var house = house().drop("incoming/p.csv", file("dear")).untilQuiet();
        checkRefused(house, "undisturbed");
        assertThat(house.run().error().orElseThrow().message())
                .isEqualTo("1 of 24 records cannot be stored, and with invalid: refuse nothing of the file was written."
                        + " First: record 21 (/price): \"dear\" does not match the regex pattern ^[0-9]+$.");
    }

    @Test
    void aFileThatCannotBeReadToItsEndWritesNothing() {
        var house = house().drop("incoming/p.csv", file("12") + "B,\"never closed\n")
                .untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.FAILED);
        assertThat(house.run().error().orElseThrow().code()).isEqualTo("csv.unclosed-quote");
        assertThat(house.collection("products")).isEmpty();
    }

    @Test
    void cancelledWhileItIsCheckedNothingIsWritten() {
        var house = house();
        house.faults.watch((number, what, after) -> {
            if (number > 12 && !house.all().isEmpty() && house.all().get(0).state() == State.RUNNING) {
                house.faults.watch((n, w, a) -> {});
                house.runs.cancel(house.all().get(0).id());
            }
        });
        house.drop("incoming/p.csv", file("12")).untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.CANCELLED);
        assertThat(house.collection("products")).isEmpty();
    }

    @Test
    void killedAnywhereItIsStillAllOrNothing() {
        var wrong = new ArrayList<String>();
        for (var price : new String[] {"12", "dear"}) {
            var undisturbed = house();
            undisturbed.killAt(Long.MAX_VALUE);
            undisturbed.drop("incoming/p.csv", file(price)).untilQuiet();
            for (long call = 5; call <= undisturbed.faults.calls(); call++) {
                var house = house();
                house.killAt(call);
                try {
                    house.drop("incoming/p.csv", file(price)).untilQuiet();
                    if (price.equals("dear")) checkRefused(house, "killed at call " + call);
                    else checkWritten(house, "killed at call " + call);
                } catch (AssertionError | RuntimeException e) {
                    wrong.add("call " + call + ": " + e.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void checkWritten(House house, String when) {
        assertThat(house.run().state()).as(when).isEqualTo(State.SUCCEEDED);
        assertThat(house.run().counts().written()).as(when).isEqualTo(RECORDS);
        assertThat(house.records.changes()).as(when).hasSize(RECORDS);
        assertThat(house.objects.head("incoming/processed/2026-03-01/p.csv"))
                .as(when)
                .isPresent();
    }

    private static void checkRefused(House house, String when) {
        var run = house.run();
        assertThat(run.state()).as(when).isEqualTo(State.FAILED);
        assertThat(run.error().orElseThrow().code()).as(when).isEqualTo("file.refused");
        assertThat(run.counts().read()).as(when).isEqualTo(RECORDS);
        assertThat(run.counts().rejected()).as(when).isEqualTo(1);
        assertThat(run.counts().skipped()).as(when).isEqualTo(RECORDS - 1);
        assertThat(house.records.changes()).as(when).isEmpty();
        assertThat(house.rejects()).as(when).extracting(Rejects.Reject::record).containsExactly(21L);
        assertThat(house.objects.head("incoming/invalid/2026-03-01/p.csv"))
                .as(when)
                .isPresent();
    }
}
