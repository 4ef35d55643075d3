package dev.crossdock.functions.bucketapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.FreePort;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As API Gateway calls the function, over stores in memory. */
@QuarkusTest
class BucketApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Inject
    ObjectStore objects;

    @BeforeEach
    void empty() {
        objects.list("", "", 1000).items().forEach(stored -> objects.delete(stored.key(), null));
    }

    @Test
    void bucketsAreListed() throws Exception {
        var answer = json(send(ask("/buckets")));
        assertThat(answer.toString())
                .isEqualTo("{\"items\":[{\"name\":\"incoming\",\"description\":\"ERP\",\"keep\":\"90d\"},"
                        + "{\"name\":\"outgoing\",\"description\":\"\",\"keep\":null}],\"next\":null}");
    }

    @Test
    void anUnknownBucketIsToldWithTheKnownOnes() throws Exception {
        for (var request : new HttpRequest.Builder[] {
            ask("/buckets/nope/files"),
            ask("/buckets/nope/files/a"),
            ask("/buckets/nope/files/a").PUT(text("x")),
            ask("/buckets/nope/uploads")
                    .header("Content-Type", "application/json")
                    .POST(text("{}"))
        }) {
            var answer = send(request);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            assertThat(json(answer).path("code").asText()).isEqualTo("bucket.unknown");
            assertThat(json(answer).path("detail").asText()).contains("Known: incoming, outgoing.");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text/csv", "application/x-www-form-urlencoded", "application/json", "multipart/form-data"})
    void bytesArePutUnderAnyTypeAndCameAsTheyWere(String type) throws Exception {
        var request = ask("/buckets/incoming/files/a%20b/%C3%B8%2B1.csv").PUT(text("a=1&b=%20\n"));
        if (!type.isEmpty()) request.header("Content-Type", type);
        var answer = send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(json(answer).path("name").asText()).isEqualTo("a b/ø+1.csv");
        assertThat(json(answer).path("size").asInt()).isEqualTo(10);
        assertThat(answer.headers().firstValue("ETag"))
                .contains('"' + json(answer).path("etag").asText() + '"');
        assertThat(content("incoming/a b/ø+1.csv")).isEqualTo("a=1&b=%20\n");
    }

    @Test
    void ifNoneMatchWritesOnlyWhatIsNew() throws Exception {
        var request = ask("/buckets/incoming/files/a.csv")
                .header("If-None-Match", "*")
                .PUT(text("x"));
        assertThat(send(request).statusCode()).isEqualTo(201);
        var second = send(request);
        assertThat(second.statusCode()).isEqualTo(412);
        assertThat(json(second).path("code").asText()).isEqualTo("file.exists");
        assertThat(send(ask("/buckets/incoming/files/a.csv").PUT(text("y"))).statusCode())
                .isEqualTo(201);
        assertThat(content("incoming/a.csv")).isEqualTo("y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2Fx",
                "a/..%2F..%2Fb",
                "%2Fx",
                "a%2F%2Fb",
                "a%0Ab",
                "processed/a.csv",
                "invalid/a",
                "skipped/a",
                "processed",
                "a/",
                ".%2Fa"
            })
    void badNamesAreRefused(String name) throws Exception {
        var answer = send(ask("/buckets/incoming/files/" + name).PUT(text("x")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("file.name");
        assertThat(objects.list("", "", 10).items()).isEmpty();
    }

    @Test
    void aFileComesAsAWholeOrInPart() throws Exception {
        put("incoming/a.csv", "0123456789");
        var whole = send(ask("/buckets/incoming/files/a.csv"));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo("0123456789");
        var etag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");
        range("bytes=2-4", 206, "234", "bytes 2-4/10");
        range("bytes=7-", 206, "789", "bytes 7-9/10");
        range("bytes=-2", 206, "89", "bytes 8-9/10");
        range("bytes=0-99", 206, "0123456789", "bytes 0-9/10");
        range("bytes=1-2,4-5", 200, "0123456789", "");
        range("lines=1-2", 200, "0123456789", "");
        assertThat(send(ask("/buckets/incoming/files/a.csv").header("Range", "bytes=10-"))
                        .statusCode())
                .isEqualTo(416);
        assertThat(send(ask("/buckets/incoming/files/a.csv").header("If-None-Match", etag))
                        .statusCode())
                .isEqualTo(304);
    }

    private void range(String range, int status, String body, String of) throws Exception {
        var answer = send(ask("/buckets/incoming/files/a.csv").header("Range", range));
        assertThat(answer.statusCode()).as(range).isEqualTo(status);
        assertThat(answer.body()).as(range).isEqualTo(body);
        assertThat(answer.headers().firstValue("Content-Range").orElse("")).isEqualTo(of);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(json(send(ask("/buckets/incoming/files/a.csv"))).path("code").asText())
                .isEqualTo("file.unknown");
        assertThat(send(ask("/buckets/incoming/files/a.csv").DELETE()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aFileIsDeletedAlsoAmongTheFinishedOnes() throws Exception {
        put("incoming/processed/a.csv", "x");
        assertThat(send(ask("/buckets/incoming/files/processed/a.csv")).body()).isEqualTo("x");
        assertThat(send(ask("/buckets/incoming/files/processed/a.csv").DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(objects.head("incoming/processed/a.csv")).isEmpty();
    }

    @Test
    void filesAreListedByPatternPageByPage() throws Exception {
        for (int i = 0; i < 25; i++) put("incoming/p-%02d.csv".formatted(i), "x");
        put("incoming/other.txt", "x");
        put("incoming/folder/p-99.csv", "x");
        put("outgoing/p-1.csv", "x");
        var names = new java.util.ArrayList<String>();
        var cursor = "";
        do {
            var page = json(send(ask("/buckets/incoming/files?match=p-*.csv&limit=10" + cursor)));
            page.path("items").forEach(item -> names.add(item.path("name").asText()));
            assertThat(page.path("items").size()).isLessThanOrEqualTo(10);
            cursor = page.path("next").isNull()
                    ? ""
                    : "&cursor=" + java.net.URLEncoder.encode(page.path("next").asText(), StandardCharsets.UTF_8);
        } while (!cursor.isEmpty());
        assertThat(names).hasSize(25).isSorted();
        assertThat(json(send(ask("/buckets/incoming/files"))).path("items").size())
                .isEqualTo(27);
        assertThat(send(ask("/buckets/incoming/files?match=%5B")).statusCode()).isEqualTo(400);
    }

    @Test
    void aFormMayHoldSeveralFilesEachWithItsAnswer() throws Exception {
        var answer = form(part("file", "ø.csv", "one"), part("file[]", "folder/two.csv", "two"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(content("incoming/ø.csv")).isEqualTo("one");
        assertThat(content("incoming/folder/two.csv")).isEqualTo("two");
        assertThat(json(answer).path("items").get(1).path("size").asInt()).isEqualTo(3);

        var single = form(part("file", "a.csv", "one"));
        assertThat(json(single).path("name").asText()).isEqualTo("a.csv");
        assertThat(json(single).path("items").size()).isEqualTo(1);

        var mixed = form(part("file", "b.csv", "one"), part("file", "processed/x.csv", "two"));
        assertThat(mixed.statusCode()).isEqualTo(207);
        assertThat(json(mixed).path("items").get(1).path("problem").path("code").asText())
                .isEqualTo("file.name");

        assertThat(form(part("file", "../x.csv", "two")).statusCode()).isEqualTo(400);
        assertThat(json(form(part("other", "x.csv", "two"))).path("code").asText())
                .isEqualTo("request.form");
    }

    @Test
    void aLargeFileIsSentInPartsStraightToTheStore() throws Exception {
        var begun = json(postJson(
                "/buckets/incoming/uploads",
                "{\"name\": \"big.csv\", \"size\": 30000000, \"contentType\": \"text/csv\"}"));
        assertThat(begun.path("parts").size()).isEqualTo(4);
        assertThat(begun.path("parts").get(3).path("url").asText()).contains("partNumber=4");
        assertThat(begun.path("partSize").asLong()).isEqualTo(8 << 20);
        var at = "/buckets/incoming/uploads/" + begun.path("id").asText();
        assertThat(postJson(at, "{\"parts\": [{\"number\": 1, \"etag\": \"bad\"}]}")
                        .statusCode())
                .isEqualTo(400);
        var done = postJson(at, "{\"parts\": [{\"number\": 1, \"etag\": \"\\\"e1\\\"\"}]}");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
        assertThat(json(done).path("size").asInt()).isEqualTo(5);
        assertThat(postJson(
                                "/buckets/outgoing/uploads/" + begun.path("id").asText(),
                                "{\"parts\": [{\"number\": 1, \"etag\": \"e\"}]}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(postJson("/buckets/incoming/uploads", "{\"name\": \"../x\", \"size\": 3}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(json(postJson("/buckets/incoming/uploads", "{\"size\":"))
                        .path("code")
                        .asText())
                .startsWith("request.");
    }

    @Test
    void anUploadThatBrokeOffGoesOnWithThePartsThatAreThere() throws Exception {
        var wish = "{\"name\": \"big.csv\", \"size\": 30000000, \"resume\": true}";
        var first = postJson("/buckets/incoming/uploads", wish);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(json(first).path("parts").get(0).has("etag")).isFalse();
        var again = postJson("/buckets/incoming/uploads", wish);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("id")).isEqualTo(json(first).path("id"));
        var at = "/buckets/incoming/uploads/" + json(first).path("id").asText();
        for (var parts : List.of(json(again).path("parts"), json(send(ask(at))).path("parts"))) {
            assertThat(parts.size()).isEqualTo(4);
            assertThat(parts.get(0).path("etag").asText()).isEqualTo("e1");
            // There, but not whole.
            assertThat(parts.get(1).has("etag")).isFalse();
            assertThat(parts.get(1).path("url").asText()).contains("partNumber=2");
        }
        assertThat(postJson("/buckets/incoming/uploads", wish.replace("30000000", "30000001"))
                        .statusCode())
                .isEqualTo(201);
        assertThat(postJson(at, "{\"parts\": [{\"number\": 1, \"etag\": \"e1\"}]}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(send(ask(at)).statusCode()).isEqualTo(404);
        assertThat(postJson("/buckets/incoming/uploads", wish).statusCode()).isEqualTo(201);
        assertThat(send(ask("/buckets/incoming/uploads/nonsense")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-MD5 | kAFQmDzST7DWlj99KOF/cg== | 201",
                "Content-MD5 | 1B2M2Y8AsgTpgAmY7PhCfg== | 400",
                "Content-MD5 | kAFQmDzST7DWlj99KOF/ | 400",
                "Content-MD5 | not base64! | 400",
                "Content-Digest | sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=: | 201",
                "Content-Digest | md5=:kAFQmDzST7DWlj99KOF/cg==:, sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=: | 201",
                "Content-Digest | sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=: | 400",
                "Content-Digest | md5=:kAFQmDzST7DWlj99KOF/cg==: | 400",
                "Content-Digest | sha-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0= | 400"
            })
    void bytesThatAreNotThoseThatWereSentAreRefused(String header, String value, int status) throws Exception {
        var answer =
                send(ask("/buckets/incoming/files/a.csv").header(header, value).PUT(text("abc")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(objects.head("incoming/a.csv").isPresent()).isEqualTo(status == 201);
        if (status == 400) assertThat(json(answer).path("code").asText()).isEqualTo("request.checksum");
    }

    @Test
    void filesAreDeletedByPatternWhenTheirNumberIsKnown() throws Exception {
        for (int i = 0; i < 12; i++) put("incoming/p-%02d.csv".formatted(i), "x");
        put("incoming/other.txt", "x");
        put("incoming/processed/p-1.csv", "x");
        put("outgoing/p-1.csv", "x");
        for (var wrong : List.of("", "&confirm=11")) {
            var answer =
                    send(ask("/buckets/incoming/files?match=p-*.csv" + wrong).DELETE());
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(json(answer).path("code").asText()).isEqualTo("file.confirm");
            assertThat(json(answer).path("detail").asText())
                    .contains("fits 12 files")
                    .contains("&confirm=12");
        }
        assertThat(send(ask("/buckets/incoming/files").DELETE()).statusCode()).isEqualTo(400);
        assertThat(objects.list("", "", 100).items()).hasSize(15);
        var answer = json(
                send(ask("/buckets/incoming/files?match=p-*.csv&confirm=12").DELETE()));
        assertThat(answer.path("deleted").asInt()).isEqualTo(12);
        assertThat(answer.path("items").get(0).toString()).contains("p-00.csv").contains("deleted");
        assertThat(objects.list("", "", 100).items()).hasSize(3);
    }

    private HttpResponse<String> form(String... parts) throws Exception {
        return send(ask("/buckets/incoming/files")
                .header("Content-Type", "multipart/form-data; boundary=XX")
                .POST(text(String.join("", parts) + "--XX--\r\n")));
    }

    private static String part(String field, String name, String content) {
        return "--XX\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name
                + "\"\r\nContent-Type: text/csv\r\n\r\n" + content + "\r\n";
    }

    private HttpResponse<String> postJson(String path, String body) throws Exception {
        return send(ask(path).header("Content-Type", "application/json").POST(text(body)));
    }

    private static HttpRequest.BodyPublisher text(String text) {
        return HttpRequest.BodyPublishers.ofString(text);
    }

    private static HttpRequest.Builder ask(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + FreePort.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    private void put(String key, String content) {
        objects.write(key, content.getBytes(StandardCharsets.UTF_8), "text/csv");
    }

    private String content(String key) throws Exception {
        return InMemory.text(objects.read(key, null, 0).orElseThrow());
    }
}
