package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The demo's acts, one after the other. An act that fails is scored and the next one is played; without the first there is no story. */
final class Story {
    private static final String SKU = "ANO-1001-XS";
    private static final String OLD_PRICE = ",2049.00,";
    private static final String NEW_PRICE = ",1799.00,";
    private static final int EXAMPLES = 3;
    /** A second call would come at once; a trigger's whole way takes about a second here. */
    private static final long SETTLE_MS = 2_000;

    private final Context context;
    private final Stage stage;
    private final Api api;
    private final Score score;
    private final Consumer<String> say;
    private final Drops drops;
    private final SendingActs sending;
    private final WebhookActs webhooks;
    private final IndexActs index;

    Story(Context context, Stage stage, Api api, Score score, Consumer<String> say) {
        this.context = context;
        this.stage = stage;
        this.api = api;
        this.score = score;
        this.say = say;
        this.drops = new Drops(context, api);
        this.sending = new SendingActs(stage, score, say);
        this.webhooks = new WebhookActs(stage, api, score, say);
        this.index = new IndexActs(stage, api, score, say);
    }

    void tell() {
        var opened = act(
                Scenario.S15,
                "Five files are dropped into the bucket incoming; each starts the job that waits for it",
                this::importAll);
        if (!opened) return;
        act(Scenario.S11, "A file that the warehouse leaves in its folder is fetched, and imported", this::fetch);
        act(
                Scenario.S12,
                "A catalogue, looked at before it is mapped: a dry run writes nothing",
                () -> score.shown(
                        Scenario.S12, new DryRunAct(api, drops, say).play(stage.file("shopify-products.csv"))));
        act(Scenario.S12, "A catalogue becomes another file, mapped record by record", this::transform);
        act(Scenario.S13, "That file went on by itself to the shop, record by record, on a bad day", this::send);
        act(Scenario.S19, "All valid products are sent to the shop, in batches", this::publish);
        act(Scenario.S14, "A catalogue, kept in Azure as it is", new AzureAct(stage, drops, score, say)::play);
        act(Scenario.S16, "All suppliers of the PIM, as one file", this::download);
        act(Scenario.S17, "Suppliers, pulled page by page; then only what has changed", this::pullSuppliers);
        act(
                Scenario.S18,
                "The flagged products with what is wrong with them, as a file for who owns the data",
                this::report);
        act(Scenario.S23, "A record, read by API", this::readRecord);
        act(Scenario.S15, "The same products once more: nothing is written, nobody is called", this::sameAgain);
        act(Scenario.S21, "One changed price: exactly one call at the search webservice", this::onePrice);
        act(Scenario.S23, "The same by API, guarded by the record's ETag", this::patchRecord);
        act(Scenario.S21, "Stock that changes twice within a second: one call, by a template", index::stock);
        act(Scenario.S21, "A product that is deleted is taken out of the search index", index::deletion);
        act(
                Scenario.S24,
                "An order by webhook: to the OMS, on its bad day, into the collection, and an e-mail to the customer",
                webhooks::order);
        act(Scenario.S22, "A new customer by webhook becomes a record, and the CRM learns of it", webhooks::customer);
        act(Scenario.S15, "Corrected rejects, dropped again as they are", this::correctRejects);
        act(
                Scenario.S15,
                "A full feed of products with their variants; then one that lacks half of them",
                () -> score.shown(Scenario.S15, new FeedAct(stage, api, drops, say).play()));
        act(Scenario.S15, "Files that are wrong as a whole: said clearly, moved aside, nothing lost", this::badFiles);
    }

    private interface Act {
        void play() throws Exception;
    }

    /** @return whether it came to its end, well or not */
    private boolean act(Scenario scenario, String title, Act act) {
        say.accept("\n" + title);
        try {
            act.play();
            return true;
        } catch (Exception e) {
            fail(scenario, e instanceof Failure failure ? failure.problem().toString() : e.toString());
            return false;
        }
    }

    private void fail(Scenario scenario, String why) {
        score.failed(scenario, why);
        say.accept("  ✗ " + why);
    }

    private void check(boolean holds, Scenario scenario, String expected, Object seen) {
        if (!holds) fail(scenario, "expected " + expected + ", saw " + seen);
    }

    // ------------------------------------------------------------------------------------------------- imports

    private JsonNode magento;

