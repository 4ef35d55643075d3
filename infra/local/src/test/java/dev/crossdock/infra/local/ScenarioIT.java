package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** From a drop to a record to a webservice, on the packaged host. Each test has files and records of its own. */
class ScenarioIT {
    private static final String STORE = "crossdock";

    @TempDir
    static Path project;

    /** What arrived at the webservice: {@code PUT /docs/A {…}}. */
    private static final List<String> CALLS = new CopyOnWriteArrayList<>();

    private static HttpServer search;
    private static HostProcess host;
    private static S3Client s3;

    @BeforeAll
    static void start() throws IOException {
        search = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        search.createContext("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            CALLS.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        search.setExecutor(Executors.newCachedThreadPool());
        search.start();
        file("crossdock.yaml", "name: shop\nallow: [127.0.0.1]\n");
        file("buckets/incoming.yaml", "description: from the ERP\n");
        file("collections/products.yaml", "key: sku\nschema: product.schema.json\ninvalid: reject\n");
        file(
                "collections/product.schema.json",
                "{\"type\": \"object\", \"required\": [\"price\"], \"properties\": {\"price\": {\"type\": \"number\"}}}");
        file(
                "connections/search.yaml",
                "url: http://127.0.0.1:" + search.getAddress().getPort() + "\ndelivery: put-by-key\n");
        file(
                "jobs/import-products.yaml",
                "from: { bucket: incoming, files: \"p-*.csv\" }\n"
                        + "map: '{\"sku\": sku, \"price\": $number(price)}'\nto: { collection: products }\n");
        file("collections/families.yaml", "key: handle\n");
        file(
                "jobs/import-families.yaml",
                "from: { bucket: incoming, files: \"families*.csv\", group: handle }\n"
                        + "map: '{\"handle\": handle, \"sizes\": [rows.size]}'\n"
                        + "to: { collection: families }\nfeed: { full: true, maxDeletes: 10% }\n");
        file(
                "triggers/drop-family.yaml",
                "watch: { collection: families, events: [deleted] }\n"
                        + "call: { connection: search, request: \"DELETE /families/{$record.id}\" }\n");
        file(
                "triggers/index-product.yaml",
                "watch: { collection: products, events: [updated], changed: [price] }\n"
                        + "call: { connection: search, request: \"PUT /docs/{$record.id}\", body: $new }\n");
        host = HostProcess.of(project);
        s3 = host.s3();
    }

    @AfterAll
    static void stop() {
        host.close();
        search.stop(0);
    }

    @Test
    void oneChangedPriceIsOneCallAndTheSameContentAgainIsNone() throws Exception {
        drop("p-once-1.csv", "sku,price\nonce-A,1\nonce-B,2\n");
        assertThat(counts("p-once-1.csv", 1)).containsEntry("written", 2);
        // moto gives every event the same sequencer: there the same file again cannot be told from the same event
        // again.
        var again = TestCloud.ENDPOINT.isPresent() ? "p-once-again.csv" : "p-once-1.csv";
        drop(again, "sku,price\nonce-A,1\nonce-B,2\n");
        assertThat(counts(again, again.equals("p-once-1.csv") ? 2 : 1))
                .containsEntry("written", 0)
                .containsEntry("unchanged", 2);
        drop("p-once-2.csv", "sku,price\nonce-A,1.5\nonce-B,2\n");
        assertThat(counts("p-once-2.csv", 1)).containsEntry("written", 1).containsEntry("unchanged", 1);
        await().until(() -> !calls("once-").isEmpty());
        // A record's calls keep their order: when this one is here, all that the earlier drops caused are.
        drop("p-once-3.csv", "sku,price\nonce-A,4\n");
        await().until(() -> calls("once-").size() > 1);
        assertThat(calls("once-"))
                .containsExactly(
                        "PUT /docs/once-A {\"sku\":\"once-A\",\"price\":1.5}",
                        "PUT /docs/once-A {\"sku\":\"once-A\",\"price\":4}");
    }

    @Test
    void theSameEventThreeTimesIsOneRun() throws Exception {
        drop("p-thrice.csv", "sku,price\nthrice-A,1\n");
        counts("p-thrice.csv", 1);
        var etag = "0";
        var event = "{\"detail-type\":\"Object Created\",\"source\":\"aws.s3\",\"time\":\"2026-11-24T00:00:00Z\","
                + "\"detail\":{\"bucket\":{\"name\":\"crossdock\"},\"object\":{\"key\":\"incoming/p-again.csv\",\"size\":24,"
                + "\"etag\":\"%s\",\"sequencer\":\"00000000000000A1\"},\"reason\":\"PutObject\"}}";
        try (var sqs = sqs()) {
            var url = sqs.getQueueUrl(r -> r.queueName("drops")).queueUrl();
            for (int i = 0; i < 3; i++) {
                sqs.sendMessage(r -> r.queueUrl(url).messageBody(event.formatted(etag)));
            }
        }
        // The file is not there: the one run that the three events begin says so, once.
        var run = await().until(() -> runs("p-again.csv"), runs -> runs.size() == 1 && ended(runs.get(0)))
                .get(0);
        assertThat(run.path("state").asText()).isEqualTo("cancelled");
        assertThat(run.at("/error/code").asText()).isEqualTo("file.gone");
        drop("p-thrice.csv", "sku,price\nthrice-A,2\n");
        counts("p-thrice.csv", 2);
        assertThat(runs("p-again.csv")).hasSize(1);
    }

    @Test
    void aFullFeedDeletesWhatItLacksAndIsHeldWhenThatIsTooMuch() throws Exception {
        drop("families-1.csv", families(20));
        assertThat(counts("families-1.csv", 1)).containsEntry("read", 20).containsEntry("written", 20);
        drop("families-2.csv", families(19));
        assertThat(counts("families-2.csv", 1)).containsEntry("unchanged", 19).containsEntry("deleted", 1);
        // A deletion is a change like any other.
        await().until(() -> !calls("families/").isEmpty());
        drop("families-3.csv", families(10));
        assertThat(counts("families-3.csv", 1)).containsEntry("unchanged", 10).containsEntry("deleted", 0);
        var held = runs("families-3.csv").get(0);
        var id = held.path("id").asText();
        assertThat(held.path("state").asText()).isEqualTo("held");
        assertThat(held.at("/error/text").asText())
                .endsWith("the run would delete 9 of 19 families (47.4 %, guard 10 %). Nothing was deleted. Drop the"
                        + " complete file, or: crossdock approve " + id);
        assertThat(host.json("/collections/families").at("/counts/total").asInt())
                .isEqualTo(19);
        assertThat(approve(id)).isEqualTo(202);
        await().until(() -> host.json("/runs/" + id).path("state").asText().equals("succeeded"));
        assertThat(host.json("/runs/" + id).at("/counts/deleted").asInt()).isEqualTo(9);
        assertThat(host.json("/collections/families").at("/counts/total").asInt())
                .isEqualTo(10);
        assertThat(approve(id)).isEqualTo(409);
        assertThat(host.json("/collections/families/records/f0")
                        .at("/data/sizes")
                        .toString())
                .isEqualTo("[\"S\",\"L\"]");
    }

    private static String families(int count) {
        var csv = new StringBuilder("handle,size\n");
        for (int i = 0; i < count; i++) csv.append("f%d,S\nf%d,L\n".formatted(i, i));
        return csv.toString();
    }

    private static int approve(String id) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(host.url(1) + "/runs/" + id + "/approve"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void correctedRejectsAreDroppedAgainAsTheyAre() throws Exception {
        drop("p-bad.csv", "sku,price,note\nbad-A,1,good\nbad-B,,no price\n");
        assertThat(counts("p-bad.csv", 1)).containsEntry("written", 1).containsEntry("rejected", 1);
        var run = runs("p-bad.csv").get(0);
        var reject = Lambda.JSON.readTree(
                host.get("/runs/" + run.path("id").asText() + "/rejects").body());
        assertThat(reject.toString()).contains("p-bad.csv").contains("price");
        for (var name : List.of("record", "byte", "code", "hint")) {
            assertThat(reject.findValue(name)).as(name).isNotNull();
        }
        var file = "";
        for (var output : host.json("/runs/" + run.path("id").asText()).path("outputs")) {
            if (output.asText().endsWith(".rejects.csv")) file = output.asText();
        }
        var key = file;
        var text = s3.getObjectAsBytes(r -> r.bucket(STORE).key(key)).asUtf8String();
        drop("p-mended.csv", text.replace("bad-B,,", "bad-B,7,"));
        assertThat(counts("p-mended.csv", 1)).containsEntry("written", 1).containsEntry("rejected", 0);
        assertThat(host.json("/collections/products/records/bad-B")
                        .at("/data/price")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void aChangedDefinitionIsLiveAndABrokenOneIsRefusedWhole() throws Exception {
        file(
                "jobs/import-late.yaml",
                "from: { bucket: incoming, files: \"late-*.csv\" }\nto: { collection: products }\n");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> host.get("/jobs/import-late").statusCode() == 200);
        var answer =
                put("/definitions/job/broken", "{\"from\": {\"bucket\": \"nowhere\", \"files\": \"*\"}, \"too\": {}}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("too\\\"").contains("Did you mean").contains("nowhere");
        assertThat(host.get("/jobs/broken").statusCode()).isEqualTo(404);
        assertThat(put("/definitions/widget/x", "{}").statusCode()).isEqualTo(400);
        assertThat(put("/definitions/bucket/more", "{").statusCode()).isEqualTo(400);
        assertThat(put("/definitions/bucket/more", "{\"description\": \"more\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aDryRunShowsWhatARunWouldDoAndLeavesEverythingAsItIs() throws Exception {
        drop("dry-1.csv", "sku,price\ndry-A,1\ndry-B,none\n");
        var answer = send("POST", "/jobs/import-products/runs", "{\"file\": \"dry-1.csv\", \"dryRun\": true}");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(counts("dry-1.csv", 1)).containsEntry("written", 1).containsEntry("rejected", 1);
        var run = runs("dry-1.csv").get(0);
        assertThat(run.path("dryRun").asBoolean()).isTrue();
        assertThat(run.path("input").isNull()).isTrue();
        var preview = host.get("/runs/" + run.path("id").asText() + "/preview").body();
        assertThat(preview)
                .isEqualTo("{\"file\":\"incoming/dry-1.csv\",\"record\":1,\"outcome\":\"written\",\"remark\":\"\","
                        + "\"value\":{\"sku\":\"dry-A\",\"price\":1}}\n");
        assertThat(host.get("/collections/products/records/dry-A").statusCode()).isEqualTo(404);
        assertThat(host.get("/buckets/incoming/files/dry-1.csv").statusCode()).isEqualTo(200);
        assertThat(host.get("/buckets/incoming/files?match=invalid/*/dry-1*").body())
                .contains("\"items\":[]");
        var unclear = send("POST", "/jobs/import-products/runs", "{\"file\": \"dry-1.csv\", \"dryRun\": \"yes\"}");
        assertThat(unclear.statusCode()).isEqualTo(400);
        assertThat(unclear.body()).contains("/dryRun");
    }

    @Test
    void aScheduleFiresAndItsNextFiveMomentsAreShown() throws Exception {
        file(
                "jobs/export-often.yaml",
                "from: { collection: products }\nto: { bucket: incoming, file: all.ndjson }\n"
                        + "schedule: { every: 2s, zone: Europe/Oslo }\noverlap: skip\n");
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            !host.json("/runs?job=export-often").path("items").isEmpty());
            var schedule = host.json("/jobs/export-often").path("schedule");
            assertThat(schedule.path("zone").asText()).isEqualTo("Europe/Oslo");
            assertThat(schedule.path("next")).hasSize(5);
        } finally {
            Files.delete(project.resolve("jobs/export-often.yaml"));
        }
    }

    private static List<String> calls(String sku) {
        return CALLS.stream().filter(call -> call.contains("/" + sku)).toList();
    }

    private static void drop(String name, String content) {
        s3.putObject(r -> r.bucket(STORE).key("incoming/" + name), RequestBody.fromString(content));
    }

    /** Of the newest run of a file once its so-many-th run has ended. */
    private static Map<String, Integer> counts(String name, int nth) {
        var ended = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> runs(name),
                        runs -> runs.size() == nth && runs.stream().allMatch(ScenarioIT::ended));
        var counts = new TreeMap<String, Integer>();
        ended.get(0)
                .path("counts")
                .properties()
                .forEach(e -> counts.put(e.getKey(), e.getValue().asInt()));
        assertThat(counts.get("read"))
                .isEqualTo(counts.get("written")
                        + counts.get("unchanged")
                        + counts.get("skipped")
                        + counts.get("rejected")
                        + counts.get("unknown"));
        return counts;
    }

    private static boolean ended(JsonNode run) {
        return run.path("endedAt").isTextual();
    }

    /** The newest first. */
    private static List<JsonNode> runs(String file) {
        try {
            var all = new ArrayList<JsonNode>();
            for (var run : host.json("/runs?limit=1000").path("items")) {
                if (run.path("source").toString().contains(file)) all.add(run);
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return send("PUT", path, body);
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(host.url(1) + path))
                                .header("content-type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static SqsClient sqs() {
        return host.client(SqsClient.builder(), 4)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static void file(String name, String content) throws IOException {
        var file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
