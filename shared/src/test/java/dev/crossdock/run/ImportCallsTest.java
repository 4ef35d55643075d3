package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.Calls;
import dev.crossdock.House;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an import asks of stores and queues: so much for a run, and so much for each thousand records. */
class ImportCallsTest {
    private static final int ROWS = 10_000;

    private final House house = new House()
            .define("bucket", "incoming", Map.of())
            .define("collection", "products", Map.of("key", "sku"))
            .define(
                    "job",
                    "import-products",
                    Map.of(
                            "from", Map.of("bucket", "incoming", "files", "*.csv"),
                            "to", Map.of("collection", "products")))
            .serve(h -> new ImportIntoCollection(h, 64 << 20));

    private static String file(int rows, String price) {
        var csv = new StringBuilder("sku,name,price\n");
        for (int i = 0; i < rows; i++) csv.append("A%06d,Shirt %d,%s\n".formatted(i, i, price));
        return csv.toString();
    }

    private Calls dropped(String name, String content) {
        var calls = new Calls(house.faults);
        house.drop("incoming/" + name, content).untilQuiet();
        return calls.shown(name);
    }

    @Test
    void aThousandRecordsCostAReadTenWritesAndASave() {
        dropped("warm.csv", file(1, "0"));
        long changes = house.records.changes().size();
        var one = dropped("one-thousand.csv", file(1_000, "1"));
        var ten = dropped("ten-thousand.csv", file(ROWS, "2"));
        assertThat(house.records.changes().size() - changes).isEqualTo(1_000 + ROWS);
        // Nine batches more: a read of the records, a write for each hundred, as many as go together, a save of the
        // chunk, and now and
        // then a look at the run.
        assertThat(ten.of("records.read") - one.of("records.read")).isEqualTo(9);
        assertThat(ten.of("records.write") - one.of("records.write")).isEqualTo(90);
        assertThat(ten.of("ledger.write") - one.of("ledger.write")).isLessThanOrEqualTo(9);
        assertThat(ten.of("ledger.read", "ledger.list") - one.of("ledger.read", "ledger.list"))
                .isLessThanOrEqualTo(18);
        assertThat(ten.of("objects.") - one.of("objects.")).isLessThanOrEqualTo(0);
        // What a run costs, whatever its size.
        assertThat(one.of("ledger.write", "ledger.delete")).isLessThanOrEqualTo(20);
        assertThat(one.of("ledger.read", "ledger.list")).isLessThanOrEqualTo(40);
        assertThat(one.of("objects.")).isLessThanOrEqualTo(20);
        assertThat(one.of("queue.send")).isLessThanOrEqualTo(3);
    }

    @Test
    void recordsThatAreUnchangedAreReadAndNotWritten() {
        dropped("first.csv", file(ROWS, "1"));
        long changes = house.records.changes().size();
        var again = dropped("again.csv", file(ROWS, "1"));
        assertThat(house.records.changes()).hasSize((int) changes);
        assertThat(again.of("records.write")).isZero();
        assertThat(again.of("records.read")).isEqualTo(ROWS / 1_000);
    }
}
