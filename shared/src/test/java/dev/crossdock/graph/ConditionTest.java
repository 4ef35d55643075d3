package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.Records.IfExists;
import dev.crossdock.memory.MemoryRecordStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a query's condition means, and that an index finds what reading all finds. */
class ConditionTest {
    private static final Object RECORD =
            RecordText.read("{\"name\": \"Cap\", \"price\": 10.0, \"stock\": null, \"on\": true,"
                    + " \"tags\": [\"a\", \"b\"], \"sizes\": [{\"w\": 1, \"s\": \"S\"}, {\"w\": 5, \"s\": \"M\"}], \"a.b\": 1,"
                    + " \"box\": {\"w\": 2}}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | true",
                "{\"name\": \"Cap\"} | true",
                "{\"name\": \"cap\"} | false",
                "{\"price\": 10} | true",
                "{\"price\": \"10\"} | false",
                "{\"price\": {\"gt\": 9, \"lt\": 10}} | false",
                "{\"price\": {\"gte\": 10, \"lte\": 10}} | true",
                "{\"name\": {\"gt\": \"C\"}} | true",
                "{\"name\": {\"gt\": 3}} | false",
                "{\"tags\": \"b\"} | true",
                "{\"tags\": {\"ne\": \"b\"}} | false",
                "{\"tags\": {\"eq\": [\"a\", \"b\"]}} | true",
                "{\"tags\": {\"in\": [\"x\", \"a\"]}} | true",
                "{\"tags\": {\"nin\": [\"x\", \"a\"]}} | false",
                "{\"tags\": {\"contains\": \"b\"}} | true",
                "{\"name\": {\"contains\": \"ap\"}} | true",
                "{\"sizes[].w\": 5} | true",
                "{\"sizes.w\": {\"gt\": 5}} | false",
                "{\"a.b\": 1} | true",
                "{\"box.w\": 2} | true",
                "{\"box\": {\"eq\": {\"w\": 2.0}}} | true",
                "{\"stock\": null} | true",
                "{\"none\": null} | true",
                "{\"stock\": {\"exists\": true}} | false",
                "{\"price\": {\"exists\": true}} | true",
                "{\"price\": {\"not\": {\"gt\": 9}}} | false",
                "{\"not\": {\"price\": {\"gt\": 11}}} | true",
                "{\"or\": [{\"price\": 1}, {\"on\": true}]} | true",
                "{\"and\": [{\"price\": 10}, {\"on\": false}]} | false",
                "\"price > 5 and $count(tags) = 2\" | true",
                "\"name > 5\" | false",
            })
    void aConditionHoldsOrNot(String where, boolean holds) {
        assertThat(Condition.of(RecordText.read(where)).holds(RECORD)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": {\"like\": 1}} | /where/a/like",
                "{\"or\": [{\"a\": {\"in\": 1}}]} | /where/or/0/a/in",
                "{\"and\": [1]} | /where/and/0",
                "{\"a\": {\"gt\": true}} | /where/a/gt",
                "{\"a\": {\"exists\": 1}} | /where/a/exists",
                "[1] | /where",
            })
    void whatIsNoConditionIsRefusedWithItsPlace(String where, String pointer) {
        var refused = catchThrowableOfType(Refused.class, () -> Condition.of(RecordText.read(where)));
        assertThat(refused.problem().code()).isEqualTo("request.where");
        assertThat(refused.problem().field()).isEqualTo(pointer);
    }

    /** A seed is a story. */
    @Test
    void anIndexFindsWhatReadingAllFinds() {
        long seed = 42;
        var random = new Random(seed);
        var store = new MemoryRecordStore();
        var records = new Records(store, Clock.systemUTC());
        var products = new Collection(
                "products", "", List.of("sku"), Optional.empty(), Invalid.KEEP, List.of("colour", "tags[].key", "n"));
        for (int step = 0; step < 400; step++) {
            var sku = "p-" + random.nextInt(60);
            if (random.nextInt(4) == 0) {
                records.delete(products, sku, OptionalLong.empty());
            } else {
                records.putAll(products, List.of(value(random, sku)), IfExists.values()[random.nextInt(2)]);
            }
        }
        var conditions = List.<Object>of(
                Map.of("colour", "red"),
                Map.of("colour", Map.of("in", List.of("red", "blue", 1))),
                Map.of("colour", 1, "n", Map.of("gt", 3)),
                Map.of("tags.key", "a", "colour", Map.of("ne", "red")),
                Map.of("n", Map.of("in", List.of(1, 2, 3, 4))),
                "colour = \"red\" and n >= 2",
                "n = 3");
        for (var where : conditions) {
            var condition = Condition.of(where);
            store.complete("products", Set.of());
            var read = walk(store, products, condition, random.nextInt(7) + 1, false);
            store.complete("products", Set.of("colour", "tags[].key", "n"));
            var found = walk(store, products, condition, random.nextInt(7) + 1, true);
            assertThat(found).as("seed " + seed + ", " + where).doesNotHaveDuplicates();
            assertThat(new TreeSet<>(found)).as("seed " + seed + ", " + where).isEqualTo(new TreeSet<>(read));
            assertThat(read).isNotEmpty();
        }
    }

    private static List<String> walk(
            RecordStore store, Collection products, Condition condition, int limit, boolean indexed) {
        var ids = new ArrayList<String>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            var found = new RecordQuery(store).find(products, Filter.ALL, condition, next.get(), limit);
            assertThat(found.index().isPresent()).isEqualTo(indexed);
            ids.addAll(found.items().stream().map(Stored::id).toList());
            next = found.next();
        }
        return ids;
    }

    private static Map<String, Object> value(Random random, String sku) {
        var colours = new Object[] {"red", "blue", 1, "1", true};
        var keys = List.of("a", "b", "c");
        return Map.of(
                "sku",
                sku,
                "colour",
                colours[random.nextInt(colours.length)],
                "n",
                random.nextInt(6),
                "tags",
                keys.subList(0, random.nextInt(4)).stream()
                        .map(key -> Map.of("key", key))
                        .toList());
    }
}
