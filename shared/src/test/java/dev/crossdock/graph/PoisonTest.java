package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Record;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Records that a table cannot keep, one among 24 that it can: at the limit all are stored, one beyond it that one is rejected alone. */
class PoisonTest extends ProductsInMemory {
    /** @param at as much as fits @param beyond one more */
    private record Limit(String name, Map<String, Object> at, Map<String, Object> beyond, String code) {}

    private int runs;

    private static Stream<Limit> limits() {
        var whole = "x".repeat(380_000 - "{\"sku\":\"P\",\"a\":\"\"}".length());
        return Stream.of(
                new Limit("bytes of a record", with("a", whole), with("a", whole + "x"), "record.too-large"),
                new Limit(
                        "bytes of its id",
                        Map.of("sku", "k".repeat(1_000)),
                        Map.of("sku", "k".repeat(1_001)),
                        "record.key-too-long"),
                new Limit(
                        "bytes of its id, three a character",
                        Map.of("sku", "\u20ac".repeat(333)),
                        Map.of("sku", "\u20ac".repeat(334)),
                        "record.key-too-long"),
                new Limit("levels", with("a", deep(499)), with("a", deep(500)), "record.too-deep"),
                new Limit("digits", with("a", digits(1_000)), with("a", digits(1_001)), "record.number"),
                new Limit("an empty key", Map.of("sku", " "), Map.of("sku", ""), "record.key"),
                new Limit("no key", Map.of("sku", 0), Map.of("price", 1), "record.key"),
                new Limit("a key of several values", Map.of("sku", "1"), Map.of("sku", List.of(1)), "record.key"),
                new Limit("half a character", with("a", "\ud83d\ude00"), with("a", "\ud83d"), "record.text"),
                new Limit("half a character in a name", with("\ud83d\ude00", 1), with("\ude00", 1), "record.text"),
                new Limit(
                        "a number without end",
                        with("a", new BigDecimal("1e300")),
                        with("a", new BigDecimal("1e1000000000")),
                        "record.number"));
    }

    private static Map<String, Object> with(String name, Object value) {
        var record = new LinkedHashMap<String, Object>();
        record.put("sku", "P");
        record.put(name, value);
        return record;
    }

    private static Object deep(int levels) {
        Object value = List.of();
        for (int i = 1; i < levels; i++) value = List.of(value);
        return value;
    }

    private static BigInteger digits(int count) {
        return new BigInteger("9".repeat(count));
    }

    @TestFactory
    Stream<DynamicTest> isRejectedAloneAndItsNeighboursAreStored() {
        return limits().flatMap(limit -> Stream.of(
                DynamicTest.dynamicTest(limit.name() + ", at the limit", () -> {
                    var outcomes = among24(limit.at());
                    assertThat(outcomes).hasSize(25).allMatch(outcome -> outcome.kind() == Outcome.Kind.WRITTEN);
                }),
                DynamicTest.dynamicTest(limit.name() + ", beyond it", () -> {
                    var outcomes = among24(limit.beyond());
                    var poison = outcomes.remove(12);
                    assertThat(poison.kind()).isEqualTo(Outcome.Kind.REJECTED);
                    assertThat(poison.problem().orElseThrow().code()).isEqualTo(limit.code());
                    assertThat(poison.problem().orElseThrow().toString()).hasSizeLessThan(2_000);
                    assertThat(outcomes).hasSize(24).allMatch(outcome -> outcome.kind() == Outcome.Kind.WRITTEN);
                    for (int i = 0; i < 24; i++)
                        assertThat(stored("n" + i).data()).contains("\"price\":" + runs);
                })));
    }

    private List<Outcome> among24(Map<String, Object> poison) {
        int run = ++runs;
        var records = new ArrayList<Record>();
        for (int i = 0; i < 24; i++) records.add(record(i, "n" + i, run));
        records.add(12, Record.of(poison, new Origin("incoming/p.csv", 100, 1_000)));
        return new ArrayList<>(
                write(sink("r-" + run, "import", "%03d".formatted(run)), records.toArray(Record[]::new)));
    }
}
