package dev.crossdock.functions.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.engine.Engine;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.engine.Workshop;
import dev.crossdock.flow.Refused;
import dev.crossdock.memory.MemoryQueue;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The resources over stores in memory, with a stepped clock. */
class EngineApiTest {
    @TempDir
    Path dir;

    private Workshop shop;
    private MemoryQueue queue;
    private TemplatesApi templates;
    private ExecutionsApi executions;

    @BeforeEach
    void world() {
        shop = new Workshop(dir);
        queue = new MemoryQueue(shop.clock);
        templates = new TemplatesApi(shop.definitions, shop.runner, shop.executions, queue, shop.clock);
        executions = new ExecutionsApi(shop.definitions, shop.executions, shop.sender, queue, shop.cache, shop.mailbox);
        shop.template(
                "push",
                "input: { required: [n], properties: { n: { type: integer } } }",
                "steps:",
                "  - { id: sent, call: { connection: oms, request: \"PUT /orders/{n}\", body: $ } }",
                "  - { id: mail, mail: { to: '\"a@b.example\"', subject: \"Order {n}\", text: x } }",
                "output: $sent.body.id");
    }

    private Response run(String key, String prefer, boolean debug, String body) {
        return templates.run("push", prefer, key, debug, body);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> body(Response response) {
        return (Map<String, Object>) response.getEntity();
    }

    @Test
    void whoWaitsGetsTheOutputAndTheSameKeyTheSame() {
        for (int i = 0; i < 2; i++) {
            var answer = run("k-1", null, false, "{\"n\":1}");
            assertThat(answer.getStatus()).isEqualTo(200);
            assertThat(answer.getEntity()).isEqualTo("\"put/orders/1\"");
        }
        assertThat(shop.town.calls).hasSize(1);
        assertThatThrownBy(() -> run("k-1", null, false, "{\"n\":2}"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("execution.conflict");
        run(null, null, false, "{\"n\":1}");
        assertThat(shop.town.calls).hasSize(2);
        assertThat(executions.mails(null).get("items")).asList().hasSize(2);
    }

    @Test
    void anInputThatDoesNotFitIsToldWithPointers() {
        var answer = run(null, null, false, "{\"n\":\"x\"}");
        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(body(answer)).containsEntry("code", "template.input");
        assertThat(body(answer).get("errors").toString()).contains("pointer=/n");
        assertThat(executions.list(null, null, null, null).get("items")).isEqualTo(List.of());
        assertThatThrownBy(() -> run(null, null, false, "{"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("request.body");
        assertThatThrownBy(() -> templates.run("none", null, null, false, "{}"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("template.unknown");
    }

    @Test
    void whoDoesNotWaitIsToldWhereToLook() {
        var answer = run("k-1", "respond-async", false, "{\"n\":1}");
        assertThat(answer.getStatus()).isEqualTo(202);
        var place = answer.getHeaderString("Location");
        assertThat(place).startsWith("/executions/api/push/");
        assertThat(shop.town.calls).isEmpty();
        var id = place.substring("/executions/".length());
        assertThat(queue.receive(ExecutionMessage.QUEUE, 10, Duration.ofMinutes(1)))
                .extracting(message -> message.body())
                .containsExactly(new ExecutionMessage(id).json());
        assertThat(shop.runner.goOn(id, shop.clock.instant().plusSeconds(60)))
                .isInstanceOf(Engine.Result.Succeeded.class);
        assertThat(executions.execution(id))
                .containsEntry("state", "succeeded")
                .containsEntry("output", "put/orders/1");
    }

    @Test
    void aDebugAnswerShowsEveryStep() {
        var steps = body(run(null, null, true, "{\"n\":1}")).get("steps").toString();
        assertThat(steps)
                .contains(
                        "step=mail",
                        "state=done",
                        "request=PUT /orders/1",
                        "body={\"n\":1}",
                        "result={status=200",
                        "ms=");
    }

    @Test
    void whatFailsIsToldAndMayBeTriedAgain() {
        shop.town.next("PUT /orders/1", 400);
        var answer = run("k-1", null, false, "{\"n\":1}");
        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(body(answer)).containsEntry("code", "web.refused");
        var id = answer.getHeaderString("Content-Location").substring("/executions/".length());
        assertThat(executions.list("push", "failed", null, null).get("items").toString())
                .contains("failedAt=sent");
        assertThat(executions.retry(id).getStatus()).isEqualTo(202);
        assertThat(run("k-1", null, false, "{\"n\":1}").getStatus()).isEqualTo(200);
        assertThatThrownBy(() -> executions.retry(id))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("execution.not-failed");
    }

    @Test
    void whatTakesLongerThanACallGoesOnByTheQueue() {
        shop.town.next("PUT /orders/1", 503, 503, 503, 503, 503);
        var answer = run("k-1", null, false, "{\"n\":1}");
        assertThat(answer.getStatus()).isEqualTo(202);
        assertThat(answer.getHeaderString("Retry-After")).isNotNull();
        assertThat(body(answer)).containsEntry("state", "waiting");
        assertThat(queue.waiting()).containsExactly(ExecutionMessage.QUEUE);
    }
}
