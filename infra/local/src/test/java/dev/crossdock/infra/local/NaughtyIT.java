package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.fuzz.NaughtyStrings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strings that have broken other programs, as everything that a stranger may choose: value, field, id, query, file name, content type,
 * path, header. The packaged host takes each or refuses it by a code. A share of them; {@code -Dcrossdock.naughty=all}: each.
 */
@Tag("slow")
class NaughtyIT {
    private static final String RECORDS = "/collections/products/records";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final int SHARE = 4;

    @TempDir
    static Path project;

    private static List<String> strings;
    private static HostProcess host;

    @BeforeAll
    static void start() throws Exception {
        var all = NaughtyStrings.all().stream().distinct().toList();
        // All of them take minutes.
        strings = System.getProperty("crossdock.naughty", "").equals("all")
                ? all
                : IntStream.range(0, all.size())
                        .filter(i -> i % SHARE == 0)
                        .mapToObj(all::get)
                        .toList();
        write("crossdock.yaml", "name: naughty\n");
        write("collections/products.yaml", "key: sku\nindexes: [note]\n");
        write("buckets/incoming.yaml", "description: all\n");
        write("listeners/echo.yaml", """
                verify: { scheme: none }
                input: '{"body": $body, "query": $query, "header": $headers."x-any"}'
                run: { template: echo }
                respond: { status: 200, headers: { x-said: "{$query.q}" }, body: '{"said": $output, "raw": $raw}', within: 5s }
                """);
        write("listeners/kept.yaml", "verify: { scheme: none }\nrun: { template: echo }\n");
        write("listeners/graph.yaml", "verify: { scheme: none }\nhandshake: graph\nrun: { template: echo }\n");
        write("templates/echo.yaml", "steps:\n  - id: said\n    map: $input\n");
        host = HostProcess.of(project);
        host.url(1);
    }

    private static void write(String file, String text) throws IOException {
        Files.createDirectories(project.resolve(file).getParent());
        Files.writeString(project.resolve(file), text);
    }

    @AfterAll
    static void stop() {
        if (host != null) host.close();
    }

    /** Of each string, several at once: a host that is stuck on one shows it. */
    private static void each(Try tried) throws Exception {
        var hands = Executors.newFixedThreadPool(4);
        try {
            var all = new ArrayList<Callable<Void>>();
            for (int i = 0; i < strings.size(); i++) {
                var text = strings.get(i);
                int number = i;
                all.add(() -> {
                    tried.with(text, number);
                    return null;
                });
            }
            for (var one : hands.invokeAll(all)) one.get();
        } finally {
            hands.shutdownNow();
        }
    }

    private interface Try {
        void with(String text, int number) throws Exception;
    }

    @Test
    void asValueAndAsFieldEachIsStoredAsItIs() throws Exception {
        var batch = Lambda.JSON.createObjectNode();
        var records = batch.putArray("records");
        for (int i = 0; i < strings.size(); i++) {
            var record = records.addObject().put("sku", "naughty-" + i).put("note", strings.get(i));
            record.putObject("inside").put(strings.get(i), i);
        }
        var answer = json(harmless(ask("POST", RECORDS, batch.toString())));
        for (int i = 0; i < strings.size(); i++)
            assertThat(answer.at("/items/" + i + "/outcome").asText())
                    .as(strings.get(i))
                    .isEqualTo("created");
        each((text, i) -> {
            var data =
                    json(harmless(ask("GET", RECORDS + "/naughty-" + i, null))).path("data");
            assertThat(data.path("note").textValue()).isEqualTo(text);
            assertThat(data.path("inside").path(text).asInt(-1)).isEqualTo(i);
        });
    }

    @Test
    void asAnIdEachIsStoredAndFoundAgainOrRefused() throws Exception {
        each((text, i) -> {
            var path = RECORDS + "/" + NaughtyStrings.encoded(text);
            var record = Lambda.JSON.createObjectNode().put("sku", text).put("price", 1);
            if (harmless(ask("PUT", path, record.toString())).statusCode() > 201) return;
            var got = harmless(ask("GET", path, null));
            assertThat(got.statusCode()).as(text).isEqualTo(200);
            assertThat(json(got).at("/data/sku").textValue()).isEqualTo(text);
        });
    }

