package dev.crossdock.functions.bucketapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.FreePort;
import dev.crossdock.fuzz.NaughtyStrings;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** File names that have broken other programs, and those that want to lie somewhere else. */
@QuarkusTest
class NaughtyFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GENERATED = 400;
    private static final List<String> PIECES = List.of(
            "..",
            ".",
            "/",
            "\\",
            "%2e%2e",
            "%252e",
            "%00",
            "\0",
            "a",
            "b.csv",
            "~",
            "C:",
            "//",
            "..;",
            "\u2025",
            "\uff0e\uff0e",
            "\uff0f",
            "incoming",
            "outgoing",
            "processed",
            ".runs",
            "$x",
            "*",
            "?",
            "#",
            "&",
            "\n",
            "\r",
            "\t",
            " ",
            "\u202e");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Inject
    ObjectStore objects;

    @Test
    void naughtyStringsAsNamesAreKeptInTheirBucketOrRefused() throws Exception {
        for (var text : NaughtyStrings.all()) put(text);
    }

    @Test
    void noNameLeadsOutOfItsBucket() throws Exception {
        var random = new Random(8);
        for (int i = 0; i < GENERATED; i++) {
            var name = new StringBuilder();
            for (int j = random.nextInt(6); j >= 0; j--) name.append(PIECES.get(random.nextInt(PIECES.size())));
            put(name.toString());
        }
    }

    /** A drop of any name lies below its bucket, is given back as it came, and shows no browser anything to run. */
    private void put(String name) throws Exception {
        var path = "/buckets/incoming/files/" + NaughtyStrings.encoded(name);
        var before = keys();
        var answer = harmless(ask(path).PUT(BodyPublishers.ofString("x")), name);
        var added = keys();
        added.removeAll(before);
        if (answer.statusCode() != 201) {
            assertThat(added).as(name).isEmpty();
            return;
        }
        assertThat(added).containsExactly("incoming/" + name);
        assertThat(JSON.readTree(answer.body()).path("name").textValue()).isEqualTo(name);
        assertThat(harmless(ask(path), name).body()).isEqualTo("x");
        harmless(ask("/buckets/incoming/files?match=" + NaughtyStrings.encoded(name)), name);
        assertThat(harmless(ask(path).DELETE(), name).statusCode()).isLessThan(300);
        assertThat(keys()).isEqualTo(before);
    }

    private List<String> keys() {
        return new java.util.ArrayList<>(objects.list("", "", 1000).items().stream()
                .map(ObjectStore.Stored::key)
                .toList());
    }

    private static HttpRequest.Builder ask(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + FreePort.port() + path));
    }

    private HttpResponse<String> harmless(HttpRequest.Builder request, String name) throws Exception {
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(name + ": " + answer.body()).isLessThan(500);
        var type = answer.headers().firstValue("Content-Type").orElse("");
        assertThat(type).as(name).doesNotContain("html");
        if (answer.statusCode() >= 400) {
            assertThat(type).as(name).startsWith("application/problem+json");
            assertThat(JSON.readTree(answer.body()).path("code").asText()).matches("[a-z]+\\.[a-z-]+");
        }
        return answer;
    }
}
