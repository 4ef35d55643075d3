package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What works over a folder and a file alone: preview, test and map. */
class WithoutHostTest extends Typed {
    private static final Path STOREFRONT = Path.of(System.getProperty("crossdock.root", "../.."))
            .resolve("examples/storefront")
            .toAbsolutePath()
            .normalize();

    private void write(String name, String text) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void project() {
        write("crossdock.yaml", "name: shop\nzone: Europe/Oslo\nvars: { currency: NOK }\n");
        write("buckets/incoming.yaml", "description: in\n");
        write("buckets/outgoing.yaml", "description: out\n");
        write("connections/shop.yaml", "url: https://shop.example/v1\n");
        write("collections/products.yaml", "key: sku\n");
        write("jobs/import.yaml", """
                from: { bucket: incoming, files: "p-*.csv" }
                map: '{"sku": sku, "price": $number(price), "on": $run.date}'
                to: { collection: products }
                """);
        write("jobs/transform.yaml", """
                from: { bucket: incoming, files: "t-*.csv" }
                map: 'price = "0" ? null : [{"sku": sku, "lang": "no"}, {"sku": sku, "lang": "en"}]'
                to: { bucket: outgoing, file: "out.csv" }
                """);
        write("jobs/report.yaml", "from: { collection: products }\nto: { bucket: outgoing, file: all.csv }\n");
        write("p-1.csv", "sku,price\nA,1.50\n,2\nC,free\nD,4\n");
    }

    // ------------------------------------------------------------------------------------------ preview

    @Test
    void aPreviewShowsWhatWouldBeWrittenWhatIsRefusedAndWhatWasDetected() {
        assertThat(crossdock("preview", "import", "p-1.csv")).isZero();
        var today = java.time.LocalDate.now(java.time.ZoneId.of("Europe/Oslo"));
        assertThat(out()).isEqualTo("""
                {"sku":"A","price":1.5,"on":"%1$s"}
                {"sku":"D","price":4,"on":"%1$s"}
                """.formatted(today));
        assertThat(err())
                .contains(
                        "p-1.csv (csv, delimiter \",\", encoding utf-8) → collection products",
                        "✗ incoming/p-1.csv, record 2, byte 17, /sku: record.key",
                        "✗ incoming/p-1.csv, record 3, byte 20, /price: map.failed",
                        "4 read: 2 written, 2 rejected. Nothing was written.");
        assertThat(crossdock("preview", "import", "p-1.csv", "--strict")).isEqualTo(1);
        assertThat(folder.resolve(".crossdock")).doesNotExist();
    }

    @Test
    void aPreviewCountsAllAndShowsSoManyAndIsJsonIfWanted() {
        write("t-1.csv", "sku,price\nA,1\nB,0\nC,3\n");
        assertThat(crossdock("preview", "transform", "t-1.csv", "--limit", "3", "--output", "json"))
                .isZero();
        var json = Json.read(out());
        assertThat(json.path("counts").toString())
                .isEqualTo("{\"read\":3,\"written\":2,\"unchanged\":0,\"skipped\":1,\"rejected\":0,\"unknown\":0,"
                        + "\"deleted\":0}");
        assertThat(json.path("records")).hasSize(3);
        assertThat(json.path("records").get(2).toString())
                .isEqualTo("{\"record\":3,\"remark\":\"\",\"value\":{\"sku\":\"C\",\"lang\":\"no\"}}");
        assertThat(json.at("/read/format").asText()).isEqualTo("csv");
    }