    private void importAll() throws Exception {
        var files = List.of("shopify-products.csv", "magento-products.csv", "orders.ndjson", "categories.csv");
        for (var file : files) drops.drop(file, stage.file(file));
        drops.presigned("stock.csv", stage.file("stock.csv"));
        score.shown(Scenario.S11, "4 by API, 1 by presigned upload");
        var runs = drops.finished(5);
        for (var run : runs) checkCounts(run);
        magento = run(runs, "import-magento");
        checkRead(run(runs, "import-shopify"), 299);
        checkRead(magento, 193);
        score.shown(Scenario.S15, "5 imports");
        check(stage.search.calls().isEmpty(), Scenario.S21, "no call for new records", stage.search.calls());

        var products = api.get("/collections/products");
        say.accept("  products: " + counted(products, "total") + " records, " + counted(products, "invalid")
                + " of them flagged invalid, for example");
        for (var record : api.items("/collections/products/records?records=invalid&limit=3", EXAMPLES)) {
            for (var error : record.path("errors"))
                say.accept("    " + record.path("id").asText() + ": " + Screen.problem(error));
        }
        say.accept("  import-magento refuses such records instead, for example");
        rejects(magento).stream().limit(EXAMPLES).forEach(reject -> say.accept("    " + Screen.reject(reject)));
        check(magento.path("counts").path("rejected").asLong() > 0, Scenario.S15, "rejects of import-magento", "none");
        check(count(products, "invalid") > 0, Scenario.S15, "flagged products of import-shopify", "none");
    }

    private void checkCounts(JsonNode run) {
        var c = run.path("counts");
        var sum = c.path("written").asLong()
                + c.path("unchanged").asLong()
                + c.path("skipped").asLong()
                + c.path("rejected").asLong()
                + c.path("unknown").asLong();
        check(
                c.path("read").asLong() == sum,
                Scenario.S15,
                "counts of " + run.path("job").asText() + " that add up",
                Screen.counts(c));
        var state = run.path("state").asText();
        check(
                state.equals("succeeded") || state.equals("partial"),
                Scenario.S15,
                run.path("job").asText() + " to succeed",
                state + " " + Screen.problem(run.path("error")));
    }

    private void checkRead(JsonNode run, long expected) {
        var read = run.path("counts").path("read").asLong();
        check(
                read == expected,
                Scenario.S15,
                expected + " records read by " + run.path("job").asText(),
                read);
    }

    private static JsonNode run(List<JsonNode> runs, String job) {
        return runs.stream()
                .filter(run -> run.path("job").asText().equals(job))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no run of " + job));
    }

    private List<JsonNode> rejects(JsonNode run) {
        return api.lines(Api.path("runs", run.path("id").asText(), "rejects"), Integer.MAX_VALUE);
    }

    private static long count(JsonNode collection, String name) {
        return collection.path("counts").path(name).asLong(collection.path(name).asLong());
    }

    private static String counted(JsonNode collection, String name) {
        return Screen.number(count(collection, name));
    }

    private void sameAgain() {
        var calls = stage.search.calls().size();
        drops.drop("shopify-products-again.csv", stage.file("shopify-products.csv"));
        var counts = drops.finished(1).get(0).path("counts");
        check(counts.path("written").asLong() == 0, Scenario.S15, "0 written", Screen.counts(counts));
        check(counts.path("unchanged").asLong() > 0, Scenario.S15, "unchanged records", Screen.counts(counts));
        check(
                stage.search.calls().size() == calls,
                Scenario.S21,
                "no call for unchanged records",
                stage.search.calls());
    }

    // ------------------------------------------------------------------------------------------------- files

    private void fetch() throws Exception {
        var file = stage.warehouse.resolve("stock-warehouse.csv");
        Files.write(file, stage.file("stock.csv"));
        start("fetch-warehouse-files");
        // The file that it fetched is a drop, and has a run of its own.
        var runs = drops.finished(2);
        var fetched = run(runs, "fetch-warehouse-files").path("counts");
        check(fetched.path("written").asLong() == 1, Scenario.S11, "1 file fetched", Screen.counts(fetched));
        check(Files.notExists(file), Scenario.S11, "the file moved to /out/done", file);
        checkCounts(run(runs, "import-stock"));
        score.shown(Scenario.S11, "1 from a folder");
    }

    private void transform() throws Exception {
        drops.drop("catalogue-shopify.csv", stage.file("shopify-products.csv"));
        // What is written is a drop, and has a run of its own.
        var runs = drops.finished(2);
        var run = run(runs, "normalise-catalogue");
        syndicated = run(runs, "syndicate-catalogue");
        checkCounts(run);
        // It has been sent on by now, and moved aside as every input is.
        var lines = lines(syndicated.path("input").asText());
        lines.stream().limit(1).forEach(line -> say.accept("    " + Screen.shortened(line, 140)));
        var written = run.path("counts").path("written").asLong();
        check(
                lines.size() >= written && written > 150,
                Scenario.S12,
                "a line for each record written",
                lines.size() + " lines, " + written + " written");
        score.shown(Scenario.S12, lines.size() + " lines");
    }

    private JsonNode syndicated;

    private void send() throws Exception {
        checkCounts(syndicated);
        sending.sent(syndicated, lines(Drops.output(syndicated, "results.ndjson")));
    }

