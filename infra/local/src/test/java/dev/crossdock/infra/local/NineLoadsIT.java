package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Scenarios 1.1 to 1.9 with real files, on the packaged host over the embedded cloud. Azure is a server of this test's own that
 * puts blocks together; against Azurite it is tried where the function is.
 */
@Tag("slow")
class NineLoadsIT {
    private static final Path REAL = Path.of(System.getProperty("crossdock.realdata", "no-real-data"));
    private static final int PRODUCTS = 1994;
    private static final int PAGE = 20;

    @TempDir
    static Path folder;

    private static final Map<String, JsonNode> SHOP = new ConcurrentHashMap<>();
    private static final Map<String, byte[]> BLOCKS = new ConcurrentHashMap<>();
    private static final Map<String, byte[]> BLOBS = new ConcurrentHashMap<>();

    private static HttpServer outside;
    private static HostProcess host;
    private static S3Client s3;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(REAL), "no real files: " + REAL);
        outside = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        outside.createContext("/shop", NineLoadsIT::shop);
        outside.createContext("/pim", NineLoadsIT::pim);
        outside.createContext("/azure", NineLoadsIT::azure);
        outside.setExecutor(Executors.newCachedThreadPool());
        outside.start();
        var base = "http://127.0.0.1:" + outside.getAddress().getPort();
        var files = new LinkedHashMap<String, String>();
        files.put("crossdock.yaml", "name: nine\nallow: [127.0.0.1]\n");
        files.put("secrets.yaml", "azure: MDEyMzQ1Njc4OWFiY2RlZg==\n");
        files.put("buckets/incoming.yaml", "description: in\n");
        files.put("buckets/outgoing.yaml", "description: out\n");
        files.put("collections/products.yaml", "key: sku\n");
        files.put("collections/pulled.yaml", "key: productID\n");
        files.put("connections/warehouse.yaml", "folder: '" + folder.resolve("warehouse") + "'\n");
        files.put("connections/shop.yaml", "url: " + base + "/shop\n");
        files.put("connections/pim.yaml", "url: " + base + "/pim\n");
        files.put(
                "connections/azure.yaml",
                "azure: { account: storefront, container: catalogue, endpoint: '" + base
                        + "/azure', key: \"${secret:azure}\" }\n");
        files.put(
                "jobs/fetch.yaml",
                "from: { connection: warehouse, files: \"/*.csv\", ready: named }\nto: { bucket: outgoing }\n");
        files.put(
                "jobs/transform.yaml",
                "from: { bucket: incoming, files: \"shopify*.csv\", group: Handle }\n"
                        + "map: '{\"handle\": Handle, \"title\": Title, \"variants\": $count(rows)}'\n"
                        + "to: { bucket: outgoing, file: families.ndjson }\n");
        files.put(
                "jobs/send-families.yaml",
                "from: { bucket: outgoing, files: \"families.ndjson\" }\n"
                        + "to: { connection: shop, request: \"PUT /families/{handle}\" }\n");
        files.put(
                "jobs/send.yaml",
                "from: { bucket: incoming, files: \"northwind-products.json\" }\n"
                        + "to: { connection: shop, request: \"PUT /northwind/{productID}\" }\n");
        files.put(
                "jobs/archive.yaml",
                "from: { bucket: incoming, files: \"northwind-orders.csv\" }\n"
                        + "to: { connection: azure, blob: \"{$file.name}\" }\n");
        files.put(
                "jobs/import.yaml",
                "from: { bucket: incoming, files: \"magento*.csv\" }\nto: { collection: products }\n");
        var pull = "from: { connection: pim, request: GET /products, items: data, next: { page: page } }\n";
        files.put("jobs/download.yaml", pull + "to: { bucket: outgoing, file: downloaded.csv }\n");
        files.put("jobs/pull.yaml", pull + "to: { collection: pulled }\n");
        files.put(
                "jobs/export.yaml",
                "from: { collection: products, order: key }\nmap: '{\"sku\": sku, \"name\": name}'\n"
                        + "to: { bucket: outgoing, file: exported.csv }\n");
        files.put(
                "jobs/publish.yaml",
                "from: { collection: products }\n"
                        + "map: '{\"sku\": sku, \"name\": name}'\n"
                        + "to: { connection: shop, request: POST /bulk, batch: { size: 100 }, body: '{\"items\": $records}',"
                        + " results: { items: results, id: sku, status: status } }\n");
        for (var file : files.entrySet()) {
            var path = folder.resolve("project").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Files.createDirectories(folder.resolve("warehouse"));
        host = HostProcess.of(folder.resolve("project"));
        s3 = host.s3();
    }

    @AfterAll
    static void stop() {
        if (host != null) host.close();
        if (outside != null) outside.stop(0);
    }

    @Test
    void aFileOfAFolderIsFetchedAsItIs() throws Exception {
        Files.copy(REAL.resolve("commerce/sunrise-inventory.csv"), folder.resolve("warehouse/inventory.csv"));
        assertThat(ended("fetch", begin("fetch")).at("/counts/written").asInt()).isEqualTo(1);
        assertThat(bytes("outgoing/inventory.csv"))
                .isEqualTo(Files.readAllBytes(REAL.resolve("commerce/sunrise-inventory.csv")));
    }

    @Test
    void variantsBecomeFamiliesInAFileThatGoesOnByItself() throws Exception {
        drop("products/shopify-apparel.csv");
        var run = ended("transform", "");
        assertThat(run.path("state").asText()).isEqualTo("succeeded");
        int families = run.at("/counts/written").asInt();
        assertThat(families).isEqualTo(20);
        assertThat(ended("send-families", "").at("/counts/written").asInt()).isEqualTo(families);
        assertThat(SHOP.keySet().stream().filter(key -> key.startsWith("families/")))
                .hasSize(families);
    }

    @Test
    void recordsOfAFileAreSentEachByItsKey() throws Exception {
        drop("commerce/northwind-products.json");
        assertThat(ended("send", "").at("/counts/written").asInt()).isEqualTo(77);
        assertThat(SHOP.keySet().stream().filter(key -> key.startsWith("northwind/")))
                .hasSize(77);
        assertThat(SHOP.get("northwind/5").path("unitPrice").decimalValue()).isEqualByComparingTo("21.35");
    }

    @Test
    void aFileIsUploadedToAzureByteForByte() throws Exception {
        drop("commerce/northwind-orders.csv");
        var run = ended("archive", "");
        assertThat(run.path("state").asText()).as("%s", run).isEqualTo("succeeded");
        assertThat(BLOBS.get("northwind-orders.csv"))
                .isEqualTo(Files.readAllBytes(REAL.resolve("commerce/northwind-orders.csv")));
    }

    @Test
    void allPagesOfAWebserviceBecomeAFileAndACollection() throws Exception {
        assertThat(ended("download", begin("download")).at("/counts/written").asInt())
                .isEqualTo(77);
        assertThat(new String(bytes("outgoing/downloaded.csv"), StandardCharsets.UTF_8).lines())
                .hasSize(78);
        assertThat(ended("pull", begin("pull")).at("/counts/written").asInt()).isEqualTo(77);
        assertThat(host.json("/collections/pulled").at("/counts/total").asInt()).isEqualTo(77);
    }

    @Test
    void aCatalogueIsImportedThenExportedToAFileAndToAWebservice() throws Exception {
        drop("products/magento-configurable-products.csv");
        assertThat(ended("import", "").at("/counts/written").asInt()).isEqualTo(PRODUCTS);
        assertThat(ended("export", begin("export")).at("/counts/written").asInt())
                .isEqualTo(PRODUCTS);
        var skus = new String(bytes("outgoing/exported.csv"), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .map(line -> line.split(",")[0])
                .toList();
        assertThat(skus).hasSize(PRODUCTS).isSorted();
        assertThat(ended("publish", begin("publish")).at("/counts/written").asInt())
                .isEqualTo(PRODUCTS);
        assertThat(SHOP.keySet().stream().filter(key -> key.startsWith("bulk/")))
                .hasSize(PRODUCTS);
    }

    // ------------------------------------------------------------------------------------------------- the host

    private static void drop(String file) {
        var path = REAL.resolve(file);
        s3.putObject(r -> r.bucket("crossdock").key("incoming/" + path.getFileName()), RequestBody.fromFile(path));
    }

    /** @return the run's id */
    private static String begin(String job) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(host.url(1) + "/jobs/" + job + "/runs"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return Lambda.JSON.readTree(answer.body()).path("id").asText();
    }

    /** Waits for a run's end. @param id empty = the only run of the job */
    private static JsonNode ended(String job, String id) {
        var found = new JsonNode[1];
        await().atMost(Duration.ofSeconds(120)).until(() -> {
            var run = id.isEmpty() ? host.json("/runs?job=" + job).at("/items/0") : host.json("/runs/" + id);
            found[0] = run;
            return run.hasNonNull("endedAt");
        });
        return found[0];
    }

    private static byte[] bytes(String key) {
        return s3.getObjectAsBytes(r -> r.bucket("crossdock").key(key)).asByteArray();
    }

    // ------------------------------------------------------------------------------------------------- the outside

    private static void shop(HttpExchange exchange) throws IOException {
        var body = Lambda.JSON.readTree(exchange.getRequestBody().readAllBytes());
        if (!body.path("items").isArray()) {
            SHOP.put(exchange.getRequestURI().getPath().substring("/shop/".length()), body);
            answer(exchange, 200, "{}");
            return;
        }
        var results = Lambda.JSON.createArrayNode();
        for (var item : body.path("items")) {
            SHOP.put("bulk/" + item.path("sku").asText(), item);
            results.addObject().put("sku", item.path("sku").asText()).put("status", 200);
        }
        answer(exchange, 200, "{\"results\":" + results + "}");
    }

    private static void pim(HttpExchange exchange) throws IOException {
        var all = Lambda.JSON.readTree(Files.readAllBytes(REAL.resolve("commerce/northwind-products.json")));
        var query = String.valueOf(exchange.getRequestURI().getQuery());
        int page = query.contains("page=") ? Integer.parseInt(query.replaceAll(".*page=([0-9]+).*", "$1")) : 1;
        var items = Lambda.JSON.createArrayNode();
        for (int i = (page - 1) * PAGE; i < Math.min(all.size(), page * PAGE); i++) items.add(all.get(i));
        answer(exchange, 200, "{\"data\":" + items + "}");
    }

    private static void azure(HttpExchange exchange) throws IOException {
        var query = new TreeMap<String, String>();
        for (var part : String.valueOf(exchange.getRequestURI().getRawQuery()).split("&")) {
            query.put(part.split("=", 2)[0], part.contains("=") ? part.split("=", 2)[1] : "");
        }
        var name = exchange.getRequestURI().getPath().replaceAll("^/azure/catalogue/", "");
        var body = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("ETag", "\"0x1\"");
        exchange.getResponseHeaders().set("Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT");
        exchange.getResponseHeaders().set("x-ms-request-id", "1");
        exchange.getResponseHeaders().set("x-ms-request-server-encrypted", "true");
        if (exchange.getRequestMethod().equals("PUT") && "block".equals(query.get("comp"))) {
            BLOCKS.put(
                    query.get("blockid").replace("%3D", "=").replace("%2B", "+").replace("%2F", "/"), body);
            answer(exchange, 201, "");
        } else if (exchange.getRequestMethod().equals("PUT")) {
            var whole = new java.io.ByteArrayOutputStream();
            var ids = java.util.regex.Pattern.compile("<Latest>([^<]+)</Latest>")
                    .matcher(new String(body, StandardCharsets.UTF_8));
            while (ids.find()) whole.writeBytes(BLOCKS.get(ids.group(1)));
            BLOBS.put(name, whole.toByteArray());
            answer(exchange, 201, "");
        } else {
            answer(exchange, BLOBS.containsKey(name) ? 200 : 404, "");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) exchange.getResponseBody().write(bytes);
        }
    }
}