    @Test
    void whatKeepsAPreviewFromBeginningIsSaidFirst() {
        assertThat(crossdock("preview", "imprt", "p-1.csv")).isEqualTo(1);
        assertThat(err()).isEqualTo("job.unknown: there is no job \"imprt\". Did you mean import?\n");
        assertThat(crossdock("preview", "import", "nope.csv")).isEqualTo(1);
        assertThat(err()).contains("file.unreadable").contains("nope.csv: is not there.");
        assertThat(crossdock("preview", "report", "p-1.csv")).isEqualTo(1);
        assertThat(err()).contains("job.no-files").contains("crossdock run report --dry-run");
        assertThat(crossdock("preview", "import", "p-1.csv", "--limit", "0")).isEqualTo(2);
        write("jobs/import.yaml", "from: { bucket: incomming, files: \"*.csv\" }\nto: { collection: products }\n");
        assertThat(crossdock("preview", "import", "p-1.csv")).isEqualTo(1);
        assertThat(err()).contains("project.broken: job import has a problem.", "Did you mean incoming?");
        assertThat(crossdock("preview", "transform", "p-1.csv")).isZero();
        assertThat(err()).contains("The project has a problem elsewhere.", "it would start nothing");
    }

    @Test
    void aFileThatIsRefusedAsAWholeOrInEveryRecordIsAFailure() {
        write("empty.csv", "");
        assertThat(crossdock("preview", "import", "empty.csv")).isEqualTo(1);
        assertThat(err()).contains("csv.empty · job import, incoming/empty.csv: the file is empty.");
        write("bad.csv", "sku,price\nA,x\nB,y\n");
        assertThat(crossdock("preview", "import", "bad.csv")).isEqualTo(1);
        assertThat(err()).contains("2 read: 2 rejected");
    }

    // ------------------------------------------------------------------------------------------ test

    @Test
    void withoutExamplesItSaysHowToWriteOne() {
        assertThat(crossdock("test")).isZero();
        assertThat(err()).contains("There are no examples. Write one: examples/<job>/first.in.csv");
    }

    @Test
    void anExampleIsAcceptedThenHoldsAndADifferenceIsShownFieldByField() throws IOException {
        write("examples/import/first.in.csv", "sku,price\nA,1.50\n,2\n");
        assertThat(crossdock("test")).isEqualTo(1);
        assertThat(out()).contains("✗ import/first", "first.out.ndjson is not there, and 1 line would be in it");
        assertThat(crossdock("test", "--update")).isZero();
        assertThat(Files.readString(folder.resolve("examples/import/first.out.ndjson")))
                .isEqualTo("{\"sku\":\"A\",\"price\":1.5,\"on\":\"2026-01-01\"}\n");
        assertThat(Files.readString(folder.resolve("examples/import/first.rejects.ndjson")))
                .isEqualTo("{\"record\":2,\"field\":\"/sku\",\"code\":\"record.key\","
                        + "\"message\":\"the key field \\\"sku\\\" of collection products is empty.\"}\n");
        assertThat(crossdock("test")).isZero();
        assertThat(err()).isEqualTo("1 example holds.\n");
        // Numbers are numbers, and of a reject only what is expected counts.
        write("examples/import/first.out.ndjson", "{\"on\":\"2026-01-01\",\"sku\":\"A\",\"price\":1.50}\n");
        write("examples/import/first.rejects.ndjson", "{\"code\":\"record.key\"}\n");
        assertThat(crossdock("test")).isZero();
        write("examples/import/first.out.ndjson", "{\"sku\":\"A\",\"price\":2,\"name\":\"Mug\"}\n");
        assertThat(crossdock("test")).isEqualTo(1);
        assertThat(out()).contains("""
                  line 1 of first.out.ndjson differs:
                    /price  expected 2, is 1.5
                    /name  expected "Mug", is nothing
                    /on  expected nothing, is "2026-01-01"
                """);
        assertThat(crossdock("test", "--output", "json")).isEqualTo(1);
        assertThat(Json.read(out()).at("/items/0/state").asText()).isEqualTo("failed");
    }

