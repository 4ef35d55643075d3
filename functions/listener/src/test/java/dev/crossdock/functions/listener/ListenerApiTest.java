package dev.crossdock.functions.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.event.FreePort;
import dev.crossdock.event.Queue;
import dev.crossdock.webhook.Deliveries;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over HTTP, as API Gateway calls the function, over stores in memory. */
@QuarkusTest
class ListenerApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** GitHub's documented vector. */
    private static final String GENUINE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static final String ECHO = "/listeners/echo/It%27s%20a%20Secret%20to%20Everybody";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Inject
    Deliveries deliveries;

    @Inject
    Queue queue;

    private static HttpRequest.Builder ask(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + FreePort.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder github(String listener, String id, String signature) {
        return ask("/listeners/" + listener)
                .header("X-Hub-Signature-256", signature)
                .header("X-GitHub-Delivery", id)
                .POST(BodyPublishers.ofString("Hello, World!"));
    }

    @Test
    void aDocumentedDeliveryIsKeptAndHandedOn() throws Exception {
        var reply = send(github("github", "g-1", GENUINE));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        var id = reply.headers().firstValue("Crossdock-Delivery").orElseThrow();
        assertThat(deliveries.get(id).content().text()).contains("Hello, World!");
        assertThat(send(github("github", "g-1", GENUINE)).headers().firstValue("Crossdock-Delivery"))
                .contains(id);
        var messages = queue.receive(ExecutionMessage.QUEUE, 10, Duration.ofMinutes(1));
        assertThat(messages).extracting(Queue.Received::body).containsOnly("{\"delivery\":\"" + id + "\"}");
    }

    @Test
    void everyRefusalIsTheSameAnswer() throws Exception {
        var answers = new LinkedHashSet<String>();
        for (var request : new HttpRequest.Builder[] {
            github("github", "g-2", GENUINE.replace("7571", "7572")),
            github("github/x", "g-2", GENUINE),
            github("github", "g-2", GENUINE).PUT(BodyPublishers.ofString("Hello, World!")),
            github("nobody", "g-2", GENUINE),
            github("off", "g-2", GENUINE),
            github("N%0Ao", "g-2", GENUINE),
            ask("/listeners/github"),
            ask("/listeners/nobody").DELETE(),
            ask("/listeners/nobody").method("OPTIONS", BodyPublishers.noBody())
        }) {
            var reply = send(request);
            answers.add(reply.statusCode() + " " + reply.headers().map() + " " + reply.body());
        }
        assertThat(answers).hasSize(1);
        assertThat(answers.iterator().next()).startsWith("401 ").contains("delivery.refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "text/plain; charset=utf-16",
                "application/cloudevents+json"
            })
    void theBytesComeAsTheyWereUnderAnyType(String type) throws Exception {
        var request = ask(ECHO + "?a=1%202&b=&a=3").POST(BodyPublishers.ofString("a=%20+&\r\n\u00e9{"));
        if (!type.isEmpty()) request.header("Content-Type", type);
        request.header("X-Twice", "1").header("X-Twice", "2");
        var reply = send(request);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(207);
        var said = json(reply);
        assertThat(said.path("raw").asText()).isEqualTo("a=%20+&\r\n\u00e9{");
        assertThat(said.path("query").toString())
                .isIn("{\"a\":\"1 2, 3\",\"b\":\"\"}", "{\"b\":\"\",\"a\":\"1 2, 3\"}");
        assertThat(said.path("x").asText()).isEqualTo("1, 2");
        assertThat(Optional.ofNullable(said.path("type").asText(null)).orElse(""))
                .isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void everyMethodThatIsTakenIsAnsweredAsDescribed(String method) throws Exception {
        var reply = send(ask(ECHO).method(method, BodyPublishers.noBody()));
        assertThat(reply.statusCode()).isEqualTo(207);
        assertThat(reply.headers().firstValue("x-method")).contains(method);
        assertThat(reply.headers().firstValue("content-type")).contains("application/json");
        assertThat(json(reply).path("raw").asText()).isEmpty();
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherItSaysSoOrNot() throws Exception {
        var large = new byte[(6 << 20) + 1];
        assertThat(send(ask(ECHO).POST(BodyPublishers.ofByteArray(large))).statusCode())
                .isEqualTo(413);
        var streamed = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
        assertThat(send(ask(ECHO).POST(streamed)).statusCode()).isEqualTo(413);
    }

    @Test
    void tooManyHeadersAreRefused() throws Exception {
        var request = ask(ECHO);
        for (int i = 0; i < 200; i++) request.header("x-" + i, "v");
        assertThat(send(request).statusCode()).isEqualTo(431);
    }

    @Test
    void aHandshakeIsTextThatNobodyRuns() throws Exception {
        var reply = send(ask("/listeners/graph?validationToken=%3Cscript%3Ea+b%3C%2Fscript%3E")
                .POST(BodyPublishers.noBody()));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("<script>a b</script>");
        assertThat(reply.headers().firstValue("content-type").orElse("").toLowerCase(java.util.Locale.ROOT))
                .isEqualTo("text/plain; charset=utf-8");
        assertThat(reply.headers().firstValue("x-content-type-options")).contains("nosniff");
    }

    @Test
    void aSenderThatWaitsIsAnsweredFromTheTemplatesOutput() throws Exception {
        var reply = send(ask("/listeners/waits").POST(BodyPublishers.ofString("{\"a\": 1}", StandardCharsets.UTF_8)));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(json(reply).path("doubled").asInt()).isEqualTo(2);
    }

    private static JsonNode json(HttpResponse<String> reply) throws IOException {
        return JSON.readTree(reply.body());
    }
}
