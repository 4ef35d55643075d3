package dev.crossdock.functions.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.event.FreePort;
import dev.crossdock.fuzz.NaughtyStrings;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Strings that have broken other programs, in everything a stranger sends to a listener's address. */
@QuarkusTest
class NaughtyDeliveriesTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void inPathQueryHeaderAndBodyEachIsTakenOrRefused() throws Exception {
        for (var text : NaughtyStrings.all()) {
            var said = NaughtyStrings.encoded(text);
            harmless(ask("/listeners/" + said), text);
            harmless(ask("/listeners/echo/" + said + "?q=" + said), text);
            harmless(ask("/listeners/graph?validationToken=" + said), text);
            harmless(
                    ask("/listeners/github")
                            .header("X-Hub-Signature-256", NaughtyStrings.headerValue(text))
                            .header("X-GitHub-Delivery", NaughtyStrings.headerValue(text))
                            .header("X-Any", NaughtyStrings.headerValue(text)),
                    text);
        }
    }

    private static HttpRequest.Builder ask(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + FreePort.port() + path));
    }

    /** Whatever is said back to a sender is said as a text that no browser runs. */
    private void harmless(HttpRequest.Builder request, String text) throws Exception {
        var answer =
                client.send(request.POST(BodyPublishers.ofString(text)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(text + ": " + answer.body()).isLessThan(500);
        var type = answer.headers().firstValue("Content-Type").orElse("");
        assertThat(type).as(text).doesNotContain("html");
        if (type.startsWith("text/plain"))
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
}
