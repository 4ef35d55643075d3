package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.House;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Options;
import dev.crossdock.graph.Records;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a full feed lacks is deleted, within the guard, once; and nothing where it is not sure. */
class FullFeedTest {
    private static final int ALL = 40;

    private static String file(IntPredicate which) {
        var csv = new StringBuilder("sku,price\n");
        for (int i = 0; i < ALL; i++) if (which.test(i)) csv.append("A%02d,%d\n".formatted(i, i));
        return csv.toString();
    }

    private static final String WHOLE = file(i -> true);
    /** Without two of forty: 5 %. */
    private static final String FEWER = file(i -> i != 7 && i != 33);

    private static final String HALF = file(i -> i % 2 == 0);

    private static House house(Map<String, Object> feed) {
        return house(feed, Map.of());
    }

    private static House house(Map<String, Object> feed, Map<String, Object> more) {
        return house(feed, more, WHOLE.length() / 2);
    }

    private static House house(Map<String, Object> feed, Map<String, Object> more, long chunkBytes) {
        var job = new LinkedHashMap<String, Object>(Map.of(
                "from", Map.of("bucket", "incoming", "files", "*.csv"),
                "to", Map.of("collection", "products"),
                "feed", feed));
        job.putAll(more);
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", Map.of("key", "sku"))
                .define("job", "import-products", job)
                .serve(house -> new ImportIntoCollection(house, chunkBytes));
    }

    private static House loaded() {
        return house(Map.of("full", true)).drop("incoming/p.csv", WHOLE).untilQuiet();
    }

    private static Run last(House house) {
        return house.all().get(house.all().size() - 1);
    }

    private static long deletions(House house) {
        return house.records.changes().stream()
                .filter(change -> change.after().isEmpty())
                .count();
    }

    /** Magento's own example, a row of which is a variant. */
    @Test
    void ofRealProductsExactlyTheFivePercentThatAFeedLacksAreDeletedAndHalfOfThemAreNot() throws Exception {
        var folder = System.getProperty("crossdock.realdata", "../../shared/realdata");
        var path = Path.of(folder).resolve("products/magento-configurable-products.csv");
        Assumptions.assumeTrue(Files.exists(path), "no real files: " + path);
        var objects = new dev.crossdock.memory.MemoryObjectStore(java.time.Clock.systemUTC());
        var stored = objects.write("incoming/m.csv", Files.readAllBytes(path), "");
        var source = new FileSource(objects, ObjectStore.ref(stored).orElseThrow(), Options.NONE);
        var lines = new LinkedHashMap<String, String>();
        try (var cursor = source.open(source.plan().get(0), dev.crossdock.flow.Checkpoint.START)) {
            for (var batch = cursor.next(); batch.isPresent(); batch = cursor.next()) {
                for (var record : batch.get().records())
                    lines.put((String) ((Map<?, ?>) record.value()).get("sku"), Json.write(record.value()) + "\n");
            }
        }
        var skus = new ArrayList<>(lines.keySet());
        assertThat(skus).hasSizeGreaterThan(1500);
        var house =
                house(Map.of("full", true), Map.of("from", Map.of("bucket", "incoming", "files", "*.ndjson")), 1 << 20);
        house.drop("incoming/p.ndjson", String.join("", lines.values())).untilQuiet();
        assertThat(house.collection("products")).hasSameSizeAs(skus);

        var fewer = new LinkedHashMap<>(lines);
        for (int i = 0; i < skus.size(); i += 20) fewer.remove(skus.get(i));
        house.drop("incoming/p.ndjson", String.join("", fewer.values())).untilQuiet();
        assertThat(last(house).state()).isEqualTo(State.SUCCEEDED);
        assertThat(last(house).counts().deleted()).isEqualTo(skus.size() - fewer.size());
        assertThat(house.collection("products").keySet()).isEqualTo(new java.util.TreeSet<>(fewer.keySet()));

        var half = fewer.values().stream().limit(fewer.size() / 2).toList();
        house.drop("incoming/p.ndjson", String.join("", half)).untilQuiet();
        assertThat(last(house).state()).isEqualTo(State.HELD);
        assertThat(house.collection("products")).hasSameSizeAs(fewer.keySet());
        house.starter.approve(last(house).id());
        house.untilQuiet();
        assertThat(house.collection("products")).hasSameSizeAs(half);
    }

    @Test
    void theFirstFeedDeletesNothingAndTheSameOneAgainWritesNothing() {
        var house = loaded().drop("incoming/p.csv", WHOLE).untilQuiet();
        assertThat(house.all()).extracting(Run::state).containsOnly(State.SUCCEEDED);
        assertThat(last(house).counts().unchanged()).isEqualTo(ALL);
        assertThat(house.records.changes()).hasSize(ALL);
    }

