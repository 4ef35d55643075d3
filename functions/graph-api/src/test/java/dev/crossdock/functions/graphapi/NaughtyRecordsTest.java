package dev.crossdock.functions.graphapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.event.FreePort;
import dev.crossdock.fuzz.NaughtyStrings;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Strings that have broken other programs, as values, names, keys, paths, queries and headers. */
@QuarkusTest
class NaughtyRecordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECORDS = "/collections/products/records";
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void asAValueEachIsStoredAsItIs() throws Exception {
        var all = NaughtyStrings.all();
        var batch = JSON.createObjectNode();
        var records = batch.putArray("records");
        for (int i = 0; i < all.size(); i++) {
            var record = records.addObject().put("sku", "naughty-" + i).put("note", all.get(i));
            record.putObject("inside").put(all.get(i), i);
        }
        var answer = JSON.readTree(harmless(ask(RECORDS).POST(BodyPublishers.ofString(batch.toString())))
                .body());
        for (int i = 0; i < all.size(); i++) {
            assertThat(answer.at("/items/" + i + "/outcome").asText())
                    .as(all.get(i))
                    .isIn("created", "unchanged");
        }
        for (int i = 0; i < all.size(); i += 5) {
            var data = JSON.readTree(harmless(ask(RECORDS + "/naughty-" + i)).body())
                    .path("data");
            assertThat(data.path("note").textValue()).isEqualTo(all.get(i));
            assertThat(data.path("inside").path(all.get(i)).asInt(-1)).isEqualTo(i);
        }
    }

    @Test
    void asAKeyEachIsStoredAndFoundAgainOrRefused() throws Exception {
        for (var text : NaughtyStrings.all()) {
            var path = RECORDS + "/" + NaughtyStrings.encoded(text);
            var record = JSON.createObjectNode().put("sku", text).put("price", 1);
            var put = harmless(ask(path).PUT(BodyPublishers.ofString(record.toString())));
            if (put.statusCode() > 201) continue;
            var got = harmless(ask(path));
            assertThat(got.statusCode()).as(text).isEqualTo(200);
            assertThat(JSON.readTree(got.body()).at("/data/sku").textValue()).isEqualTo(text);
            assertThat(harmless(ask(path).DELETE()).statusCode()).isLessThan(300);
        }
    }

    @Test
    void asAQueryAnExpressionOrAHeaderEachIsAnsweredOrRefused() throws Exception {
        for (var text : NaughtyStrings.all()) {
            var said = NaughtyStrings.encoded(text);
            harmless(ask("/collections/" + said));
            harmless(ask(RECORDS + "?cursor=" + said));
            harmless(ask(RECORDS + "?index=price:" + said));
            var where = JSON.createObjectNode().put("where", text);
            harmless(ask("/collections/products/query").POST(BodyPublishers.ofString(where.toString())));
            harmless(ask(RECORDS + "/naughty")
                    .header("Idempotency-Key", NaughtyStrings.headerValue(text))
                    .header("If-Match", NaughtyStrings.headerValue(text))
                    .method("PATCH", BodyPublishers.ofString("{\"price\": 2}")));
        }
    }

    private static HttpRequest.Builder ask(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + FreePort.port() + path))
                .header("Content-Type", "application/json");
    }

    /** Stored, answered, or refused with a code; never a failure, never anything that a browser would run. */
    private HttpResponse<String> harmless(HttpRequest.Builder request) throws Exception {
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as(request.build().uri() + " " + answer.body())
                .isLessThan(500);
        var type = answer.headers().firstValue("Content-Type").orElse("");
        assertThat(type).doesNotContain("html");
        if (answer.statusCode() >= 400) {
            assertThat(type).startsWith("application/problem+json");
            assertThat(code(answer)).matches("[a-z]+\\.[a-z-]+");
        }
        return answer;
    }

    private static String code(HttpResponse<String> answer) throws Exception {
        JsonNode problem = JSON.readTree(answer.body());
        return problem.path("code").asText();
    }
}
