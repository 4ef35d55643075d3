package dev.crossdock.functions.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.event.FreePort;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** As API Gateway calls the function, over stores in memory: ids of executions and mails have slashes. */
@QuarkusTest
class EnginePathsTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + FreePort.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anExecutionIsFoundByItsIdAndSoIsItsMail() throws Exception {
        var run = send("POST", "/templates/tell/run", "{\"to\": \"a@b.example\", \"n\": 1.20}");
        assertThat(run.statusCode()).isEqualTo(200);
        assertThat(run.body()).isEqualTo("1.3");
        var place = run.headers().firstValue("Content-Location").orElseThrow();
        assertThat(send("GET", place, "").body()).contains("\"state\":\"succeeded\"", "\"step\":\"mail\"");
        assertThat(send("POST", place + "/retry", "{}").statusCode()).isEqualTo(409);
        var id = place.substring("/executions/".length());
        assertThat(send("GET", "/executions?template=tell", "").body()).contains(id);
        assertThat(send("GET", "/mails/" + id + "/mail", "").body()).contains("\"subject\":\"Hei\"");
        assertThat(send("GET", "/mails", "").body()).contains("a@b.example");
        assertThat(send("GET", "/executions/none/of/them", "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/cache?tag=x", "").statusCode()).isEqualTo(204);
        assertThat(send("GET", "/templates", "").body()).contains("\"name\":\"tell\"");
    }
}