    @Test
    void asAQueryAPatchOrAHeaderEachIsAnsweredOrRefused() throws Exception {
        harmless(ask("PUT", RECORDS + "/one", "{\"sku\": \"one\"}"));
        each((text, i) -> {
            var said = NaughtyStrings.encoded(text);
            harmless(ask("GET", "/collections/" + said, null));
            harmless(ask("GET", RECORDS + "?cursor=" + said, null));
            harmless(ask("GET", RECORDS + "?limit=1&index=note:" + said, null));
            var where = Lambda.JSON.createObjectNode().put("where", text).put("limit", 1);
            harmless(ask("POST", "/collections/products/query", where.toString()));
            harmless(ask("PATCH", RECORDS + "/one", text));
            harmless(ask("PATCH", RECORDS + "/one", "{\"price\": " + i + "}")
                    .header("Idempotency-Key", NaughtyStrings.headerValue(text))
                    .header("If-Match", NaughtyStrings.headerValue(text)));
        });
    }

    @Test
    void asAFileNameOrItsTypeEachIsKeptOrRefused() throws Exception {
        each((text, i) -> {
            var path = "/buckets/incoming/files/" + NaughtyStrings.encoded(text);
            if (harmless(ask("PUT", path, "x")).statusCode() == 201) {
                assertThat(harmless(ask("GET", path, null)).body()).isEqualTo("x");
                assertThat(harmless(ask("DELETE", path, null)).statusCode()).isLessThan(300);
            }
            var upload = Lambda.JSON.createObjectNode().put("name", "n-" + i).put("size", 10);
            harmless(ask(
                    "POST",
                    "/buckets/incoming/uploads",
                    upload.put("contentType", text).toString()));
        });
    }

    @Test
    void inEverythingASenderSaysEachIsTakenOrRefusedAndSaidBackAsText() throws Exception {
        each((text, i) -> {
            var said = NaughtyStrings.encoded(text);
            harmless(ask("POST", "/listeners/" + said, text));
            harmless(ask("POST", "/listeners/echo/" + said + "?q=" + said, text));
            harmless(ask("POST", "/listeners/echo?q=" + said, text).header("X-Any", NaughtyStrings.headerValue(text)));
            harmless(ask("POST", "/listeners/graph?validationToken=" + said, ""));
            harmless(ask("POST", "/listeners/kept", text)
                    .header("Webhook-Id", NaughtyStrings.headerValue(text))
                    .header("X-GitHub-Delivery", NaughtyStrings.headerValue(text)));
        });
    }

    private static HttpRequest.Builder ask(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(host.url(1) + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    /** Stored, answered, or refused with a code; never a failure, never anything that a browser would run. */
    private static HttpResponse<String> harmless(HttpRequest.Builder builder) throws Exception {
        var request = builder.build();
        var answer = sent(request);
        var told = request.method() + " " + request.uri() + " " + answer.statusCode() + " " + answer.body();
        assertThat(answer.statusCode()).as(told).isLessThan(500);
        var type = answer.headers().firstValue("Content-Type").orElse("");
        assertThat(type).as(told).doesNotContain("html");
        if (type.startsWith("text/plain"))
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(told)
                    .contains("nosniff");
        boolean download = request.uri().getPath().startsWith("/buckets/");
        if (answer.statusCode() >= 400 && !answer.body().isEmpty()) {
            assertThat(type).as(told).startsWith("application/problem+json");
            assertThat(json(answer).path("code").asText()).as(told).matches("[a-z]+\\.[a-z-]+");
        } else if (!download && !answer.body().isEmpty()) {
            assertThat(type).as(told).containsAnyOf("json", "text/plain");
        }
        return answer;
    }

    /** The server closes a connection on which a request line was too long for it; whoever had the next one on it sends it again. */
    private static HttpResponse<String> sent(HttpRequest request) throws Exception {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            return HTTP.send(request, BodyHandlers.ofString());
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Lambda.JSON.readTree(answer.body());
    }
}
