package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From outside, on a deployment that runs: {@code ./mvnw verify -Pdeployed -Dcrossdock.url=https://… -Dcrossdock.token=…}; without
 * a URL on the packaged host, so that the test is known to be right when there is a deployment. It adds
 * definitions of names that nobody has and takes everything away at its end; what else is there it leaves alone.
 */
class DeployedIT {
    private static final String TOKEN = System.getProperty("crossdock.token", "");
    /** Of a deployment that has slept: several cold starts one behind the other. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String NAME = "it-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    static Path project;

    private static HostProcess host;
    private static String url;

    /** What is to be deleted, the last first. */
    private static final Deque<String> MADE = new ArrayDeque<>();

    @BeforeAll
    static void publish() throws Exception {
        url = System.getProperty("crossdock.url");
        if (url == null) {
            Files.writeString(project.resolve("crossdock.yaml"), "name: deployed\n");
            host = HostProcess.of(project);
            url = host.url(1);
        }
        define("bucket", "{}");
        define(
                "collection",
                "{\"key\": \"sku\", \"invalid\": \"reject\", \"schema\": {\"type\": \"object\", \"required\": [\"price\"], \"properties\": {\"price\": {\"type\": \"number\"}}}}");
        define(
                "job",
                "{\"from\": {\"bucket\": \"%s\", \"files\": \"*.csv\"}, ".formatted(NAME)
                        + "\"map\": \"{'sku': sku, 'price': price = '' ? null : $number(price)}\", "
                        + "\"to\": {\"collection\": \"%s\"}}".formatted(NAME));
        define("template", "{\"steps\": [{\"id\": \"added\", \"map\": \"a + b\"}], \"output\": \"{'sum': $added}\"}");
    }

    private static void define(String kind, String text) throws Exception {
        var path = "/definitions/" + kind + "/" + NAME;
        var answer = send("PUT", path, text);
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        MADE.push(path);
    }

    @AfterAll
    static void clean() throws Exception {
        for (var folder : new String[] {"", "processed/", "invalid/"}) {
            for (var file : json("GET", "/buckets/" + NAME + "/files?match=" + folder + "*", "")
                    .path("items")) {
                send(
                        "DELETE",
                        "/buckets/" + NAME + "/files/" + file.path("name").asText(),
                        "");
            }
        }
        for (var record : json("GET", "/collections/" + NAME + "/records", "").path("items")) {
            send(
                    "DELETE",
                    "/collections/" + NAME + "/records/" + record.path("id").asText(),
                    "");
        }
        for (var path : MADE) {
            var answer = send("DELETE", path, "");
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isLessThan(300);
        }
        if (host != null) host.close();
    }

    @Test
    void aDropBecomesRecordsAndItsBadRowIsNamed() throws Exception {
        assertThat(send("PUT", "/buckets/" + NAME + "/files/first.csv", "sku,price\nA,1.5\nB,\n")
                        .statusCode())
                .isEqualTo(201);
        var run = await().atMost(PATIENCE)
                .until(
                        () -> json("GET", "/runs?job=" + NAME, "").path("items").path(0),
                        first -> first.hasNonNull("endedAt"));
        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("partial");
        assertThat(run.at("/counts/read").asInt()).isEqualTo(2);
        assertThat(run.at("/counts/written").asInt()).isEqualTo(1);
        assertThat(json("GET", "/collections/" + NAME + "/records/A", "")
                        .at("/data/price")
                        .asText())
                .isEqualTo("1.5");
        assertThat(send("GET", "/runs/" + run.path("id").asText() + "/rejects", "")
                        .body())
                .contains("schema.");
    }

    @Test
    void aRecordIsWrittenReadAndRefused() throws Exception {
        var path = "/collections/" + NAME + "/records/";
        assertThat(send("PUT", path + "API-1", "{\"sku\": \"API-1\", \"price\": 2}")
                        .statusCode())
                .isBetween(200, 201);
        assertThat(json("GET", path + "API-1", "").at("/data/price").asInt()).isEqualTo(2);
        var refused = send("PUT", path + "API-2", "{\"sku\": \"API-2\"}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
    }

    @Test
    void aTemplateAnswers() throws Exception {
        var answer = json("POST", "/templates/" + NAME + "/run", "{\"a\": 1, \"b\": 2}");
        assertThat(answer.path("sum").asInt()).as(answer.toString()).isEqualTo(3);
    }

    private static JsonNode json(String method, String path, String body) throws IOException, InterruptedException {
        return Lambda.JSON.readTree(send(method, path, body).body());
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE);
        if (!TOKEN.isEmpty()) request.header("Authorization", "Bearer " + TOKEN);
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
