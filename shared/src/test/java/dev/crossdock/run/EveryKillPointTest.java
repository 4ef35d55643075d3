package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.graph.RecordStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A three-chunk import, killed before and after every single call to a store or a queue. */
class EveryKillPointTest {
    private static final int RECORDS = 60;
    private static final String FILE = file(RECORDS);

    /** 60 good rows in three chunks, of which one has no key. */
    private static String file(int records) {
        var csv = new StringBuilder("sku,name,price\n");
        for (int i = 0; i < records; i++) {
            csv.append(i == 31 ? "" : "A" + i)
                    .append(",Shirt ")
                    .append(i)
                    .append(',')
                    .append(i * 10)
                    .append('\n');
        }
        return csv.toString();
    }

    private static House house() {
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", Map.of("key", "sku"))
                .define(
                        "job",
                        "import-products",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "*.csv"),
                                "to", Map.of("collection", "products")))
                .serve(house -> new ImportIntoCollection(house, FILE.length() / 3));
    }

    @Test
    void undisturbedItHasThreeChunksAndAddsUp() {
        var house = house().drop("incoming/p.csv", FILE).untilQuiet();
        assertThat(house.run().chunks()).isEqualTo(3);
        check(house, "undisturbed");
    }

    @Test
    void killedAnywhereNothingIsLostAndNothingDoneTwice() {
        var undisturbed = house();
        undisturbed.killAt(Long.MAX_VALUE);
        undisturbed.drop("incoming/p.csv", FILE).untilQuiet();
        long calls = undisturbed.faults.calls();
        assertThat(calls).isGreaterThan(150);
        var wrong = new ArrayList<String>();
        for (long call = 5; call <= calls; call++) {
            var house = house();
            house.killAt(call);
            try {
                house.drop("incoming/p.csv", FILE).untilQuiet();
                assertThat(house.kills()).isEqualTo(1);
                check(house, "killed at call " + call);
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The other process dies: nobody handles it, and nothing is made anew. */
    private static final class Gone extends Error {
        private static final long serialVersionUID = 1;
    }

    /**
     * A worker stands still before it has planned; another does all the work, moves the input away, and dies before it has said so. What the
     * first does not find any more is then no reason to refuse the run: the simulator's seed 3778.
     */
    @Test
    void whoLooksForTheInputTooLateRefusesNothing() {
        var house = house().drop("incoming/p.csv", FILE);
        var stage = new int[1];
        house.faults.watch((number, what, after) -> {
            if (stage[0] == 0 && !after && what.matches("objects[.](head|read) incoming/p.csv")) {
                stage[0] = 1;
                try {
                    house.untilQuiet();
                } catch (Gone e) {
                    stage[0] = 2;
                    // Past the lease of who has died.
                    house.clock.step(java.time.Duration.ofMinutes(2));
                }
            } else if (stage[0] == 1 && after && what.startsWith("ledger.write DONE#")) {
                throw new Gone();
            }
        });
        house.untilQuiet();
        assertThat(stage[0]).isEqualTo(2);
        check(house, "looked for too late");
    }

    @Test
    void killedTwiceInARowItStillEndsRight() {
        for (long first = 9; first < 200; first += 13) {
            var house = house();
            house.killAt(first);
            house.drop("incoming/p.csv", FILE);
            house.untilQuiet();
            house.killAt(first / 2 + 1);
            house.drop("incoming/p.csv", FILE).untilQuiet();
            assertThat(house.collection("products")).hasSize(RECORDS - 1);
            assertThat(house.all()).allMatch(run -> run.state() == State.PARTIAL);
        }
    }

    private static void check(House house, String when) {
        var run = house.run();
        assertThat(run.state()).as(when).isEqualTo(State.PARTIAL);
        assertThat(run.counts().read()).as(when).isEqualTo(RECORDS);
        assertThat(run.counts().written()).as(when).isEqualTo(RECORDS - 1);
        assertThat(run.counts().rejected()).as(when).isEqualTo(1);
        assertThat(revs(house))
                .as(when)
                .hasSize(RECORDS - 1)
                .allSatisfy((id, rev) -> assertThat(rev).isEqualTo(1));
        assertThat(house.rejects()).as(when).extracting(Rejects.Reject::record).isEqualTo(List.of(32L));
        assertThat(house.records.changes()).as(when).hasSize(RECORDS - 1);
        assertThat(house.objects.head("incoming/p.csv")).as(when).isEmpty();
        assertThat(house.objects.head("incoming/processed/2026-03-01/p.csv"))
                .as(when)
                .isPresent();
        assertThat(house.objects.head("incoming/invalid/2026-03-01/p.rejects.csv"))
                .as(when)
                .isPresent();
    }

    private static Map<String, Long> revs(House house) {
        var revs = new TreeMap<String, Long>();
        for (RecordStore.Stored record : house.collection("products").values()) revs.put(record.id(), record.rev());
        return revs;
    }
}
