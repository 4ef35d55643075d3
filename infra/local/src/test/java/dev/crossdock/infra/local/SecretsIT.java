package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Canaries stand wherever a secret may, webservices repeat what they are sent in all kinds of answers, and everything that the host has
 * written is searched: files, entries, records, messages, logs, and the answers of its API.
 */
@Tag("slow")
class SecretsIT {
    private static final String STORE = "crossdock";
    /** Of a webservice: it answers well, refuses, is broken, or does not know who asks; always by all that it was sent. */
    private static final Map<String, Integer> MOODS =
            new LinkedHashMap<>(Map.of("ok", 200, "bad", 400, "down", 503, "who", 401));

    private static final Canaries CANARIES = new Canaries();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** What has arrived at the webservice, to see that the canaries have flown. */
    private static final Set<String> FLOWN = ConcurrentHashMap.newKeySet();

    @TempDir
    static Path project;

    @TempDir
    static Path data;

    private static HttpServer echo;
    private static HostProcess host;
    private static final List<String> ANSWERS = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        echo = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        echo.createContext("/", SecretsIT::repeat);
        echo.setExecutor(Executors.newCachedThreadPool());
        echo.start();
        define();
        var variables = new HashMap<>(CANARIES.variables());
        variables.put("CROSSDOCK_TOKEN", CANARIES.value("first-token"));
        host = new HostProcess(project, variables, "cloud.lib=" + TestCloud.LIB, "data=" + data, "log=DEBUG");
    }

    @AfterAll
    static void end() {
        if (host != null) host.close();
        if (echo != null) echo.stop(0);
    }

    private static void repeat(HttpExchange exchange) throws IOException {
        var said = new StringBuilder(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n");
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        said.append(name).append(": ").append(values).append('\n'));
        said.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        CANARIES.in("", said.toString().getBytes(StandardCharsets.UTF_8))
                .forEach(hit -> FLOWN.add(hit.substring(0, hit.indexOf(' '))));
        var mood = exchange.getRequestURI().getPath().split("/")[1];
        var body = Lambda.JSON.writeValueAsBytes(
                Map.of("message", said.toString(), "items", List.of(Map.of("sku", "E", "echo", said.toString()))));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Content-Length") && !name.equalsIgnoreCase("Connection"))
                exchange.getResponseHeaders().put("X-Echo-" + name, values);
        });
        exchange.sendResponseHeaders(MOODS.getOrDefault(mood, 400), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void define() throws IOException {
        CANARIES.plant("first-token");
        file(
                "crossdock.yaml",
                "name: shop\nallow: [127.0.0.1]\nmail: { smtp: \"smtp://127.0.0.1:1\", user: \""
                        + CANARIES.plant("smtp-user") + "\", password: \"" + CANARIES.plant("smtp-password")
                        + "\", from: a@shop.example }\n");
        file("buckets/incoming.yaml", "description: all\n");
        file("collections/things.yaml", "key: sku\n");
        var at = "http://127.0.0.1:" + echo.getAddress().getPort() + "/";
        for (var mood : MOODS.keySet()) {
            var auths = new LinkedHashMap<String, String>();
            auths.put(
                    "basic",
                    "basic: { user: \"%s\", password: \"%s\" }"
                            .formatted(plant(mood, "user"), plant(mood, "password")));
            auths.put("bearer", "bearer: \"" + plant(mood, "bearer") + "\"");
            auths.put("header", "apiKey: { header: X-Key, value: \"" + plant(mood, "key") + "\" }");
            auths.put("query", "apiKey: { query: key, value: \"" + plant(mood, "query") + "\" }");
            for (var auth : auths.entrySet()) {
                var name = mood + "-" + auth.getKey();
                file(
                        "connections/" + name + ".yaml",
                        "url: " + at + mood + "\nauth: { " + auth.getValue() + " }\nretry: { attempts: 2, for: 2s }\n"
                                + "delivery: put-by-key\n");
                file(
                        "jobs/send-" + name + ".yaml",
                        "from: { bucket: incoming, files: \"send-*.csv\" }\n" + "to: { connection: " + name
                                + ", request: \"PUT /things/{sku}\" }\n");
                file(
                        "jobs/pull-" + name + ".yaml",
                        "from: { connection: " + name + ", request: GET /things, items: items }\n"
                                + "to: { collection: things }\n");
                // Two are enough: each tells what every other has brought.
                if (mood.equals("bad") && auth.getKey().startsWith("b"))
                    file(
                            "triggers/tell-" + name + ".yaml",
                            "watch: { collection: things, events: [created, updated] }\n" + "call: { connection: "
                                    + name + ", request: \"PUT /told/{$record.id}\", body: $new }\n");
                file("templates/ask-" + name + ".yaml", """
                        steps:
                          - id: asked
                            call:
                              connection: %s
                              request: POST /asked
                              headers: '{"X-Own": $secret("%s")}'
                              body: '{"own": $secret("%2$s"), "signed": $hmac($secret("%2$s"), "a")}'
                        output: $asked
                        """.formatted(name, name(plant(mood, "own"))));
            }
        }
        for (var scheme : List.of("github", "shopify", "stripe", "slack", "meta", "hmac", "bearer", "basic")) {
            var more = switch (scheme) {
                case "hmac" -> ", header: x-signature, algorithm: sha256, encoding: hex";
                case "basic" -> ", user: shop";
                default -> "";
            };
            file(
                    "listeners/of-" + scheme + ".yaml",
                    "verify: { scheme: " + scheme + ", secret: \"" + CANARIES.plant("of-" + scheme) + "\"" + more
                            + " }\n" + "run: { template: ask-bad-bearer }\n");
        }
        file(
                "listeners/addressed.yaml",
                "verify: { scheme: none }\ntoken: \""
                        + CANARIES.plant("address", "a").replace("+", "") + "\"\n"
                        + "run: { template: ask-ok-basic }\n");
        file(
                "connections/azure-key.yaml",
                "azure: { account: shop, container: files, endpoint: \"" + at + "bad\", key: \""
                        + CANARIES.plant("azure-key") + "\" }\n");
        file(
                "connections/azure-sas.yaml",
                "azure: { account: shop, container: files, endpoint: \"" + at + "bad\", sas: \""
                        + CANARIES.plant("azure-sas", "sv=2023-11-03&sig=") + "\" }\n");
        file(
                "connections/azure-string.yaml",
                "azure: { container: files, connectionString: \""
                        + CANARIES.plant("azure-string", "AccountName=shop;AccountKey=") + "\" }\n");
        for (var kind : List.of("key", "sas", "string")) {
            file(
                    "jobs/archive-" + kind + ".yaml",
                    "from: { bucket: incoming, files: \"send-*.csv\" }\n" + "to: { connection: azure-" + kind
                            + ", blob: \"{$file.name}\" }\n");
        }
        for (var kind : List.of("key", "password")) {
            file(
                    "connections/sftp-" + kind + ".yaml",
                    "sftp: { host: 127.0.0.1, port: " + echo.getAddress().getPort() + ", user: shop, " + kind + ": \""
                            + CANARIES.plant("sftp-" + kind) + "\", hostKey: \"SHA256:" + "A".repeat(43) + "\" }\n");
            file(
                    "jobs/fetch-" + kind + ".yaml",
                    "from: { connection: sftp-" + kind + ", files: \"/out/*.csv\" }\nto: { bucket: incoming }\n");
        }
    }

    private static String plant(String mood, String what) {
        return CANARIES.plant(mood + "-" + what);
    }

    private static String name(String reference) {
        return reference.substring("${secret:".length(), reference.length() - 1);
    }

    @Test
    void noSecretIsInAnythingThatIsWritten() throws Exception {
        // What everybody does: files, webhooks, templates, runs; whatever comes of it.
        var jobs = json(api("GET", "/jobs", null)).path("items");
        assertThat(jobs.size()).as(host.errors()).isGreaterThan(30);
        var made = json(api("POST", "/tokens", "{\"name\": \"other\", \"role\": \"reader\"}"));
        CANARIES.look("created-token", made.path("token").asText());
        ANSWERS.removeIf(answer -> answer.contains("\"createdBy\"")); // where it is meant to be
        host.s3()
                .putObject(
                        r -> r.bucket(STORE).key("incoming/send-1.csv"),
                        RequestBody.fromString("sku,price\nA,1\nB,2\n"));
        api("PUT", "/collections/things/records/T", "{\"sku\": \"T\"}");
        for (var job : jobs) {
            var name = job.path("name").asText();
            if (name.startsWith("pull") || name.startsWith("fetch")) api("POST", "/jobs/" + name + "/runs", "{}");
        }
        for (var template : json(api("GET", "/templates", null)).path("items"))
            api("POST", "/templates/" + template.path("name").asText() + "/run", "{}");
        webhooks();
        wrongDefinitions();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(underWay()).isEmpty());

        var hits = new LinkedHashSet<String>();
        int looked = everything(hits);
        assertThat(CANARIES.count()).isGreaterThanOrEqualTo(40);
        assertThat(looked).as("places that were searched").isGreaterThan(300);
        assertThat(FLOWN).as("canaries that have left the house as they should").hasSizeGreaterThanOrEqualTo(20);
        assertThat(hits).isEmpty();

        // And the search finds what is there: one canary in each kind of place.
        for (var kind : List.of("file", "record", "log")) {
            var planted = CANARIES.value("ok-bearer");
            if (kind.equals("file"))
                host.s3().putObject(r -> r.bucket(STORE).key("leak/a"), RequestBody.fromString("x" + planted));
            if (kind.equals("record"))
                api(
                        "PUT",
                        "/collections/things/records/L",
                        Lambda.JSON.writeValueAsString(Map.of("sku", "L", "v", planted)));
            if (kind.equals("log")) Files.writeString(data.resolve("leak.log"), "a Basic " + planted);
            hits.clear();
            everything(hits);
            assertThat(hits).as(kind).anyMatch(hit -> hit.startsWith("ok-bearer in "));
        }
    }

    private static void webhooks() throws Exception {
        for (var scheme : List.of("github", "shopify", "stripe", "slack", "meta", "hmac", "bearer", "basic")) {
            var secret = CANARIES.value("of-" + scheme);
            var basic =
                    java.util.Base64.getEncoder().encodeToString(("shop:" + secret).getBytes(StandardCharsets.UTF_8));
            for (var proof : List.of("Bearer " + secret, "Basic " + basic, secret)) {
                send(
                        "POST",
                        "/listeners/of-" + scheme,
                        "{\"n\": 1}",
                        Map.of(
                                "Authorization",
                                proof,
                                "X-Api-Key",
                                secret,
                                "Cookie",
                                "a=" + secret,
                                "X-Hub-Signature-256",
                                "sha256=00"));
            }
        }
        var token = java.net.URLEncoder.encode(CANARIES.value("address"), StandardCharsets.UTF_8)
                .replace("+", "%20");
        send("POST", "/listeners/addressed/" + token, "{\"n\": 2}", Map.of());
        send("GET", "/runs", null, Map.of("Authorization", "Bearer wrong" + CANARIES.value("first-token")));
    }

    /** What is refused is told, and not by its values. */
    private static void wrongDefinitions() throws Exception {
        api(
                "PUT",
                "/definitions/connection/wrong",
                "{\"url\": \"http://127.0.0.1\", \"auth\": {\"basic\": {\"user\": \"${secret:ok-user}\"}}}");
        api(
                "PUT",
                "/definitions/connection/right",
                "{\"url\": \"http://127.0.0.1:1\", \"auth\": {\"bearer\": \"${secret:ok-bearer}\"}}");
    }

    /** The runs that have not come as far as they do: who calls what is down waits and asks again. */
    private static List<String> underWay() throws Exception {
        var underWay = new ArrayList<String>();
        for (var run : json(api("GET", "/runs?limit=1000", null)).path("items")) {
            var job = run.path("job").asText();
            var state = run.path("state").asText();
            boolean waits = job.matches(".*-down-.*|archive-.*|fetch-.*");
            if (!waits && List.of("queued", "running").contains(state)) underWay.add(job + " " + state);
        }
        return underWay;
    }

    /** @return how many places there were */
    private static int everything(Set<String> hits) throws Exception {
        int places = 0;
        for (var object : host.s3().listObjectsV2(r -> r.bucket(STORE)).contents()) {
            var bytes = host.s3()
                    .getObjectAsBytes(r -> r.bucket(STORE).key(object.key()))
                    .asByteArray();
            hits.addAll(CANARIES.in("object " + object.key(), bytes));
            hits.addAll(CANARIES.in("name of object", object.key().getBytes(StandardCharsets.UTF_8)));
            places++;
        }
        try (var dynamo = host.client(DynamoDbClient.builder(), 3)
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            for (var table : dynamo.listTables().tableNames()) {
                for (var item : dynamo.scanPaginator(r -> r.tableName(table)).items()) {
                    hits.addAll(CANARIES.in("table " + table, item.toString().getBytes(StandardCharsets.UTF_8)));
                    places++;
                }
            }
        }
        try (var sqs = host.client(SqsClient.builder(), 4)
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            for (var url : sqs.listQueues().queueUrls()) {
                for (var message : sqs.receiveMessage(r -> r.queueUrl(url)
                                .maxNumberOfMessages(10)
                                .messageAttributeNames("All")
                                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                                .visibilityTimeout(0))
                        .messages())
                    hits.addAll(CANARIES.in("queue " + url, message.toString().getBytes(StandardCharsets.UTF_8)));
                places++;
            }
        }
        // The data folder as it lies: the cloud's files, both logs, what a crash would leave.
        try (var files = Files.walk(data)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                hits.addAll(CANARIES.in("file " + data.relativize(file), Files.readAllBytes(file)));
                places++;
            }
        }
        hits.addAll(CANARIES.in("standard error", host.errors().getBytes(StandardCharsets.UTF_8)));
        for (var path : List.of(
                "/metrics",
                "/openapi",
                "/mails",
                "/executions?limit=1000",
                "/runs?limit=1000",
                "/listeners",
                "/definitions",
                "/triggers",
                "/tokens")) api("GET", path, null);
        for (var item : json(api("GET", "/executions?limit=1000", null)).path("items"))
            api("GET", "/executions/" + item.path("id").asText(), null);
        for (var item : json(api("GET", "/runs?limit=1000", null)).path("items")) {
            api("GET", "/runs/" + item.path("id").asText(), null);
            api("GET", "/runs/" + item.path("id").asText() + "/rejects", null);
        }
        for (var item : json(api("GET", "/definitions", null)).path("items"))
            api(
                    "GET",
                    "/definitions/" + item.path("kind").asText() + "/"
                            + item.path("name").asText(),
                    null);
        for (var answer : ANSWERS) hits.addAll(CANARIES.in("answer", answer.getBytes(StandardCharsets.UTF_8)));
        return places + ANSWERS.size();
    }

    private static com.fasterxml.jackson.databind.JsonNode json(HttpResponse<String> answer) throws IOException {
        return Lambda.JSON.readTree(answer.body());
    }

    private static HttpResponse<String> api(String method, String path, String body) throws Exception {
        return send(method, path, body, Map.of("Authorization", "Bearer " + CANARIES.value("first-token")));
    }

    private static HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(host.url(1) + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) request.header("Content-Type", "application/json");
        headers.forEach(request::header);
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        ANSWERS.add(method + " " + path.replaceAll("/listeners/addressed/.*", "") + " " + answer.statusCode() + " "
                + answer.headers().map() + " " + answer.body());
        return answer;
    }

    private static void file(String name, String text) throws IOException {
        var file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
