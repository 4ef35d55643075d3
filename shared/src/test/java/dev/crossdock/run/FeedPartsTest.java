package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.flow.FileRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several files of one feed: what none of them has is deleted when all of them were imported. */
class FeedPartsTest {
    private static House house() {
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", Map.of("key", "sku"))
                .define(
                        "job",
                        "import-products",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "*.csv"),
                                "to", Map.of("collection", "products"),
                                "feed", Map.of("full", true, "maxDeletes", 2)))
                .serve(house -> new ImportIntoCollection(house, 1 << 20));
    }

    private static String part(String... skus) {
        return "sku\n" + String.join("\n", skus) + "\n";
    }

    private static House loaded() {
        return house().drop("incoming/p.csv", part("A", "B", "C", "D", "E", "F"))
                .untilQuiet();
    }

    private static Run last(House house) {
        return house.all().get(house.all().size() - 1);
    }

    @Test
    void theNameSaysWhichPartOfWhichFeedAFileIs() {
        assertThat(named("products-1of3.csv")).isEqualTo(new FeedPart("products-*of3.csv", 1, 3));
        assertThat(named("in/2of2.p.csv")).isEqualTo(new FeedPart("in/*of2.p.csv", 2, 2));
        assertThat(named("processed/2026-03-01/p_3of3.r-0123456789abcdef.csv"))
                .isEqualTo(new FeedPart("p_*of3.csv", 3, 3));
        for (var alone :
                new String[] {"p-4of3.csv", "p-1of1.csv", "p-0of3.csv", "p1of3.csv", "1of3/p.csv", "p-1of3x.csv"})
            assertThat(FeedPart.of(new FileRef("incoming", alone, 1, "")))
                    .as(alone)
                    .isEmpty();
    }

    private static FeedPart named(String name) {
        return FeedPart.of(new FileRef("incoming", name, 1, "")).orElseThrow();
    }

    @Test
    void nothingIsDeletedBeforeTheLastPartAndThenWhatNoneOfThemHas() {
        var house = loaded();
        house.drop("incoming/p-2of3.csv", part("C", "D")).untilQuiet();
        assertThat(house.runs.remarks(last(house)).get("feed.incomplete"))
                .isEqualTo("1 × feed.incomplete · run " + last(house).id()
                        + ", incoming/p-2of3.csv: of the feed p-*of3.csv part 2 is imported and 1 and 3 not yet, so nothing"
                        + " was deleted. Drop what is missing within 12 hours.");
        house.drop("incoming/p-1of3.csv", part("A")).untilQuiet();
        assertThat(house.collection("products")).hasSize(6);
        house.drop("incoming/p-3of3.csv", part("E", "NEW")).untilQuiet();
        assertThat(last(house).state()).isEqualTo(State.SUCCEEDED);
        assertThat(last(house).counts().deleted()).isEqualTo(2);
        assertThat(house.collection("products")).containsOnlyKeys("A", "C", "D", "E", "NEW");
    }

    @Test
    void aPartThatFailedKeepsEverythingUntilItIsDroppedAgain() {
        var house = loaded();
        house.drop("incoming/p-1of2.csv", part("A", "B", "C", "\"never closed")).untilQuiet();
        house.drop("incoming/p-2of2.csv", part("D", "E")).untilQuiet();
        assertThat(house.collection("products")).hasSize(6);
        house.drop("incoming/p-1of2.csv", part("A", "B", "C")).untilQuiet();
        assertThat(house.collection("products")).containsOnlyKeys("A", "B", "C", "D", "E");
    }

    @Test
    void aPartThatComesASecondTimeOrADayLaterBeginsANewFeed() {
        var house = loaded();
        house.drop("incoming/p-1of2.csv", part("A", "B", "C")).untilQuiet();
        house.drop("incoming/p-1of2.csv", part("A", "B")).untilQuiet();
        house.drop("incoming/p-2of2.csv", part("C", "D", "E", "F")).untilQuiet();
        assertThat(last(house).counts().deleted()).isZero();
        house.drop("incoming/p-2of2.csv", part("D", "E", "F")).untilQuiet();
        house.clock.step(Duration.ofHours(24));
        house.drop("incoming/p-1of2.csv", part("A", "B", "C")).untilQuiet();
        assertThat(house.runs.remarks(last(house))).containsKey("feed.incomplete");
        assertThat(house.collection("products")).hasSize(6);
    }

    @Test
    void killedAnywhereInTheLastPartItDeletesExactlyThoseOnce() {
        var undisturbed =
                loaded().drop("incoming/p-1of2.csv", part("A", "B", "C")).untilQuiet();
        undisturbed.killAt(Long.MAX_VALUE);
        undisturbed.drop("incoming/p-2of2.csv", part("D", "E")).untilQuiet();
        var wrong = new ArrayList<String>();
        for (long call = 5; call <= undisturbed.faults.calls(); call++) {
            var house =
                    loaded().drop("incoming/p-1of2.csv", part("A", "B", "C")).untilQuiet();
            house.killAt(call);
            try {
                house.drop("incoming/p-2of2.csv", part("D", "E")).untilQuiet();
                assertThat(last(house).state()).isEqualTo(State.SUCCEEDED);
                assertThat(last(house).counts().deleted()).isEqualTo(1);
                assertThat(house.collection("products")).containsOnlyKeys("A", "B", "C", "D", "E");
                assertThat(house.records.changes()).hasSize(7);
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }
}
