package dev.crossdock.functions.graphapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.event.FreePort;
import dev.crossdock.graph.RecordStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As API Gateway calls the function, over stores in memory. */
@QuarkusTest
class GraphApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Inject
    RecordStore store;

    @BeforeEach
    void empty() throws Exception {
        for (var collection : List.of("products", "brands", "shelves")) {
            var ids = store.page(collection, RecordStore.Filter.ALL, "", 1000).items().stream()
                    .map(record -> '"' + record.id() + '"')
                    .toList();
            post("/collections/" + collection + "/records", "{\"delete\": [" + String.join(",", ids) + "]}");
        }
        store.complete("products", Set.of());
    }

    @Test
    void aBatchHasOneResultPerRecordInTheirOrder() throws Exception {
        var answer = post(
                "/collections/products/records",
                "{\"records\": [{\"sku\": \"A\", \"price\": 1}, {\"sku\": \"B\", \"price\": \"x\", \"sizes\": [\"S\", 7]},"
                        + " {\"price\": 1}, {\"sku\": \"A\", \"price\": 2}, {\"sku\": \"A\", \"price\": 2}]}");
        assertThat(words(answer, "outcome")).containsExactly("created", "rejected", "rejected", "updated", "unchanged");
        assertThat(words(answer, "rev")).containsExactly("1", "null", "null", "2", "2");
        assertThat(pointers(answer.path("items").get(1))).containsExactlyInAnyOrder("/price", "/sizes/1");
        assertThat(pointers(answer.path("items").get(2))).containsExactly("/sku");
        var skipped = post(
                "/collections/products/records",
                "{\"ifExists\": \"skip\", \"records\": [{\"sku\": \"A\"}, {\"sku\": \"C\"}]}");
        assertThat(words(skipped, "outcome")).containsExactly("skipped", "created");
        var failed = post(
                "/collections/products/records",
                "{\"ifExists\": \"fail\", \"records\": [{\"sku\": \"A\"}], \"delete\": [\"C\", \"nope\"]}");
        assertThat(words(failed, "outcome")).containsExactly("rejected", "deleted", "missing");
        assertThat(failed.at("/items/0/errors/0/code").asText()).isEqualTo("record.exists");
        var merged = post(
                "/collections/products/records",
                "{\"ifExists\": \"merge\", \"records\": [{\"sku\": \"A\", \"name\": \"x\"}, {\"sku\": \"A\", \"price\": null}]}");
        assertThat(words(merged, "outcome")).containsExactly("updated", "updated");
        assertThat(json(get("/collections/products/records/A")).path("data").toString())
                .isEqualTo("{\"sku\":\"A\",\"name\":\"x\",\"label\":\"x!\"}");
    }

    @Test
    void aRecordIsChangedOnlyAtTheRevThatWasSeen() throws Exception {
        var made = send(ask("/collections/products/records/A")
                .header("If-None-Match", "*")
                .PUT(BodyPublishers.ofString("{\"sku\": \"A\", \"price\": 1}")));
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(etag(made)).isEqualTo("\"1\"");
        var again = send(ask("/collections/products/records/A")
                .header("If-None-Match", "*")
                .PUT(BodyPublishers.ofString("{\"sku\": \"A\", \"price\": 3}")));
        assertThat(again.statusCode()).isEqualTo(412);
        var patched = send(patch("A", "{\"price\": 2}").header("If-Match", etag(made)));
        assertThat(patched.statusCode()).isEqualTo(200);
        assertThat(send(patch("A", "{\"price\": 3}").header("If-Match", etag(made)))
                        .statusCode())
                .isEqualTo(412);
        assertThat(send(ask("/collections/products/records/A")
                                .header("If-Match", "\"1\"")
                                .DELETE())
                        .statusCode())
                .isEqualTo(412);
        assertThat(send(ask("/collections/products/records/none")
                                .header("If-Match", "*")
                                .PUT(BodyPublishers.ofString("{\"sku\": \"none\"}")))
                        .statusCode())
                .isEqualTo(412);
        assertThat(send(ask("/collections/products/records/A").header("If-None-Match", "\"2\""))
                        .statusCode())
                .isEqualTo(304);
        assertThat(send(patch("none", "{\"price\": 2}")).statusCode()).isEqualTo(404);
        assertThat(json(get("/collections/products/records/A"))
                        .at("/data/price")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aRepeatWithTheSameKeyGetsTheSameAnswerAndWritesNothing() throws Exception {
        var body = "{\"records\": [{\"sku\": \"A\", \"price\": 1}]}";
        var key = "key-" + java.util.UUID.randomUUID();
        var first = send(ask("/collections/products/records")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
        send(patch("A", "{\"price\": 9}"));
        var repeat = send(ask("/collections/products/records")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
        assertThat(json(repeat)).isEqualTo(json(first));
        assertThat(json(get("/collections/products/records/A"))
                        .at("/data/price")
                        .asInt())
                .isEqualTo(9);
        var other = send(ask("/collections/products/records")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString("{\"records\": [{\"sku\": \"B\"}]}")));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("code").asText()).isEqualTo("request.idempotency-conflict");
        var single = ask("/collections/products/records/C").header("Idempotency-Key", key + "c");
        var made = send(single.PUT(BodyPublishers.ofString("{\"sku\": \"C\"}")));
        var remade = send(single);
        assertThat(remade.statusCode()).isEqualTo(made.statusCode()).isEqualTo(201);
        assertThat(etag(remade)).isEqualTo(etag(made));
        assertThat(json(remade)).isEqualTo(json(made));
    }

    @Test
    void validatingSaysEveryErrorAndWritesNothing() throws Exception {
        var answer = post(
                "/collections/products/validate",
                "{\"records\": [{\"sku\": \"A\", \"price\": 1}, {\"sku\": \"B\", \"price\": \"x\"}, 7]}");
        assertThat(words(answer, "outcome")).containsExactly("valid", "invalid", "invalid");
        assertThat(pointers(answer.path("items").get(1))).containsExactly("/price");
        assertThat(store.count("products")).containsEntry("total", 0L);
    }

    @Test
    void aReadonlyFieldIsRefusedWithItsPointer() throws Exception {
        post("/collections/products/records", "{\"records\": [{\"sku\": \"A\", \"erpId\": 1}]}");
        var refused = send(patch("A", "{\"erpId\": 2}"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).at("/errors/0/pointer").asText()).isEqualTo("/erpId");
        assertThat(json(refused).at("/errors/0/code").asText()).isEqualTo("record.readonly");
    }

    @Test
    void recordsAreFoundByAnIndexThatIsCompleteAndElseByReadingAll() throws Exception {
        colours();
        var where = "{\"where\": {\"colour\": \"red\", \"price\": {\"gte\": 3}}, \"fields\": [\"sku\", \"tags.key\"]}";
        var read = post("/collections/products/query", where);
        assertThat(read.path("index").isNull()).isTrue();
        assertThat(read.path("hint").asText()).contains("colour does not have every record yet");
        store.complete("products", Set.of("colour", "tags[].key"));
        var found = post("/collections/products/query", where);
        assertThat(found.path("index").asText()).isEqualTo("colour");
        assertThat(words(found, "id")).containsExactlyInAnyOrderElementsOf(words(read, "id"));
        assertThat(found.at("/items/0/data").toString())
                .startsWith("{\"sku\":\"p-")
                .contains("\"tags\":[{\"key\":");
        assertThat(words(json(get("/collections/products/records?index=tags%5B%5D.key:k1")), "id"))
                .hasSize(3);
        assertThat(words(
                        post("/collections/products/query", "{\"where\": \"colour = \\\"red\\\" and price > 5\"}"),
                        "id"))
                .containsExactly("p-6", "p-8");
        var unindexed = post("/collections/products/query", "{\"where\": {\"price\": 1}}");
        assertThat(words(unindexed, "id")).containsExactly("p-1");
        assertThat(unindexed.path("hint").asText()).startsWith("No index fits");
        var bad = send(ask("/collections/products/query")
                .POST(BodyPublishers.ofString("{\"where\": {\"price\": {\"gte2\": 1}}}")));
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(json(bad).path("field").asText()).isEqualTo("/where/price/gte2");
    }

    @Test
    void aWalkOverAQueryFindsWhatStaysExactlyOnceWhileOthersAreWritten() throws Exception {
        colours();
        for (var marks : List.of(Set.<String>of(), Set.of("colour"))) {
            store.complete("products", marks);
            var seen = new ArrayList<String>();
            var cursor = "";
            for (int page = 0; page < 20; page++) {
                var answer = post(
                        "/collections/products/query",
                        "{\"where\": {\"colour\": \"red\"}, \"limit\": 2, \"cursor\": \"" + cursor + "\"}");
                seen.addAll(words(answer, "id"));
                var name = "n-" + page + marks.size();
                post(
                        "/collections/products/records",
                        "{\"records\": [{\"sku\": \"" + name + "\", \"colour\": \"blue\"}], \"delete\": [\"p-1\"]}");
                if (answer.path("next").isNull()) break;
                cursor = answer.path("next").asText();
            }
            assertThat(seen).containsExactlyInAnyOrder("p-0", "p-2", "p-4", "p-6", "p-8");
        }
    }

    @Test
    void relationsAreFollowedAndTheirReverse() throws Exception {
        post(
                "/collections/brands/records",
                "{\"records\": [{\"id\": \"X\", \"owner\": \"Y\"}, {\"id\": \"Y\", \"owner\": \"gone\"}]}");
        post("/collections/shelves/records", "{\"records\": [{\"id\": \"s1\"}]}");
        post(
                "/collections/products/records",
                "{\"records\": [{\"sku\": \"A\", \"brand\": \"X\", \"shelves\": [\"s1\", \"s2\"]}, {\"sku\": \"B\", \"brand\": \"Y\", \"shelves\": \"s1\"}]}");
        var one = json(get("/collections/products/records/A?expand=brand.owner,shelves"));
        assertThat(one.at("/expanded/brand/id").asText()).isEqualTo("X");
        assertThat(one.at("/expanded/brand/expanded/owner/id").asText()).isEqualTo("Y");
        assertThat(one.at("/expanded/shelves").size()).isEqualTo(1);
        var all = json(get("/collections/products/records?expand=brand"));
        assertThat(StreamSupport.stream(all.path("items").spliterator(), false)
                        .map(item -> item.at("/expanded/brand/id").asText()))
                .containsExactlyInAnyOrder("X", "Y");
        var queried = post("/collections/brands/query", "{\"where\": {\"id\": \"Y\"}, \"expand\": [\"owner\"]}");
        assertThat(queried.at("/items/0/expanded/owner").isNull()).isTrue();
        for (var marks : List.of(Set.<String>of(), Set.of("@brand brand", "@shelves shelves"))) {
            store.complete("products", marks);
            assertThat(words(json(get("/collections/brands/records/X/related/products")), "id"))
                    .containsExactly("A");
            assertThat(words(json(get("/collections/shelves/records/s1/related/products")), "id"))
                    .containsExactlyInAnyOrder("A", "B");
        }
        assertThat(words(json(get("/collections/brands/records/Y/related/brands")), "id"))
                .containsExactly("X");
        assertThat(get("/collections/products/records/A?expand=nope").statusCode())
                .isEqualTo(400);
        assertThat(get("/collections/products/records/A/related/brands").statusCode())
                .isEqualTo(400);
    }

    @Test
    void earlierRevsAreKeptAlsoOfARecordThatIsGone() throws Exception {
        for (int price = 1; price <= 3; price++) {
            post("/collections/products/records", "{\"records\": [{\"sku\": \"H\", \"price\": " + price + "}]}");
        }
        assertThat(words(json(get("/collections/products/records/H/history")), "rev"))
                .startsWith("2", "1");
        send(ask("/collections/products/records/H").DELETE());
        var history = json(get("/collections/products/records/H/history?limit=2"));
        assertThat(words(history, "rev")).containsExactly("3", "2");
        assertThat(history.at("/items/0/data/price").asInt()).isEqualTo(3);
        assertThat(get("/collections/products/records/never/history").statusCode())
                .isEqualTo(404);
    }

    @Test
    void revalidatingIsARunThatIsAnsweredAtOnce() throws Exception {
        var first = send(ask("/collections/products/revalidate")
                .header("Idempotency-Key", "again")
                .POST(BodyPublishers.noBody()));
        assertThat(first.statusCode()).isEqualTo(202);
        var run = json(first).path("run").asText();
        assertThat(first.headers().firstValue("Location").orElse("")).endsWith("/runs/" + run);
        var again = send(ask("/collections/products/revalidate")
                .header("Idempotency-Key", "again")
                .POST(BodyPublishers.noBody()));
        assertThat(json(again).path("run").asText()).isEqualTo(run);
        assertThat(send(ask("/collections/none/revalidate").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
    }

    private void colours() throws Exception {
        var records = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            records.add(("{\"sku\": \"p-%d\", \"colour\": \"%s\", \"price\": %d,"
                            + " \"tags\": [{\"key\": \"k%d\", \"n\": 1}, {\"key\": \"x\"}]}")
                    .formatted(i, i % 2 == 0 ? "red" : "blue", i, i % 3));
        }
        post("/collections/products/records", "{\"records\": [" + String.join(",", records) + "]}");
    }

    private static List<String> words(JsonNode answer, String field) {
        return StreamSupport.stream(answer.path("items").spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }

    private static List<String> pointers(JsonNode item) {
        return StreamSupport.stream(item.path("errors").spliterator(), false)
                .map(error -> error.path("pointer").asText())
                .toList();
    }

    private static HttpRequest.Builder ask(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + FreePort.port() + path))
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.Builder patch(String id, String body) {
        return ask("/collections/products/records/" + id).method("PATCH", BodyPublishers.ofString(body));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(ask(path));
    }

    private JsonNode post(String path, String body) throws Exception {
        return json(send(ask(path).POST(BodyPublishers.ofString(body))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String etag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElse("");
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }
}