    @Test
    void missingAndNewRecordsAndUnreadableExpectationsAreSaid() {
        write("examples/import/first.in.csv", "sku,price\nA,1\nB,2\n");
        crossdock("test", "--update");
        write("examples/import/first.in.csv", "sku,price\nA,1\n");
        assertThat(crossdock("test")).isEqualTo(1);
        assertThat(out()).contains("has 2 lines, and there are 1 now; the first that is missing: {\"sku\":\"B\"");
        write("examples/import/first.out.ndjson", "{\n");
        assertThat(crossdock("test")).isEqualTo(1);
        assertThat(out()).contains("example.unreadable").contains("line 1: it is no JSON");
        assertThat(crossdock("test", "--update")).isZero();
        assertThat(crossdock("test")).isZero();
    }

    @Test
    void examplesOfAnUnknownJobAndOfChanceAreFailures() {
        write("examples/imprt/first.in.csv", "sku,price\nA,1\n");
        assertThat(crossdock("test")).isEqualTo(1);
        assertThat(out()).contains("job.unknown: there is no job \"imprt\". Did you mean import?");
        write("jobs/dice.yaml", """
                from: { bucket: incoming, files: "d-*.csv" }
                map: '{"sku": sku, "chance": $random()}'
                to: { collection: products }
                """);
        write("examples/dice/first.in.csv", "sku,price\nA,1\n");
        assertThat(crossdock("test", "--update")).isEqualTo(1);
        assertThat(crossdock("test")).isEqualTo(1);
        assertThat(out()).contains("It gives something else each time: does its map use $random()?");
    }

    @Test
    void theExamplesOfTheStorefrontAndOfInitHold() {
        assertThat(crossdock(STOREFRONT, "test")).as(() -> out() + err()).isZero();
        assertThat(out()).contains("✓ import-shopify/variants", "✓ import-magento/no-price");
        assertThat(crossdock("init", "new")).isZero();
        assertThat(crossdock("test", "new")).as(() -> out() + err()).isZero();
        assertThat(out()).contains("✓ import-products/first  3 read: 1 written, 2 rejected");
    }

    // ------------------------------------------------------------------------------------------ map

    private String csv(int rows) {
        var text = new StringBuilder("sku,name,price\n");
        for (int i = 0; i < rows; i++)
            text.append("A%d,\"Shirt,\nno %d%s\",%d\n".formatted(i, i, " and so on".repeat(100), i % 7));
        return text.toString();
    }

    @Test
    void aMappingGivesTheSameInTheSameOrderHoweverManyWorkersThereAre() throws IOException {
        write("big.csv", csv(7_001));
        assertThat(Files.size(folder.resolve("big.csv"))).isGreaterThan(3 * (2 << 20));
        var map = "price = '0' ? null : {'sku': sku, 'price': $number(price)}";
        assertThat(crossdock("map", "big.csv", "--map", map, "--threads", "1", "--out", "one.ndjson"))
                .as(this::err)
                .isZero();
        assertThat(err()).contains("7,001 read: 6,000 written, 1,001 gave nothing");
        assertThat(crossdock("map", "big.csv", "--map", map, "--threads", "5", "--out", "five.ndjson"))
                .isZero();
        assertThat(folder.resolve("five.ndjson")).hasSameBinaryContentAs(folder.resolve("one.ndjson"));
        try (var lines = Files.lines(folder.resolve("one.ndjson"))) {
            var all = lines.toList();
            assertThat(all).hasSize(6_000);
            assertThat(all.get(0)).isEqualTo("{\"sku\":\"A1\",\"price\":1}");
            assertThat(all.get(5_999)).isEqualTo("{\"sku\":\"A6999\",\"price\":6}");
        }
    }