    @Test
    void whatAFeedLacksIsDeletedAndNothingElse() {
        var house = loaded().drop("incoming/p.csv", FEWER).untilQuiet();
        checkFewer(house, "undisturbed");
    }

    /** S3 is late with an event now and then: the simulator's seed 142. */
    @Test
    void anOlderFeedWhoseEventComesLateBringsNothingBack() {
        var house = loaded();
        var late = house.place("incoming/older.csv", WHOLE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        house.drop("incoming/newer.csv", FEWER).untilQuiet();
        late.run();
        house.untilQuiet();
        var older = house.all().stream()
                .filter(run -> run.file().orElseThrow().name().equals("older.csv"))
                .findFirst()
                .orElseThrow();
        assertThat(older.state()).isEqualTo(State.CANCELLED);
        assertThat(older.error().orElseThrow().toString())
                .contains("file.older", "its event came late", "incoming/newer.csv", "crossdock retry " + older.id());
        assertThat(house.collection("products")).hasSize(ALL - 2);
        assertThat(house.objects.list("incoming/skipped/", "", 10).items()).hasSize(1);
    }

    private static void checkFewer(House house, String when) {
        assertThat(last(house).state()).as(when).isEqualTo(State.SUCCEEDED);
        assertThat(last(house).counts().read()).as(when).isEqualTo(ALL - 2);
        assertThat(last(house).counts().unchanged()).as(when).isEqualTo(ALL - 2);
        assertThat(last(house).counts().deleted()).as(when).isEqualTo(2);
        assertThat(house.collection("products")).as(when).hasSize(ALL - 2).doesNotContainKeys("A07", "A33");
        assertThat(house.records.changes()).as(when).hasSize(ALL + 2);
        assertThat(house.objects.head("incoming/p.csv")).as(when).isEmpty();
    }

    @Test
    void killedAnywhereItDeletesExactlyThoseOnce() {
        killedAnywhere(FEWER, FullFeedTest::checkFewer);
    }

    private interface Checked {
        void check(House house, String when);
    }

    private static void killedAnywhere(String file, Checked checked) {
        var undisturbed = loaded();
        undisturbed.killAt(Long.MAX_VALUE);
        undisturbed.drop("incoming/p.csv", file).untilQuiet();
        long calls = undisturbed.faults.calls();
        assertThat(calls).isGreaterThan(100);
        var wrong = new ArrayList<String>();
        for (long call = 5; call <= calls; call++) {
            var house = loaded();
            house.killAt(call);
            try {
                house.drop("incoming/p.csv", file).untilQuiet();
                checked.check(house, "killed at call " + call);
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aFeedThatLacksTooMuchIsHeldDeletesNothingAndSaysWhy() {
        var house = loaded().drop("incoming/p.csv", HALF).untilQuiet();
        checkHeld(house, "undisturbed");
        assertThat(last(house).error().orElseThrow())
                .hasToString("feed.guard · job import-products, run "
                        + last(house).id() + ", incoming/p.csv: the run would delete 20 of 40"
                        + " products (50 %, guard 10 %). Nothing was deleted. Drop the complete file, or: crossdock approve "
                        + last(house).id());
    }

    private static void checkHeld(House house, String when) {
        assertThat(last(house).state()).as(when).isEqualTo(State.HELD);
        assertThat(last(house).counts().deleted()).as(when).isZero();
        assertThat(last(house).counts().unchanged()).as(when).isEqualTo(ALL / 2);
        assertThat(house.collection("products")).as(when).hasSize(ALL);
        assertThat(last(house).moved().orElseThrow().path()).as(when).startsWith("incoming/processed/2026-03-01/p.");
    }

    @Test
    void killedAnywhereAHeldRunIsHeld() {
        killedAnywhere(HALF, FullFeedTest::checkHeld);
    }

    @Test
    void approvedItDeletesExactlyThose() {
        var house = loaded().drop("incoming/p.csv", HALF).untilQuiet();
        house.starter.approve(last(house).id());
        house.untilQuiet();
        checkApproved(house, "undisturbed");
        assertThatThrownBy(() -> house.starter.approve(last(house).id()))
                .hasMessage(
                        "run.not-held: run " + last(house).id()
                                + " is succeeded, and only a held run waits for approval. List those: crossdock runs --state held");
    }

    private static void checkApproved(House house, String when) {
        assertThat(last(house).state()).as(when).isEqualTo(State.SUCCEEDED);
        assertThat(last(house).error()).as(when).isEmpty();
        assertThat(last(house).counts().deleted()).as(when).isEqualTo(ALL / 2);
        assertThat(last(house).counts().read()).as(when).isEqualTo(ALL / 2);
        assertThat(house.collection("products")).as(when).hasSize(ALL / 2).doesNotContainKeys("A01", "A39");
        assertThat(deletions(house)).as(when).isEqualTo(ALL / 2);
        assertThat(last(house).moved().orElseThrow().path()).as(when).startsWith("incoming/processed/");
    }

    @Test
    void killedAnywhereAnApprovedRunDeletesOnce() {
        var undisturbed = loaded().drop("incoming/p.csv", HALF).untilQuiet();
        undisturbed.killAt(Long.MAX_VALUE);
        undisturbed.starter.approve(last(undisturbed).id());
        undisturbed.untilQuiet();
        var wrong = new ArrayList<String>();
        for (long call = 1; call <= undisturbed.faults.calls(); call++) {
            var house = loaded().drop("incoming/p.csv", HALF).untilQuiet();
            house.killAt(call);
            try {
                // Whoever asked and got no answer asks again.
                for (int tries = 0; tries < 2; tries++) {
                    try {
                        house.starter.approve(last(house).id());
                        break;
                    } catch (dev.crossdock.memory.Faults.Killed e) {
                        house.faults.watch((number, what, after) -> {});
                    }
                }
                house.untilQuiet();
                checkApproved(house, "killed at call " + call);
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void approvedLaterItLeavesWhatWasChangedSince() {
        var house = loaded().drop("incoming/p.csv", HALF).untilQuiet();
        var products = house.definitions.collection("products");
        new Records(house.records, house.clock)
                .put(
                        products,
                        Optional.empty(),
                        Map.of("sku", "A01", "price", "mine"),
                        Records.IfExists.REPLACE,
                        OptionalLong.empty());
        house.starter.approve(last(house).id());
        house.untilQuiet();
        assertThat(house.collection("products")).hasSize(ALL / 2 + 1).containsKey("A01");
        assertThat(last(house).counts().deleted()).isEqualTo(ALL / 2 - 1);
        assertThat(house.runs.remarks(last(house))).containsKey("feed.changed-since");
    }

    @Test
    void cancelledAHeldRunDeletesNothing() {
        var house = loaded().drop("incoming/p.csv", HALF).untilQuiet();
        assertThat(house.starter.cancel(last(house).id()).state()).isEqualTo(State.CANCELLED);
        house.untilQuiet();
        assertThat(house.collection("products")).hasSize(ALL);
        assertThatThrownBy(() -> house.starter.approve(last(house).id()))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.problem().code()).isEqualTo("run.not-held"));
    }

    @Test
    void aHeldRunBlocksNobodyAndCannotBeApprovedAfterANewerOneHasEnded() {
        var house = loaded().drop("incoming/p.csv", HALF).untilQuiet();
        var held = last(house).id();
        house.drop("incoming/p.csv", FEWER).untilQuiet();
        assertThat(last(house).state()).isEqualTo(State.SUCCEEDED);
        assertThatThrownBy(() -> house.starter.approve(held))
                .hasMessageStartingWith("run.superseded: a newer run of import-products has ended since ("
                        + last(house).id() + "), so what run " + held + " found missing may be there again.");
        assertThat(house.collection("products")).hasSize(ALL - 2);
    }

    @Test
    void approvedWhileANewerOneIsAtWorkItFindsItselfSupersededWhenItsTurnComes() {
        var house = loaded().drop("incoming/p.csv", HALF).untilQuiet();
        var held = last(house).id();
        house.faults.watch((number, what, after) -> {
            // The newer one has read everything and not ended yet.
            if (!after || !what.startsWith("records.page")) return;
            house.faults.watch((n, w, a) -> {});
            house.starter.approve(held);
        });
        house.drop("incoming/p.csv", FEWER).untilQuiet();
        assertThat(house.runs.get(held).state()).isEqualTo(State.CANCELLED);
        assertThat(house.runs.get(held).error().orElseThrow().code()).isEqualTo("run.superseded");
        assertThat(house.collection("products")).hasSize(ALL - 2);
    }

    @Test
    void theGuardMayBeANumberAndNothingAsksOverIt() {
        var house = house(Map.of("full", true, "maxDeletes", 20));
        house.drop("incoming/p.csv", WHOLE).untilQuiet();
        house.drop("incoming/p.csv", HALF).untilQuiet();
        assertThat(last(house).counts().deleted()).isEqualTo(20);
        house.drop("incoming/p.csv", "sku,price\n").untilQuiet();
        assertThat(last(house).counts().deleted()).isEqualTo(20);
        house.drop("incoming/p.csv", WHOLE).untilQuiet();
        house.drop("incoming/p.csv", file(i -> i < 19)).untilQuiet();
        assertThat(last(house).state()).isEqualTo(State.HELD);
        assertThat(last(house).error().orElseThrow().message()).contains("21 of 40 products (52.5 %, guard 20)");
    }

    @Test
    void aFeedThatCannotBeReadToItsEndDeletesNothing() {
        var house =
                loaded().drop("incoming/p.csv", FEWER + "B,\"never closed\n").untilQuiet();
        assertThat(last(house).state()).isEqualTo(State.FAILED);
        assertThat(house.collection("products")).hasSize(ALL);
    }

    @Test
    void aRecordWithoutAReadableKeyKeepsEverythingAndTheRunSaysSo() {
        for (var bad : new String[] {",5\n", "A07,1,2\n"}) {
            var house = loaded().drop("incoming/p.csv", FEWER + bad).untilQuiet();
            assertThat(last(house).state()).isEqualTo(State.PARTIAL);
            assertThat(last(house).counts().deleted()).isZero();
            assertThat(house.collection("products")).hasSize(ALL);
            assertThat(house.runs.remarks(last(house)).get("feed.unknown-keys"))
                    .isEqualTo("1 × feed.unknown-keys · run " + last(house).id()
                            + ", incoming/p.csv: 1 record was refused before its key was known, so nothing that the feed"
                            + " lacks was deleted. Correct them and drop the whole feed again.");
        }
    }

    @Test
    void aRecordThatIsRefusedForAnotherReasonThanItsKeyIsStillThere() {
        var house = loaded();
        house.define(
                "collection",
                "products",
                Map.of(
                        "key",
                        "sku",
                        "invalid",
                        "reject",
                        "schema",
                        Map.of("properties", Map.of("price", Map.of("pattern", "^[0-9]+$")))));
        house.drop("incoming/p.csv", FEWER + "A07,dear\n").untilQuiet();
        assertThat(last(house).counts().rejected()).isEqualTo(1);
        assertThat(last(house).counts().deleted()).isEqualTo(1);
        assertThat(house.collection("products")).containsKey("A07").doesNotContainKey("A33");
    }

    @Test
    void aCancelledRunDeletesNothing() {
        var house = loaded();
        house.faults.watch((number, what, after) -> {
            if (!what.startsWith("records.page")) return;
            house.faults.watch((n, w, a) -> {});
            house.runs.cancel(last(house).id());
        });
        house.drop("incoming/p.csv", FEWER).untilQuiet();
        assertThat(last(house).state()).isEqualTo(State.CANCELLED);
        assertThat(house.collection("products")).hasSize(ALL);
    }

    @Test
    void whatSomebodyMadeAfterTheDropStays() {
        var house = loaded();
        house.drop("incoming/p.csv", FEWER);
        house.clock.step(java.time.Duration.ofSeconds(1));
        new Records(house.records, house.clock)
                .put(
                        house.definitions.collection("products"),
                        Optional.empty(),
                        Map.of("sku", "NEW"),
                        Records.IfExists.REPLACE,
                        OptionalLong.empty());
        house.untilQuiet();
        assertThat(house.collection("products")).hasSize(ALL - 2 + 1).containsKey("NEW");
    }

    @Test
    void withinItsOwnScopeAFeedLeavesWhatOthersWrote() {
        for (var scope : List.of("collection", "job")) {
            var house = house(Map.of("full", true, "scope", scope, "maxDeletes", "10%"));
            house.drop("incoming/p.csv", WHOLE).untilQuiet();
            new Records(house.records, house.clock)
                    .put(
                            house.definitions.collection("products"),
                            Optional.empty(),
                            Map.of("sku", "BY-HAND"),
                            Records.IfExists.REPLACE,
                            OptionalLong.empty());
            house.clock.step(java.time.Duration.ofSeconds(1));
            house.drop("incoming/p.csv", FEWER).untilQuiet();
            assertThat(last(house).counts().deleted()).isEqualTo(scope.equals("job") ? 2 : 3);
        }
    }

    @Test
    void retriedAHeldRunIsComparedAnew() {
        var house = loaded().drop("incoming/p.csv", HALF).untilQuiet();
        var first = last(house).id();
        house.clock.step(java.time.Duration.ofSeconds(1));
        house.starter.retry(first);
        house.untilQuiet();
        assertThat(last(house).state()).isEqualTo(State.HELD);
        assertThat(last(house).id()).isNotEqualTo(first);
        house.starter.approve(last(house).id());
        house.untilQuiet();
        assertThat(house.collection("products")).hasSize(ALL / 2);
    }
}
