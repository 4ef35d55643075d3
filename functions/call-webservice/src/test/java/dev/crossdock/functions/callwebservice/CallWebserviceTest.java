package dev.crossdock.functions.callwebservice;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import dev.crossdock.definition.Definitions;
import dev.crossdock.engine.Mailbox;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.Sqs;
import dev.crossdock.graph.Change;
import dev.crossdock.graph.ChangeMessage;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryQueue;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.web.Http;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import dev.crossdock.web.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Over a queue, a ledger and a store in memory, with a stepped clock. */
class CallWebserviceTest {
    private static final Duration VISIBILITY = Duration.ofSeconds(360);
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final SteppedClock clock = new SteppedClock(START);
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final MemoryObjectStore objects = new MemoryObjectStore(clock);
    private final DefinitionStore definitions = new DefinitionStore(new MemoryLedger(clock), clock);
    private final List<String> arrived = new ArrayList<>();
    private final List<Map<String, String>> headers = new ArrayList<>();
    private Instant upFrom = START;
    private int mostReceives;

    private final MemoryLedger ledger = new MemoryLedger(clock);

    private final CallWebservice function = new CallWebservice(
            definitions,
            new Sender(this::answer, ledger, objects, Secret::new, new Pace(clock, new Random(1), clock::step)),
            new Mailbox(objects),
            queue,
            objects,
            ledger,
            clock,
            Optional::empty);

    private Http.Answer answer(Http.Call call, Duration timeout) throws Http.NotSent {
        if (clock.instant().isBefore(upFrom)) throw new Http.NotSent("refused");
        arrived.add(call.method() + " " + call.uri() + " " + new String(call.body(), StandardCharsets.UTF_8));
        headers.add(call.headers());
        return new Http.Answer(200, Map.of(), new byte[0], false);
    }

    private void define(String call) {
        var texts = new LinkedHashMap<String, String>();
        texts.put(
                "project/shop",
                Definitions.canonical("project", "shop", "{\"name\": \"shop\", \"vars\": {\"market\": \"NO\"}}"));
        texts.put("collection/products", Definitions.canonical("collection", "products", "{\"key\": \"sku\"}"));
        texts.put(
                "connection/search",
                Definitions.canonical("connection", "search", "{\"url\": \"https://search.example\"}"));
        texts.put(
                "trigger/reindex",
                Definitions.canonical(
                        "trigger",
                        "reindex",
                        "{\"watch\": {\"collection\": \"products\"}, \"call\": {\"connection\": \"search\", " + call
                                + "}}"));
        definitions.publish(texts, true);
    }

    private void change(String id, int rev, Object data) {
        var change = new Change(
                "products",
                id,
                rev == 1 ? "created" : "updated",
                null,
                data,
                List.of("price"),
                rev,
                "%09d".formatted(rev),
                0);
        var message = ChangeMessage.of("reindex", change);
        queue.send(
                CallWebservice.QUEUE, Queue.Message.inOrder(message.json(), message.group(), message.deduplication()));
    }

    /** As Lambda: batches of ten, what the answer does not name is deleted, the rest stays hidden as it is. */
    private void untilQuiet() {
        for (int rounds = 0; !queue.waiting().isEmpty(); rounds++) {
            assertThat(rounds).isLessThan(200_000);
            var batch = queue.receive(CallWebservice.QUEUE, 10, VISIBILITY);
            if (batch.isEmpty()) {
                clock.step(Duration.ofSeconds(1));
                continue;
            }
            batch.forEach(m -> mostReceives = Math.max(mostReceives, m.receives()));
            var failed = function
                    .handle(Sqs.event(CallWebservice.QUEUE, batch), Invocation.within(Duration.ofSeconds(60), clock))
                    .getBatchItemFailures()
                    .stream()
                    .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                    .collect(Collectors.toSet());
            batch.stream().filter(m -> !failed.contains(m.id())).forEach(m -> queue.done(CallWebservice.QUEUE, m));
        }
    }

    @Test
    void aChangeIsTheCallThatItsTriggerDescribes() {
        define("\"request\": \"PUT /docs/{$record.id}?m={$vars.market}\", \"body\": \"{'p': price, 'was': $old}\", "
                + "\"headers\": \"{'X-Rev': $record.rev}\"");
        change("A/1 ø", 2, Map.of("price", new java.math.BigDecimal("9.90")));
        untilQuiet();
        assertThat(arrived)
                .containsExactly("PUT https://search.example/docs/A%2F1%20%C3%B8?m=NO {\"p\":9.90,\"was\":null}");
        assertThat(headers.get(0)).containsEntry("X-Rev", "2");
    }

    @Test
    void withoutABodyTheRecordIsSent() {
        define("\"request\": \"PUT /docs/{$record.id}\"");
        change("A", 1, Map.of("sku", "A"));
        change("A", 1, Map.of("sku", "A"));
        untilQuiet();
        assertThat(arrived).containsExactly("PUT https://search.example/docs/A {\"sku\":\"A\"}");
    }

    @Test
    void anOutageOfAMinuteKeepsEveryCallAndTheOrderOfEachRecord() {
        outage(Duration.ofMinutes(1));
        assertThat(Duration.between(upFrom, clock.instant())).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void anOutageOfFiveHoursSendsNothingToTheDeadLetters() {
        outage(Duration.ofHours(5));
    }

    private void outage(Duration time) {
        define("\"request\": \"POST /log\", \"body\": \"$record.id & '-' & $record.rev\"");
        upFrom = START.plus(time);
        for (int rev = 1; rev <= 3; rev++)
            for (var id : List.of("A", "B", "C", "D", "E", "F")) change(id, rev, Map.of());
        untilQuiet();
        assertThat(arrived).hasSize(18);
        for (var id : List.of("A", "F")) {
            assertThat(arrived.stream().filter(a -> a.contains(id + "-")).map(a -> a.replaceAll("[^0-9]", "")))
                    .containsExactly("1", "2", "3");
        }
        assertThat(mostReceives).isLessThan(500);
        assertThat(objects.list(".runs/undelivered/", "", 10).items()).isEmpty();
    }

    @Test
    void aRecordThatCannotBeRenderedIsKeptAndTheOthersGoOn() {
        define("\"request\": \"PUT /docs/{sku}\"");
        change("A", 1, Map.of());
        change("B", 1, Map.of("sku", "B"));
        untilQuiet();
        assertThat(arrived).hasSize(1);
        assertThat(objects.list(".runs/undelivered/search/reindex/", "", 10).items())
                .hasSize(1);
    }

    @Test
    void aMessageThatCannotBeReadIsSetAsideAndItsGroupGoesOn() {
        define("\"request\": \"PUT /docs/{sku}\"");
        queue.send(CallWebservice.QUEUE, Queue.Message.inOrder("what?", "g", "1"));
        untilQuiet();
        assertThat(mostReceives).isEqualTo(10);
        assertThat(objects.list(".runs/undelivered/failed/", "", 10).items()).hasSize(1);
    }

    @Test
    void aTriggerThatIsGoneWantsNothing() {
        define("\"request\": \"PUT /docs/{sku}\"");
        definitions.delete("trigger/reindex");
        change("A", 1, Map.of());
        untilQuiet();
        assertThat(arrived).isEmpty();
    }
}
