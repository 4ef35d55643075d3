package dev.crossdock.functions.callengine;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import dev.crossdock.engine.Engine;
import dev.crossdock.engine.Execution;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.engine.Workshop;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.Sqs;
import dev.crossdock.graph.Change;
import dev.crossdock.graph.ChangeMessage;
import dev.crossdock.memory.MemoryQueue;
import dev.crossdock.webhook.Deliveries;
import dev.crossdock.webhook.DeliveryWork;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a queue, a ledger and stores in memory, with a stepped clock. */
class CallEngineTest {
    private static final Duration VISIBILITY = Duration.ofSeconds(720);

    @TempDir
    Path dir;

    private Workshop shop;
    private MemoryQueue queue;
    private CallEngine function;

    @BeforeEach
    void world() {
        shop = new Workshop(dir);
        queue = new MemoryQueue(shop.clock);
        shop.write("triggers/reindex.yaml", "watch: { collection: orders }\nrun: { template: a }\n");
        function = new CallEngine(
                shop.runner,
                shop.executions,
                new DeliveryWork(
                        shop.definitions, new Deliveries(shop.ledger, shop.objects, queue, shop.clock), shop.runner),
                shop.definitions,
                queue,
                shop.objects,
                shop.ledger,
                shop.clock);
    }

    private static Change change(String id, int rev) {
        return new Change(
                "orders",
                id,
                "updated",
                Map.of("n", rev - 1),
                Map.of("n", rev),
                List.of("n"),
                rev,
                "%09d".formatted(rev),
                2);
    }

    private void send(String trigger, Change change) {
        var message = ChangeMessage.of(trigger, change);
        queue.send(
                ExecutionMessage.IN_ORDER,
                Queue.Message.inOrder(message.json(), message.group(), message.deduplication()));
    }

    /** As Lambda: what the answer does not name is deleted, the rest stays hidden as it is. */
    private void untilQuiet() {
        for (int rounds = 0; !queue.waiting().isEmpty(); rounds++) {
            assertThat(rounds).isLessThan(20_000);
            int worked = some(ExecutionMessage.QUEUE) + some(ExecutionMessage.IN_ORDER);
            if (worked == 0) shop.clock.step(Duration.ofSeconds(1));
        }
    }

    private int some(String name) {
        var batch = queue.receive(name, 10, VISIBILITY);
        if (!batch.isEmpty()) {
            var failed = function
                    .handle(Sqs.event(name, batch), Invocation.within(Duration.ofSeconds(120), shop.clock))
                    .getBatchItemFailures()
                    .stream()
                    .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                    .collect(Collectors.toSet());
            batch.stream().filter(m -> !failed.contains(m.id())).forEach(m -> queue.done(name, m));
        }
        return batch.size();
    }

    @Test
    void aChangeRunsTheTemplateOfItsTriggerOnceAndInOrder() {
        shop.template(
                "a",
                "steps: [{ call: { connection: oms, request: \"PUT /docs/{record.id}\", body: '{\"n\": new.n, \"was\": old.n, \"event\": event}' } }]");
        shop.town.next("PUT /docs/A%2F1", 503, 503, 503);
        send("reindex", change("A/1", 2));
        send("reindex", change("A/1", 3));
        send("reindex", change("B", 2));
        send("gone", change("B", 3));
        untilQuiet();
        // It comes a second time, by the dead-letter queue or a stream that tells it again.
        shop.clock.step(Duration.ofMinutes(10));
        send("reindex", change("A/1", 3));
        untilQuiet();
        assertThat(shop.town.effects).containsExactlyInAnyOrder("PUT /docs/A%2F1", "PUT /docs/A%2F1", "PUT /docs/B");
        assertThat(shop.town.things.get("/docs/A%2F1")).isEqualTo("{\"n\":3,\"was\":2,\"event\":\"updated\"}");
        assertThat(shop.executions.list("a", Optional.empty(), "", 10).items())
                .extracting(Execution::id)
                .containsExactlyInAnyOrder(
                        "trigger/reindex/orders/A~2f1/000000002",
                        "trigger/reindex/orders/A~2f1/000000003",
                        "trigger/reindex/orders/B/000000002");
    }

    @Test
    void anExecutionThatWasClaimedIsBegunAndWaitsOutOfTheWay() {
        shop.template(
                "a",
                "steps: [{ id: job, poll: { connection: oms, request: GET /jobs/1, until: $ = 1, every: 10s, for: 24h } }]",
                "output: $job.body");
        shop.town.things.put("/jobs/1", "0");
        shop.runner.claim(new Engine.Start("a", "api/a/1", "a test", null, 0));
        queue.send(ExecutionMessage.QUEUE, new ExecutionMessage("api/a/1").message());
        queue.send(ExecutionMessage.QUEUE, new ExecutionMessage("api/a/none").message());
        var end = shop.clock.instant().plus(Duration.ofHours(3));
        shop.faults.watch((number, what, after) -> {
            if (shop.clock.instant().isAfter(end)) shop.town.things.put("/jobs/1", "1");
        });
        untilQuiet();
        // More often than the queue lets one message come.
        assertThat(shop.town.calls).hasSizeGreaterThan(1_000);
        assertThat(shop.executions.get("api/a/1").state()).isEqualTo(Execution.State.SUCCEEDED);
    }

    @Test
    void aMessageThatNobodyUnderstandsIsSetAside() {
        queue.send(ExecutionMessage.QUEUE, Queue.Message.inOrder("{\"what\": 1}", "g", "d"));
        untilQuiet();
        assertThat(shop.objects.list(".runs/undelivered/failed/", "", 10).items())
                .hasSize(1);
    }

    @Test
    void aLargeChangeLiesInTheStore() {
        shop.template("a", "steps: [{ map: new.n }]");
        var message = ChangeMessage.of("reindex", change("A", 2));
        shop.objects.write(".runs/changes/x.json", message.json().getBytes(StandardCharsets.UTF_8), "application/json");
        queue.send(
                ExecutionMessage.IN_ORDER,
                Queue.Message.inOrder(ChangeMessage.at(".runs/changes/x.json").json(), "g", "d"));
        untilQuiet();
        assertThat(shop.executions.get("trigger/reindex/orders/A/000000002").state())
                .isEqualTo(Execution.State.SUCCEEDED);
    }
}
