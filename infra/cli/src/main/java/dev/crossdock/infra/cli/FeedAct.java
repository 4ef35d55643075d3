package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The demo's act about full feeds: products with their variants under them, then a file that lacks half of them. */
final class FeedAct {
    private final Stage stage;
    private final Api api;
    private final Drops drops;
    private final Consumer<String> say;

    FeedAct(Stage stage, Api api, Drops drops, Consumer<String> say) {
        this.stage = stage;
        this.api = api;
        this.drops = drops;
        this.say = say;
    }

    /** @return what was shown @throws IllegalStateException when something was not as expected */
    String play() {
        var products = products();
        var rows = products.values().stream().mapToInt(List::size).sum();
        var whole = dropped("families.csv", products, products.size());
        expect(whole, "succeeded", "read", products.size());
        say.accept("    " + rows + " rows became " + products.size() + " families with their variants");

        int half = products.size() / 2;
        var held = dropped("families-half.csv", products, half);
        expect(held, "held", "deleted", 0);
        say.accept("    " + Screen.problem(held.path("error")));
        expectTotal(products.size());

        var id = held.path("id").asText();
        say.accept("    crossdock approve " + id);
        api.post(Api.path("runs", id, "approve"), Json.object());
        var approved = ended(id);
        expect(approved, "succeeded", "deleted", products.size() - half);
        say.accept("    " + Watch.line(approved));
        expectTotal(half);
        return "a full feed held, then approved";
    }

    /** The rows of each product, in the file's order; without those that the example has mistakes in. */
    private Map<String, List<List<String>>> products() {
        var products = new LinkedHashMap<String, List<List<String>>>();
        var text = new String(stage.file("shopify-products.csv"), StandardCharsets.UTF_8);
        try (var csv = CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(text)) {
            int columns = -1;
            for (CsvRecord row : csv) {
                if (columns < 0) columns = header(row);
                else if (row.getFieldCount() == columns && !row.getField(0).isBlank())
                    products.computeIfAbsent(row.getField(0), any -> new ArrayList<>())
                            .add(row.getFields());
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        products.values()
                .removeIf(rows -> rows.stream().allMatch(row -> row.get(sku).isBlank()));
        return products;
    }

    private List<String> columns;
    private int sku;

    private int header(CsvRecord row) {
        columns = row.getFields();
        sku = columns.indexOf("Variant SKU");
        return columns.size();
    }

    private JsonNode dropped(String name, Map<String, List<List<String>>> products, int most) {
        var text = new StringWriter();
        try (var csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(columns);
            products.values().stream().limit(most).forEach(rows -> rows.forEach(csv::writeRecord));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        drops.drop(name, text.toString().getBytes(StandardCharsets.UTF_8));
        return drops.finished(1).get(0);
    }

    private JsonNode ended(String id) {
        while (true) {
            var run = api.get(Api.path("runs", id));
            if (Watch.ended(run)) return run;
            Watch.pause(50);
        }
    }

    private static void expect(JsonNode run, String state, String count, long expected) {
        var seen = run.path("counts").path(count).asLong();
        if (run.path("state").asText().equals(state) && seen == expected) return;
        throw new IllegalStateException("expected a run that is " + state + " with " + expected + " " + count + ", saw "
                + Watch.line(run) + " " + Screen.problem(run.path("error")));
    }

    private void expectTotal(long expected) {
        var families = api.get("/collections/families");
        var total = families.path("counts")
                .path("total")
                .asLong(families.path("total").asLong());
        if (total != expected) throw new IllegalStateException("expected " + expected + " families, saw " + total);
    }
}
