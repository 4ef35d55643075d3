package dev.crossdock.functions.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.ProjectFolder;
import dev.crossdock.event.FreePort;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.DefinitionStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As API Gateway calls the function, over stores in memory. */
@QuarkusTest
class DefinitionsApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Inject
    DefinitionStore store;

    @Inject
    RecordStore records;

    @Inject
    ObjectStore objects;

    private static final String ONE = """
            {"project/crossdock": {"name": "shop"}, "bucket/incoming": {}, "collection/products": {"key": "sku"},
             "job/import-products": {"from": {"bucket": "incoming", "files": "*.csv"}, "to": {"collection": "products"}}}""";
    private static final String TWO = """
            {"project/crossdock": {"name": "shop"}, "bucket/incoming": {"description": "from the ERP"}}""";

    @BeforeEach
    void nothingIsPublished() {
        store.publish(Map.of(), true);
    }

    private long holds() {
        return store.head().number();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + FreePort.port() + path))
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) request.headers(headers);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    @Test
    void aDryRunTellsWhatWouldChangeAndWhatADeletionLeavesBehind() throws Exception {
        send("POST", "/definitions", ONE);
        long holds = holds();
        var now = Instant.parse("2026-03-01T10:00:00Z");
        records.write(List.of(new RecordStore.Write(
                "products",
                "A",
                0,
                Optional.of(new RecordStore.Stored(
                        "products",
                        "A",
                        "{\"sku\":\"A\"}",
                        "h",
                        1,
                        true,
                        "[]",
                        RecordStore.WrittenBy.API,
                        now,
                        now,
                        0)))));
        var answer = send("POST", "/definitions?dryRun=true", TWO);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("version").asLong()).isEqualTo(holds);
        assertThat(json(answer).path("items").toString())
                .isEqualTo("[{\"name\":\"bucket/incoming\",\"what\":\"changed\"},"
                        + "{\"name\":\"collection/products\",\"what\":\"deleted\",\"records\":1,\"more\":false},"
                        + "{\"name\":\"job/import-products\",\"what\":\"deleted\"}]");
        objects.write("incoming/a.csv", "x".getBytes(StandardCharsets.UTF_8), "text/csv");
        assertThat(json(send("POST", "/definitions?dryRun=true", "{}"))
                        .path("items")
                        .toString())
                .contains("{\"name\":\"bucket/incoming\",\"what\":\"deleted\",\"files\":1,\"more\":false}");
        assertThat(holds()).isEqualTo(holds);
    }

    @Test
    void aVersionIsListedShownAndBroughtBackAsANewOne() throws Exception {
        var first = json(send("POST", "/definitions?note=first", ONE))
                .path("version")
                .asLong();
        var second = json(send("POST", "/definitions", TWO)).path("version").asLong();
        assertThat(second).isEqualTo(first + 1);
        var dry = json(send("POST", "/definitions?dryRun=true&version=" + first, ""));
        assertThat(dry.path("items")).hasSize(3);
        var back = send("POST", "/definitions?version=" + first, "", "If-Match", "\"" + second + "\"");
        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(json(back).path("version").asLong()).isEqualTo(second + 1);
        assertThat(store.texts(second + 1)).isEqualTo(store.texts(first));
        var list = json(send("GET", "/definitions/versions?limit=2", ""));
        assertThat(list.at("/items/0/of").asLong()).isEqualTo(first);
        assertThat(list.at("/items/0/created").asLong()).isEqualTo(2);
        assertThat(list.at("/items/1/of").isNull()).isTrue();
        var rest = json(send(
                "GET",
                "/definitions/versions?limit=1&cursor=" + list.path("next").asText(),
                ""));
        assertThat(rest.at("/items/0/note").asText()).isEqualTo("first");
        assertThat(json(send("GET", "/definitions/versions/" + first, "")).path("items"))
                .hasSize(4);
        assertThat(send("GET", "/definitions/bucket/incoming?at=" + second, "").body())
                .contains("from the ERP");
        assertThat(send("GET", "/definitions/bucket/incoming", "").body()).isEqualTo("{}");
        assertThat(send("GET", "/definitions", "").headers().firstValue("ETag")).hasValue("\"" + (second + 1) + "\"");
    }

    @Test
    void whoLookedAtAnotherVersionIsRefusedUnlessAllIsSoAlready() throws Exception {
        send("POST", "/definitions", ONE);
        var seen = "\"" + holds() + "\"";
        send("POST", "/definitions", TWO);
        var late = send("POST", "/definitions", ONE, "If-Match", seen);
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(json(late).path("code").asText()).isEqualTo("definition.conflict");
        var again = send("POST", "/definitions", TWO, "If-Match", seen);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("items")).isEmpty();
    }

    @Test
    void whatLintRefusesIsRefusedHereTooAndNothingIsPublished() throws Exception {
        long holds = holds();
        var broken = send("POST", "/definitions", """
                {"bucket/incoming": {}, "job/a": {"from": {"bucket": "nowhere", "files": "*"}, "to": {"bucket": "incoming"}}}""");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(json(broken).at("/errors/0/code").asText()).isEqualTo("config.reference");
        var loop = send("POST", "/definitions", """
                {"bucket/incoming": {}, "job/a": {"from": {"bucket": "incoming", "files": "*.csv"}, "to": {"bucket": "incoming", "file": "a.csv"}}}""");
        assertThat(json(loop).path("code").asText()).isEqualTo("config.loop");
        var cycle = send("POST", "/definitions", """
                {"template/a": {"steps": [{"template": "b"}]}, "template/b": {"steps": [{"template": "a"}]}}""");
        assertThat(json(cycle).path("code").asText()).isEqualTo("config.cycle");
        assertThat(json(cycle).path("errors")).hasSize(2);
        send("PUT", "/definitions/template/b", "{\"steps\": [{\"map\": \"1\"}]}");
        send("PUT", "/definitions/template/a", "{\"steps\": [{\"template\": \"b\"}]}");
        assertThat(json(send("PUT", "/definitions/template/b", "{\"steps\": [{\"template\": \"a\"}]}"))
                        .path("code")
                        .asText())
                .isEqualTo("config.cycle");
        assertThat(holds()).isEqualTo(holds + 2);
    }

    @Test
    void aVersionThatIsNoneIsSaid() throws Exception {
        assertThat(send("POST", "/definitions?version=99999", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/definitions/versions/99999", "").body()).contains("version.unknown");
        assertThat(send("GET", "/definitions/versions/x", "").body()).contains("request.number");
        assertThat(send("POST", "/definitions", ONE, "If-Match", "\"x\"").statusCode())
                .isEqualTo(400);
    }

    /** What was published passes the checks once more: bringing a version back goes through them. */
    @Test
    void theWholeStorefrontIsPublishedAndBroughtBackWordForWord() throws Exception {
        var loaded = ProjectFolder.load(Path.of("../../examples/storefront"), "");
        assertThat(loaded.problems()).isEmpty();
        var body = JSON.createObjectNode();
        for (var text : loaded.texts().entrySet()) body.set(text.getKey(), JSON.readTree(text.getValue()));
        var published = send("POST", "/definitions", body.toString());
        assertThat(published.statusCode()).as(published.body()).isEqualTo(200);
        long version = json(published).path("version").asLong();
        assertThat(store.texts(version)).isEqualTo(loaded.texts());
        send("POST", "/definitions", TWO);
        var back = send("POST", "/definitions?version=" + version, "");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(store.texts(holds())).isEqualTo(loaded.texts());
    }
}
