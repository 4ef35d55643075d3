package dev.crossdock.functions.exporttofile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import dev.crossdock.format.Place;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.graph.RecordStore.WrittenBy;
import dev.crossdock.run.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** 1.8: a run writes what is in a collection into one file. */
class ExportToFileTest {
    static House house(Map<String, Object> from, String map, Map<String, Object> to) {
        var house = new House()
                .define("bucket", "outgoing", Map.of())
                .define("collection", "products", Map.of("key", "sku"))
                .define(
                        "job",
                        "export",
                        map.isEmpty() ? Map.of("from", from, "to", to) : Map.of("from", from, "map", map, "to", to))
                .serve(in -> new ExportToFile(in.records, in.ledger, in.objects, in.runner(), in.clock));
        write(house, "A", "1.50", true);
        write(house, "B", "\"N/A\"", false);
        write(house, "C", "3", true);
        return house;
    }

    private static void write(House house, String id, String price, boolean valid) {
        var errors = valid ? "[]" : "[{\"pointer\":\"/price\",\"message\":\"is no number.\",\"hint\":\"\"}]";
        var data = "{\"sku\":\"" + id + "\",\"price\":" + price + "}";
        var now = house.clock.instant();
        var stored = new Stored("products", id, data, id, 1, valid, errors, WrittenBy.API, now, now, 0);
        house.records.write(List.of(new Write("products", id, 0, Optional.of(stored))));
    }

    static House run(House house) {
        house.starter.startMatching("export", "start", Map.of());
        return house.untilQuiet();
    }

    private static String text(House house, String key) {
        try (var in = house.objects.read(key, null, 0).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsWrongWithInvalidRecordsStandsBesideThem() {
        var house = run(house(
                Map.of("collection", "products", "records", "invalid"),
                "{\"sku\": sku, \"price\": price, \"errors\": $join(_errors, \"; \")}",
                Map.of("bucket", "outgoing", "file", "invalid-{$run.date}.csv")));
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        assertThat(house.run().outputs()).contains("outgoing/invalid-2026-03-01.csv");
        assertThat(text(house, "outgoing/invalid-2026-03-01.csv"))
                .isEqualTo("sku,price,errors\r\nB,N/A,/price: is no number.\r\n");
    }

    private static House houseWithErrors(Map<String, Object> to) {
        var house = house(Map.of("collection", "products", "records", "invalid"), "", to);
        var now = house.clock.instant();
        var errors =
                "[{\"pointer\":\"/price\",\"code\":\"schema.type\",\"message\":\"is no number.\",\"hint\":\"Correct it.\"},"
                        + "{\"pointer\":\"/lines/0/name\",\"code\":\"schema.required\",\"message\":\"is missing.\",\"hint\":\"\"}]";
        var data = "{\"sku\":\"D\",\"price\":\"=1+1\",\"stock\":-5}";
        var stored = new Stored("products", "D", data, "D", 1, false, errors, WrittenBy.API, now, now, 0);
        house.records.write(List.of(new Write("products", "D", 0, Optional.of(stored))));
        return run(house);
    }

    @Test
    void withoutAMapATableHasARowForEachErrorAndNoTextIsAFormula() {
        var house = houseWithErrors(Map.of("bucket", "outgoing", "file", "invalid.csv"));
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        assertThat(house.run().counts().written()).isEqualTo(2);
        assertThat(text(house, "outgoing/invalid.csv").lines().sorted())
                .containsExactly(
                        "B,price,is no number.,,,B,N/A,",
                        "D,lines.0.name,is missing.,,schema.required,D,'=1+1,-5",
                        "D,price,is no number.,Correct it.,schema.type,D,'=1+1,-5",
                        "_id,_field,_error,_hint,_code,sku,price,stock");
    }

    @Test
    void theSameAsAWorkbook() {
        var house = houseWithErrors(Map.of("bucket", "outgoing", "file", "invalid-{$run.date}.xlsx", "format", "xlsx"));
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        var rows = new ArrayList<Object>();
        try (var reader = Formats.byName("xlsx")
                .reader(
                        house.objects
                                .read("outgoing/invalid-2026-03-01.xlsx", null, 0)
                                .orElseThrow(),
                        "invalid.xlsx",
                        Options.NONE,
                        Place.START)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next())
                rows.add(next.get().value());
        }
        assertThat(rows)
                .hasSize(3)
                .contains(Map.of(
                        "_id", "D",
                        "_field", "price",
                        "_error", "is no number.",
                        "_hint", "Correct it.",
                        "_code", "schema.type",
                        "sku", "D",
                        "price", "=1+1",
                        "stock", -5));
    }

    @Test
    void aJobMaySayThatItsTableIsForAMachine() {
        var house = houseWithErrors(
                Map.of("bucket", "outgoing", "file", "invalid.csv", "format", Map.of("csv", Map.of("guard", false))));
        assertThat(text(house, "outgoing/invalid.csv")).contains(",D,=1+1,-5");
    }

    @Test
    void whatIsNoTableHasARecordWithItsErrors() {
        var house = houseWithErrors(Map.of("bucket", "outgoing", "file", "invalid.ndjson"));
        assertThat(text(house, "outgoing/invalid.ndjson").lines())
                .contains("{\"_id\":\"B\",\"sku\":\"B\",\"price\":\"N/A\",\"_errors\":[\"/price: is no number.\"]}");
    }

    @Test
    void killedAnywhereTheFileIsTheSame() {
        var seen = new long[1];
        for (long call = 0; call <= seen[0]; call++) {
            var house = house(
                    Map.of("collection", "products", "where", "$type(price) = \"number\""),
                    "{\"sku\": sku}",
                    Map.of("bucket", "outgoing", "file", "products.ndjson"));
            house.starter.startMatching("export", "start", Map.of());
            if (call == 0) house.faults.watch((number, what, after) -> seen[0] = number);
            else house.killAt(call);
            house.untilQuiet();
            house.faults.watch((number, what, after) -> {});
            var run = house.run();
            assertThat(run.state()).as("killed at %d: %s", call, run.error()).isEqualTo(State.SUCCEEDED);
            assertThat(run.counts().written()).as("killed at %d", call).isEqualTo(2);
            assertThat(text(house, "outgoing/products.ndjson").lines().sorted())
                    .as("killed at %d", call)
                    .containsExactly("{\"sku\":\"A\"}", "{\"sku\":\"C\"}");
        }
        assertThat(seen[0]).isGreaterThan(20);
    }

    @Test
    void anEmptyCollectionIsAFileWithoutRecords() {
        var house = run(house(
                Map.of("collection", "products", "where", "false"),
                "$",
                Map.of("bucket", "outgoing", "file", "products.json")));
        assertThat(text(house, "outgoing/products.json").replaceAll("\\s", "")).isEqualTo("[]");
    }
}