    @Test
    void everyFormatIsWrittenAndReadAgainTheSame() throws IOException {
        write("a.csv", csv(1_500));
        crossdock("map", "a.csv", "--out", "a.ndjson");
        for (var to : new String[] {"b.csv", "b.json", "b.xml", "b.ndjson.gz", "b.tsv"}) {
            assertThat(crossdock("map", "a.csv", "--out", to))
                    .as(() -> to + err())
                    .isZero();
            assertThat(crossdock("map", to, "--out", "again.ndjson"))
                    .as(() -> to + err())
                    .isZero();
            assertThat(folder.resolve("again.ndjson")).as(to).hasSameBinaryContentAs(folder.resolve("a.ndjson"));
        }
        try (var in =
                new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("b.ndjson.gz"))))) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(folder.resolve("a.ndjson")));
        }
    }

    @Test
    void aMapMayBeAFileAndSeesTheProjectsVars() {
        write("m.jsonata", "{'sku': sku, 'currency': $vars.currency, 'p': $params.p, 'f': $file.name}");
        assertThat(crossdock("map", "p-1.csv", "--map", "m.jsonata", "--param", "p=1", "--to", "json"))
                .as(this::err)
                .isZero();
        assertThat(Json.read(out()).get(0).toString())
                .isEqualTo("{\"sku\":\"A\",\"currency\":\"NOK\",\"p\":\"1\",\"f\":\"p-1.csv\"}");
    }

    @Test
    void refusedRecordsAreSaidOrKeptAndCountAsAFailureIfStrict() throws IOException {
        var map = "{'sku': sku, 'price': $number(price)}";
        assertThat(crossdock("map", "p-1.csv", "--map", map)).isZero();
        assertThat(out().lines()).hasSize(3);
        assertThat(err()).contains("✗ p-1.csv, record 3, byte 20, /price: map.failed", "4 read: 3 written, 1 rejected");
        assertThat(crossdock("map", "p-1.csv", "--map", map, "--strict", "--rejects", "r.ndjson"))
                .isEqualTo(1);
        assertThat(Json.read(Files.readString(folder.resolve("r.ndjson")))
                        .path("record")
                        .asInt())
                .isEqualTo(3);
        assertThat(crossdock("map", "p-1.csv", "--map", "$error('no')")).isEqualTo(1);
    }

    @Test
    void aKeyMustBeThereAndComeOnce() {
        write("k.csv", "sku,lang,n\nA,no,1\nA,en,2\nA,no,3\n,no,4\n");
        assertThat(crossdock("map", "k.csv", "--key", "sku,lang")).isZero();
        assertThat(out().lines()).hasSize(2);
        assertThat(err())
                .contains(
                        "record 3, byte 25: record.duplicate-key: \"A\", \"no\" came before.",
                        "record 4, byte 32, /sku: record.key",
                        "4 read: 2 written, 2 rejected");
    }

    @Test
    void nothingHalfIsLeftWhenAFileCannotBeReadToItsEnd() throws IOException {
        write("broken.csv", csv(5_000) + "B,\"never closed,1\n");
        write("out.csv", "before");
        assertThat(crossdock("map", "broken.csv", "--out", "out.csv", "--rejects", "r.ndjson"))
                .isEqualTo(1);
        assertThat(err()).contains("csv.unclosed-quote · broken.csv, record 5,001");
        assertThat(folder.resolve("out.csv")).hasContent("before");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .doesNotContain("out.csv.part", "r.ndjson.part", "r.ndjson");
        }
    }

    @Test
    void wrongMapsFormatsAndNumbersAreRefusedBeforeAnythingIsRead() {
        assertThat(crossdock("map", "p-1.csv", "--map", "foo(")).isEqualTo(1);
        assertThat(err()).contains("config.expression · --map:");
        assertThat(crossdock("map", "p-1.csv", "--map", "nope.jsonata")).isEqualTo(1);
        assertThat(err()).contains("file.unreadable");
        assertThat(crossdock("map", "p-1.csv", "--to", "jsno")).isEqualTo(1);
        assertThat(err()).contains("format.unknown", "Did you mean json?");
        assertThat(crossdock("map", "p-1.csv", "--out", "x.zip")).isEqualTo(1);
        assertThat(err()).contains("file.format");
        assertThat(crossdock("map", "p-1.csv", "--threads", "0")).isEqualTo(2);
        assertThat(crossdock("map", "nope.csv")).isEqualTo(1);
    }
}
