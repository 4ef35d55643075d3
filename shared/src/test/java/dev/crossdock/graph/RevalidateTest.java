package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.House;
import dev.crossdock.definition.From;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.Records.IfExists;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.State;
import dev.crossdock.run.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A collection whose definition changes, and what becomes of the records that it has. */
class RevalidateTest {
    private static final Map<String, Object> OLD = Map.of("key", "sku");
    private static final Map<String, Object> NEW = Map.of(
            "key",
            "sku",
            "schema",
            Map.of("properties", Map.of("price", Map.of("type", "number"))),
            "indexes",
            List.of("colour"),
            "computed",
            Map.of("label", "sku & '!'"));

    /** As functions/revalidate has it. */
    private static final class Revalidate implements JobFunction {
        private final House house;
        private final JobRunner runner;

        Revalidate(House house) {
            this.house = house;
            this.runner = house.runner();
        }

        @Override
        public String type() {
            return "revalidate";
        }

        @Override
        public Source source(Work work) {
            var from = (From.CollectionRecords) work.job().from();
            return new CollectionSource(house.records, from, work.variables(), "job");
        }

        @Override
        public Sink sink(Work work) {
            work.definitions().forget();
            var from = (From.CollectionRecords) work.job().from();
            return new RevalidateSink(
                    house.records, new CollectionRules(work.collection(from.collection())), house.clock);
        }

        @Override
        public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
            return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
        }
    }

    private static House house(int records) {
        var house = new House().define("collection", "products", OLD).serve(Revalidate::new);
        check(house);
        var collection = house.definitions.collection("products");
        var values = IntStream.range(0, records)
                .mapToObj(i -> {
                    var value =
                            new HashMap<String, Object>(Map.of("sku", "p-" + i, "colour", i % 2 == 0 ? "red" : "blue"));
                    value.put("price", i % 5 == 0 ? "N/A" : i);
                    return value;
                })
                .toList();
        new Records(house.records, house.clock).putAll(collection, values, IfExists.REPLACE);
        return house;
    }

    private static void check(House house) {
        new Revalidation(house.definitions, house.records, house.starter, house.clock).check();
    }

    @Test
    void aNewCollectionIsAsItShouldBeWithoutARun() {
        var house = house(0).define("collection", "other", NEW);
        check(house);
        assertThat(house.all()).isEmpty();
        assertThat(house.records.complete("other")).contains("colour");
    }

    @Test
    void anotherSchemaAnotherIndexAndAComputedFieldReachTheRecordsThatAreThere() {
        var house = house(20);
        var before = house.collection("products");
        assertThat(found(house)).isEmpty();
        house.clock.step(Duration.ofMinutes(1));
        house.define("collection", "products", NEW);
        var since = house.clock.instant();
        check(house);
        check(house);
        house.untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        assertThat(house.run().job()).isEqualTo("products.revalidate");
        assertThat(house.run().counts().written()).isEqualTo(20);
        var after = house.collection("products");
        assertThat(after.values().stream().filter(record -> !record.valid()).map(Stored::id))
                .containsExactlyInAnyOrder("p-0", "p-10", "p-15", "p-5");
        assertThat(after.get("p-1").data()).contains("\"label\":\"p-1!\"");
        assertThat(after.get("p-1").createdAt()).isEqualTo(before.get("p-1").createdAt());
        assertThat(found(house)).hasSize(10);
        assertThat(changed(house, since)).isEqualTo(20);
        check(house);
        assertThat(house.all()).hasSize(1);
    }

    @Test
    void whatIsAsItShouldBeIsNotWrittenAndAnIndexAloneIsNobodysChange() {
        var house = house(20);
        house.define("collection", "products", NEW);
        check(house);
        house.untilQuiet();
        house.clock.step(Duration.ofMinutes(1));
        var since = house.clock.instant();
        var more = new HashMap<>(NEW);
        more.put("indexes", List.of("colour", "price"));
        house.define("collection", "products", more);
        check(house);
        house.untilQuiet();
        assertThat(changed(house, since)).isZero();
        assertThat(house.records.complete("products")).contains("price");
        house.clock.step(Duration.ofMinutes(1));
        new Revalidation(house.definitions, house.records, house.starter, house.clock).start("products", "by hand");
        house.untilQuiet();
        var last = house.all().get(house.all().size() - 1);
        assertThat(last.counts().unchanged()).isEqualTo(20);
    }

    @Test
    void anIndexThatIsTakenAwayAndDeclaredAgainIsBuiltAgain() {
        var house = house(4);
        house.define("collection", "products", NEW);
        check(house);
        house.untilQuiet();
        var less = new HashMap<>(NEW);
        less.remove("indexes");
        house.define("collection", "products", less);
        check(house);
        house.untilQuiet();
        assertThat(house.all()).hasSize(1);
        var value = Map.of("sku", "p-9", "colour", "red");
        new Records(house.records, house.clock)
                .putAll(house.definitions.collection("products"), List.of(value), IfExists.REPLACE);
        house.define("collection", "products", NEW);
        assertThat(house.records.complete("products")).doesNotContain("colour");
        check(house);
        house.untilQuiet();
        assertThat(found(house)).containsExactly("p-0", "p-2", "p-9");
    }

    @Test
    void killedAnywhereEveryRecordIsBroughtInLine() {
        var undisturbed = house(12);
        undisturbed.define("collection", "products", NEW);
        undisturbed.killAt(Long.MAX_VALUE);
        check(undisturbed);
        undisturbed.untilQuiet();
        long calls = undisturbed.faults.calls();
        for (long call = 6; call <= calls; call += 11) {
            var house = house(12);
            house.define("collection", "products", NEW).killAt(call);
            try {
                check(house);
            } catch (dev.crossdock.memory.Faults.Killed e) {
                house.killAt(Long.MAX_VALUE);
                check(house);
            }
            house.untilQuiet();
            // The next host that starts looks again.
            check(house);
            house.untilQuiet();
            assertThat(found(house)).as("killed at call " + call).hasSize(6);
            assertThat(house.collection("products").get("p-1").data()).contains("p-1!");
        }
    }

    private static List<String> found(House house) {
        var condition = Condition.has("colour", "red");
        var collection = house.definitions.collection("products");
        var found = house.faults.unwatched(
                () -> new RecordQuery(house.records).find(collection, Filter.ALL, condition, "", 1000));
        if (found.index().isEmpty()) return List.of();
        return found.items().stream().map(Stored::id).toList();
    }

    private static long changed(House house, Instant since) {
        var filter = new Filter(Optional.empty(), Optional.of(since));
        return house.records.page("products", filter, "", 1000).items().size();
    }
}