    private void publish() throws Exception {
        start("publish-products");
        var run = drops.finished(1).get(0);
        checkCounts(run);
        sending.published(run, lines(Drops.output(run, "results.ndjson")));
    }

    private void download() throws Exception {
        start("download-suppliers");
        var run = drops.finished(1).get(0);
        checkCounts(run);
        var lines = lines(Drops.output(run, ".csv"));
        lines.stream().limit(2).forEach(line -> say.accept("    " + line));
        check(lines.size() == 13, Scenario.S16, "a header and 12 lines", lines.size());
        score.shown(Scenario.S16, "3 pages, 1 file");
    }

    private void report() throws Exception {
        start("report-invalid");
        var run = drops.finished(1).get(0);
        checkCounts(run);
        var lines = lines(Drops.output(run, ".csv"));
        lines.stream().limit(3).forEach(line -> say.accept("    " + Screen.shortened(line, 160)));
        var invalid = count(api.get("/collections/products"), "invalid");
        check(
                run.path("counts").path("written").asLong() == invalid && lines.size() > invalid,
                Scenario.S18,
                invalid + " invalid products and a header",
                lines.size() + " lines, " + Screen.counts(run.path("counts")));
        score.shown(Scenario.S18, invalid + " invalid products, with their errors");
    }

    private List<String> lines(String key) throws Exception {
        var file = BucketPath.of(key);
        var path = key.startsWith(".runs/")
                ? Api.path("runs", key.split("/")[1], "results")
                : Api.path("buckets", file.bucket(), "files", file.name());
        var answer = api.send("GET", path, BodyPublishers.noBody(), Map.of());
        return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private void start(String job) {
        api.post(Api.path("jobs", job, "runs"), Json.object());
    }

    // ------------------------------------------------------------------------------------------------- pulls

    private void pullSuppliers() {
        var before = stage.pim.asked().size();
        var counts = pull();
        var asked = stage.pim.asked().subList(before, stage.pim.asked().size());
        asked.forEach(each -> say.accept("    GET " + each));
        check(asked.size() == 3, Scenario.S17, "3 pages", asked);
        check(counts.path("written").asLong() == 12, Scenario.S17, "12 written", Screen.counts(counts));
        stage.pim.change("SKA-05", "leadTime", 10, "2026-10-02T08:00:00Z");
        counts = pull();
        say.accept("    GET " + stage.pim.asked().get(before + 3));
        check(counts.path("read").asLong() == 1, Scenario.S17, "1 read", Screen.counts(counts));
        check(counts.path("written").asLong() == 1, Scenario.S17, "1 written", Screen.counts(counts));
        score.shown(Scenario.S17, "3 pages, then the one change");
    }

    private JsonNode pull() {
        start("pull-suppliers");
        var run = drops.finished(1).get(0);
        checkCounts(run);
        return run.path("counts");
    }

    // ------------------------------------------------------------------------------------------------- one price

    private void onePrice() {
        var before = stage.search.calls().size();
        var text = new String(stage.file("shopify-products.csv"), StandardCharsets.UTF_8);
        var row = text.lines()
                .filter(line -> line.contains("," + SKU + ","))
                .findFirst()
                .orElseThrow();
        var changed = text.replace(row, row.replace(OLD_PRICE, NEW_PRICE));
        drops.drop("shopify-products-new-price.csv", changed.getBytes(StandardCharsets.UTF_8));
        var counts = drops.finished(1).get(0).path("counts");
        check(counts.path("written").asLong() == 1, Scenario.S15, "1 written", Screen.counts(counts));
        oneCall(before, "1799");
        score.shown(Scenario.S21, "one changed price, one call");
    }

    /** Waits for a call, and then whether another one comes. */
    private void oneCall(int before, String price) {
        var until = System.nanoTime() + 20_000_000_000L;
        while (stage.search.calls().size() == before && System.nanoTime() < until) Watch.pause(20);
        Watch.pause(SETTLE_MS);
        var calls = stage.search.calls().subList(before, stage.search.calls().size());
        for (var call : calls)
            say.accept("  → " + call + "  price " + call.body().path("price").asText());
        check(calls.size() == 1, Scenario.S21, "exactly 1 call", calls.size() + " " + calls);
        if (calls.isEmpty()) return;
        var call = calls.get(0);
        check(
                call.toString().equals("PUT /indexes/products/docs/" + SKU),
                Scenario.S21,
                "PUT /indexes/products/docs/" + SKU,
                call);
        var sent = call.body().path("price");
        check(
                sent.isNumber() && sent.decimalValue().compareTo(new java.math.BigDecimal(price)) == 0,
                Scenario.S21,
                "price " + price,
                sent);
    }

    // ------------------------------------------------------------------------------------------------- records by API

    private String oldEtag;

    private String etag() {
        return api.send("GET", Api.path("collections", "products", "records", SKU), BodyPublishers.noBody(), Map.of())
                .headers()
                .firstValue("ETag")
                .orElseThrow(() -> new IllegalStateException("no ETag"));
    }

    private void readRecord() {
        oldEtag = etag();
        var record = api.get(Api.path("collections", "products", "records", SKU));
        var data = record.path("data");
        say.accept("  GET /collections/products/records/" + SKU + " → rev "
                + record.path("rev").asText() + ", " + record.path("state").asText() + ", "
                + data.path("name").asText() + ", " + data.path("price").asText() + " "
                + data.path("currency").asText());
        check(data.path("price").asInt() == 2049, Scenario.S23, "price 2049", data.path("price"));
        check(record.path("state").asText().equals("valid"), Scenario.S23, "a valid record", record.path("state"));
        score.shown(Scenario.S23, "read, patched, guarded");
    }

    private void patchRecord() {
        var before = stage.search.calls().size();
        var path = Api.path("collections", "products", "records", SKU);
        var etag = etag();
        check(!etag.equals(oldEtag), Scenario.S23, "another ETag after a change", etag);
        try {
            patch(path, oldEtag, 1);
            fail(Scenario.S23, "an old ETag was accepted");
        } catch (Failure e) {
            check(e.status() == 412, Scenario.S23, "412 for an old ETag", e.problem());
            say.accept("  PATCH with an old ETag → " + e.status() + " " + e.problem());
        }
        patch(path, etag, 1749);
        say.accept("  PATCH {\"price\": 1749} with If-Match: " + etag + " → done");
        oneCall(before, "1749");
    }

    private void patch(String path, String etag, int price) {
        api.send(
                "PATCH",
                path,
                BodyPublishers.ofString("{\"price\":" + price + "}"),
                Map.of("Content-Type", "application/merge-patch+json", "If-Match", etag));
    }

    // ------------------------------------------------------------------------------------------------- repair

    private void correctRejects() throws Exception {
        var key = Drops.output(magento, ".rejects.csv");
        say.accept("  get " + key);
        var file = BucketPath.of(key);
        var answer = api.send(
                "GET", Api.path("buckets", file.bucket(), "files", file.name()), BodyPublishers.noBody(), Map.of());
        var corrected = corrected(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        drops.drop(file.name().substring(file.name().lastIndexOf('/') + 1), corrected.getBytes(StandardCharsets.UTF_8));
        var run = drops.finished(1).get(0);
        checkCounts(run);
        var counts = run.path("counts");
        var rejected = magento.path("counts").path("rejected").asLong();
        check(
                counts.path("written").asLong() > 0 && counts.path("rejected").asLong() < rejected,
                Scenario.S15,
                "corrected records to be written",
                Screen.counts(counts));
    }

    /** What a person would do in a spreadsheet. */
    private static String corrected(String csv) {
        var out = new StringWriter();
        try (var rows = CsvReader.builder().ofNamedCsvRecord(csv);
                var writer = CsvWriter.builder().build(out)) {
            var first = true;
            for (var row : rows) {
                if (first) writer.writeRecord(row.getHeader());
                first = false;
                writer.writeRecord(row.getHeader().stream()
                        .map(column -> corrected(column, row.findField(column).orElse("")))
                        .toList());
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toString();
    }

    private static String corrected(String column, String cell) {
        return switch (column) {
            case "price" -> cell.matches("[0-9]+([.][0-9]+)?") ? cell : "990.00";
            case "name" -> cell.isBlank() ? "Rondane Shelf" : cell;
            case "weight" -> cell.replace(",", ".").replace(" kg", "");
            case "sku" -> cell.strip().replace(' ', '-').toUpperCase(java.util.Locale.ROOT);
            case "additional_attributes" -> cell.replace("currency=KR", "currency=NOK");
            default -> cell;
        };
    }

    // ------------------------------------------------------------------------------------------------- bad files

    private void badFiles() {
        var before = count(api.get("/collections/products"), "total");
        var bad = List.of("empty", "duplicate-header", "unclosed-quote", "not-a-csv");
        for (var name : bad) drops.drop("shopify-" + name + ".csv", stage.file("bad/" + name + ".csv"));
        for (var run : drops.finished(bad.size())) {
            var rejected = run.path("counts").path("rejected").asLong();
            check(
                    run.hasNonNull("error") || rejected > 0,
                    Scenario.S15,
                    "a message about " + Screen.source(run),
                    run.path("state"));
            if (run.hasNonNull("error")) say.accept("    " + Screen.problem(run.path("error")));
        }
        var after = count(api.get("/collections/products"), "total");
        check(after == before, Scenario.S15, "no record of a bad file", after - before + " more");
    }
}
