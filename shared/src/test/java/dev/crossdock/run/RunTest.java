package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.memory.Faults;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
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
                .serve(house -> new ImportIntoCollection(house, 1 << 20));
    }

    @Test
    void theSameEventDeliveredThreeTimesIsOneRun() {
        var house = house().drop("incoming/p.csv", "sku,price\nA,1\n");
        house.announceAgain("incoming/p.csv").announceAgain("incoming/p.csv").untilQuiet();
        assertThat(house.run().counts().written()).isEqualTo(1);
        assertThat(house.records.changes()).hasSize(1);
    }

    @Test
    void anEventThatComesAfterTheRunHasEndedDoesNothing() {
        var house = house().drop("incoming/p.csv", "sku,price\nA,1\n");
        var late = house.announceAgain("incoming/p.csv");
        late.untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        assertThat(house.queue.waiting()).isEmpty();
    }

    @Test
    void theSameContentDroppedAgainWritesNothing() {
        var house = house().drop("incoming/p.csv", "sku,price\nA,1\n").untilQuiet();
        house.drop("incoming/p.csv", "sku,price\nA,1\n").untilQuiet();
        var second = house.all().get(1).counts();
        assertThat(second.written()).isZero();
        assertThat(second.unchanged()).isEqualTo(1);
        assertThat(house.records.changes()).hasSize(1);
        assertThat(house.objects.list("incoming/processed/", "", 10).items()).hasSize(2);
    }

    /** Who comes next finds no file to read: it lies where the one that died has put it. */
    @Test
    void theInputOfARunThatDiedWhileItWasRefusedIsFoundAgain() {
        var house = house();
        house.faults.watch((number, what, after) -> {
            if (after || !what.endsWith("report.json")) return;
            house.faults.watch((n, w, a) -> {});
            throw new Faults.Killed(what);
        });
        house.drop("incoming/p.csv", "").untilQuiet();
        assertThat(house.run().state()).isIn(State.FAILED, State.CANCELLED);
        assertThat(house.run().moved().orElseThrow().name()).isEqualTo("invalid/2026-03-01/p.csv");
    }

    /** It was moved to where a finished run's input belongs, or copied, and the process died before it said so. */
    @ParameterizedTest
    @ValueSource(strings = {"report.json", "objects.delete incoming/p.csv"})
    void theInputOfARunThatIsStoppedInTheMiddleOfItsEndIsFoundAgain(String killed) {
        var house = house().drop("incoming/p.csv", "sku,price\nA,1\n");
        house.faults.watch((number, what, after) -> {
            if (after || !what.endsWith(killed)) return;
            house.faults.watch((n, w, a) -> {});
            house.faults.unwatched(() -> house.starter.cancel(house.run().id()));
            throw new Faults.Killed(what);
        });
        house.untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.CANCELLED);
        assertThat(house.run().moved().orElseThrow().name()).isEqualTo("processed/2026-03-01/p.csv");
        assertThat(house.objects.list("incoming/", "", 10).items()).hasSize(1);
        house.starter.retry(house.run().id());
        house.untilQuiet();
        assertThat(house.all()).extracting(Run::state).containsExactly(State.CANCELLED, State.SUCCEEDED);
    }

    @Test
    void ofTwoDropsTheSecondDecides() {
        var house = house();
        house.drop("incoming/a.csv", "sku,price\nA,1\nB,1\n");
        house.drop("incoming/b.csv", "sku,price\nA,2\n");
        house.untilQuiet();
        assertThat(house.collection("products").get("A").data()).contains("\"price\":\"2\"");
        assertThat(house.collection("products").get("B").data()).contains("\"price\":\"1\"");
    }

    @Test
    void aFileReplacedBeforeItWasReadEndsAsTheSecondSays() {
        var house = house();
        house.drop("incoming/p.csv", "sku,price\nA,1\n");
        house.drop("incoming/p.csv", "sku,price\nA,2\n");
        house.untilQuiet();
        assertThat(house.all()).extracting(Run::state).containsExactly(State.CANCELLED, State.SUCCEEDED);
        assertThat(house.all().get(0).error().orElseThrow().code()).isEqualTo("file.replaced");
        assertThat(house.collection("products").get("A").data()).contains("\"price\":\"2\"");
        assertThat(house.objects.head("incoming/p.csv")).isEmpty();
    }

    @Test
    void theEarlierDropsEventComingLastChangesNothing() {
        var house = house();
        house.drop("incoming/b.csv", "sku,price\nA,2\n").untilQuiet();
        // The older drop's event is late: its order says that it was dropped before.
        house.objects.write("incoming/a.csv", "sku,price\nA,1\n".getBytes(), "text/csv");
        var stored = house.objects.head("incoming/a.csv").flatMap(dev.crossdock.bucket.ObjectStore::ref);
        house.starter.start(
                "import-products",
                "late",
                stored,
                Map.of(),
                Starter.order(house.clock.instant().minus(Duration.ofMinutes(5)), "01"));
        house.untilQuiet();
        assertThat(house.collection("products").get("A").data()).contains("\"price\":\"2\"");
        assertThat(house.all())
                .anySatisfy(run -> assertThat(run.counts().skipped()).isEqualTo(1));
    }

    @Test
    void aLostMessageIsFoundByTheSweep() {
        var house = house().drop("incoming/p.csv", "sku,price\nA,1\n");
        house.queue.forget();
        house.announceAgain("incoming/p.csv");
        // The dispatcher has started the run, then the queue loses everything.
        house.starter.startMatching("import-products", "again", Map.of());
        house.queue.forget();
        house.untilQuiet();
        assertThat(house.all()).allMatch(run -> run.state().ended());
        assertThat(house.collection("products")).hasSize(1);
    }

    @Test
    void aKeyThatComesTwiceIsRemarkedAndTheLaterRecordCounts() {
        var house = house().drop("incoming/p.csv", "sku,price\nA,1\nB,1\nA,2\n").untilQuiet();
        assertThat(house.collection("products").get("A").data()).contains("\"price\":\"2\"");
        assertThat(house.run().counts().skipped()).isEqualTo(1);
        assertThat(house.runs.remarks(house.run()))
                .containsEntry(
                        "record.duplicate-key",
                        "1 × record.duplicate-key · incoming/p.csv, record 1, byte 10: \"A\" comes again in record 3 of this"
                                + " file, which counts. If both are meant, choose a key that tells them apart.");
    }

    @Test
    void whatIsNotCompiledIsInterpretedAndTheRunSaysForHowManyRecordsAndWhy() {
        var house = house().define(
                        "job",
                        "import-products",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "*.csv"),
                                "map", "{'sku': sku, 'ab': $contains(text, /a(?=b)/)}",
                                "to", Map.of("collection", "products")))
                .drop("incoming/p.csv", "sku,text\nA,cab\nB,car\n")
                .untilQuiet();
        assertThat(house.collection("products").get("A").data()).contains("\"ab\":true");
        assertThat(house.collection("products").get("B").data()).contains("\"ab\":false");
        assertThat(house.runs.remarks(house.run()).get("map.interpreted"))
                .startsWith("2 × map.interpreted")
                .contains("/a(?=b)/");
    }

    @Test
    void aQuoteThatIsNeverClosedCostsOnlyWhatLiesBehindIt() {
        var csv = new StringBuilder("sku,text\n");
        for (int i = 0; i < 9000; i++)
            csv.append('A').append(i).append(",\"").append("x".repeat(400)).append("\"\n");
        var house = house().drop("incoming/p.csv", csv + "B,\"never closed\n").untilQuiet();
        assertThat(house.run().chunks()).isGreaterThan(1);
        assertThat(house.run().state()).isEqualTo(State.FAILED);
        assertThat(house.run().error().orElseThrow().code()).isEqualTo("csv.unclosed-quote");
        assertThat(house.run().counts().written()).isEqualTo(9000);
        assertThat(house.objects.head("incoming/invalid/2026-03-01/p.csv")).isPresent();
    }

    @Test
    void aRejectNamesFileRecordByteFieldCodeAndHint() {
        var house = house().drop("incoming/p.csv", "sku,price\nA,1\n,2\n").untilQuiet();
        var reject = house.rejects().get(0);
        assertThat(reject.file()).isEqualTo("incoming/p.csv");
        assertThat(reject.record()).isEqualTo(2);
        assertThat(reject.byteOffset()).isEqualTo(14);
        assertThat(reject.field()).contains("sku");
        assertThat(reject.code()).isEqualTo("record.key");
        assertThat(reject.hint()).isNotBlank();
        assertThat(house.run().state()).isEqualTo(State.PARTIAL);
    }

    @Test
    void correctedRejectsDroppedAgainAreImported() throws Exception {
        var house = house().drop("incoming/p.csv", "sku,price\nA,1\n,2\n").untilQuiet();
        var key = "incoming/invalid/2026-03-01/p.rejects.csv";
        var text = new String(house.objects.read(key, null, 0).orElseThrow().readAllBytes());
        assertThat(text).startsWith("sku,price,_row,_errors");
        var corrected = text.replaceFirst("\n,2,", "\nB,2,");
        house.drop("incoming/p.rejects.csv", corrected).untilQuiet();
        assertThat(house.collection("products")).containsOnlyKeys("A", "B");
        assertThat(house.collection("products").get("B").data()).doesNotContain("_");
    }

    @Test
    void aCancelledRunStopsAndItsFileIsSetAside() {
        var house = house().drop("incoming/p.csv", "sku,price\nA,1\n");
        var run =
                house.starter.startMatching("import-products", "mine", Map.of()).get(0);
        house.starter.cancel(run.id());
        house.queue.forget();
        house.untilQuiet();
        assertThat(house.runs.get(run.id()).state()).isEqualTo(State.CANCELLED);
        assertThat(house.objects.list("incoming/skipped/", "", 10).items()).hasSize(1);
    }

    @Test
    void anInvocationThatEndsSoonHandsTheChunkOn() {
        var csv = new StringBuilder("sku,price\n");
        for (int i = 0; i < 5000; i++) csv.append('A').append(i).append(",1\n");
        var house = house();
        // Every write takes so long that one invocation is not enough.
        house.faults.watch((number, what, after) -> {
            if (after && what.startsWith("records.write")) house.clock.step(Duration.ofSeconds(20));
        });
        house.drop("incoming/p.csv", csv.toString()).untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        assertThat(house.run().counts().written()).isEqualTo(5000);
    }

    @Test
    void aZombieWritesNothingOverItsSuccessor() {
        var ledger = house().ledger;
        var entry = ledger.write(
                        "RUN#x",
                        "CHUNK#000000",
                        Ledger.ABSENT,
                        Json.write(ChunkState.fresh(
                                Phase.WORK, dev.crossdock.flow.Chunk.whole(), java.time.Instant.EPOCH)),
                        null)
                .orElseThrow();
        var state = Json.read(entry.body(), ChunkState.class);
        var zombie = Held.take(ledger, entry, state.leased("one", java.time.Instant.EPOCH, java.time.Instant.EPOCH))
                .orElseThrow();
        var now = ledger.read("RUN#x", "CHUNK#000000").orElseThrow();
        var twin = Held.take(ledger, now, zombie.state().leased("two", java.time.Instant.MAX, java.time.Instant.EPOCH))
                .orElseThrow();
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> zombie.save(s -> s.ended(java.util.Optional.empty(), java.time.Instant.EPOCH)))
                .isInstanceOf(dev.crossdock.flow.Fenced.class);
        assertThat(twin.state().epoch()).isEqualTo(2);
        twin.save(s -> s.ended(java.util.Optional.empty(), java.time.Instant.EPOCH));
    }
}
