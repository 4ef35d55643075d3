package dev.crossdock.functions.callwebservice;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.crossdock.run.Announcer;
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
import org.junit.jupiter.api.Test;

/** What happens is told once to each alert that asks for it. */
class AlertTest {
    private static final String QUEUE = "call-webservice.fifo";

    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final MemoryObjectStore objects = new MemoryObjectStore(clock);
    private final MemoryLedger ledger = new MemoryLedger(clock);
    private final DefinitionStore definitions = new DefinitionStore(new MemoryLedger(clock), clock);
    private final Announcer announcer = new Announcer(definitions, queue);
    private final Mailbox mailbox = new Mailbox(objects);
    private final List<String> arrived = new ArrayList<>();
    private final CallWebservice function = new CallWebservice(
            definitions,
            new Sender(this::answer, ledger, objects, Secret::new, new Pace(clock, new Random(1), clock::step)),
            mailbox,
            queue,
            objects,
            ledger,
            clock,
            () -> Optional.of("https://crossdock.example/"));

    private Http.Answer answer(Http.Call call, Duration timeout) {
        if (call.uri().getHost().equals("search.example")) return new Http.Answer(400, Map.of(), new byte[0], false);
        arrived.add(call.uri().getPath() + " " + new String(call.body(), StandardCharsets.UTF_8));
        return new Http.Answer(200, Map.of(), new byte[0], false);
    }

    private void define(String events, String when) {
        defineAs(
                "{\"events\": [" + events + "], " + when
                        + "\"call\": {\"connection\": \"chat\", \"request\": \"POST /hooks/ops\", \"body\": \"{'text': $event.title & ' ' & $event.url}\"}}");
    }

    private void defineAs(String alert) {
        var texts = new LinkedHashMap<String, String>();
        put(texts, "project/shop", "{\"name\": \"shop\"}");
        put(texts, "collection/products", "{\"key\": \"sku\"}");
        put(texts, "connection/search", "{\"url\": \"https://search.example\"}");
        put(texts, "connection/chat", "{\"url\": \"https://chat.example\"}");
        put(
                texts,
                "trigger/reindex",
                "{\"watch\": {\"collection\": \"products\"}, \"call\": {\"connection\": \"search\", \"request\": \"PUT /docs/{$record.id}\"}}");
        put(texts, "alert/ops", alert);
        definitions.publish(texts, true);
    }

    private static void put(Map<String, String> texts, String name, String json) {
        int slash = name.indexOf('/');
        texts.put(name, Definitions.canonical(name.substring(0, slash), name.substring(slash + 1), json));
    }

    private static Announcer.Event failed(String job) {
        return new Announcer.Event(
                "run.failed", "run/r-1/failed", job + " failed", "/runs/r-1", Map.of("job", job, "run", "r-1"));
    }

    private void untilQuiet() {
        while (!queue.waiting().isEmpty()) {
            var batch = queue.receive(QUEUE, 1, Duration.ofMinutes(6));
            if (batch.isEmpty()) clock.step(Duration.ofSeconds(1));
            for (var message : batch) {
                if (function.handle(
                                Sqs.event(QUEUE, List.of(message)), Invocation.within(Duration.ofSeconds(60), clock))
                        .getBatchItemFailures()
                        .isEmpty()) queue.done(QUEUE, message);
            }
        }
    }

    @Test
    void anEventIsToldOnceHoweverOftenItIsAnnounced() {
        define("\"run.failed\"", "");
        announcer.announce(failed("import"));
        announcer.announce(failed("import"));
        untilQuiet();
        clock.step(Duration.ofHours(1));
        announcer.announce(failed("import"));
        untilQuiet();
        assertThat(arrived)
                .containsExactly("/hooks/ops {\"text\":\"import failed https://crossdock.example/runs/r-1\"}");
    }

    @Test
    void onlyTheEventsAreToldThatAreAskedForAndForWhichTheConditionHolds() {
        define("\"run.failed\"", "\"when\": \"$event.job != 'fetch'\", ");
        announcer.announce(failed("fetch"));
        announcer.announce(new Announcer.Event("run.held", "run/r-2/held", "t", "/runs/r-2", Map.of()));
        untilQuiet();
        assertThat(arrived).isEmpty();
    }

    @Test
    void effectsThatAreGivenUpAreToldOnceAnHourForEachTrigger() {
        define("\"delivery.failed\"", "");
        for (int i = 1; i <= 3; i++) change("A-" + i);
        untilQuiet();
        clock.step(Duration.ofHours(1));
        change("B");
        untilQuiet();
        assertThat(arrived).hasSize(2);
        assertThat(arrived.get(0))
                .startsWith("/hooks/ops {\"text\":\"trigger reindex: products/A-1 was given up: web.refused")
                .endsWith("https://crossdock.example/triggers/reindex\"}");
    }

    @Test
    void anAlertThatCannotBeToldIsKeptAndTellsNobody() {
        define("\"run.failed\", \"delivery.failed\"", "\"when\": \"$number($event.job) > 1\", ");
        announcer.announce(failed("import"));
        untilQuiet();
        assertThat(arrived).isEmpty();
        assertThat(objects.list(".runs/undelivered/chat/", "", 10).items()).hasSize(1);
    }

    private static String mailed(String to, String when) {
        return "{\"events\": [\"run.failed\"], " + when + "\"mail\": {\"to\": \"" + to
                + "\", \"subject\": \"{$event.title}\", \"html\": \"<a href='{$event.url}'>{$event.job}</a>\"}}";
    }

    @Test
    void anEventIsMailedOnce() {
        defineAs(mailed("ops@shop.example", "\"when\": \"$event.job != 'fetch'\", "));
        announcer.announce(failed("a<b"));
        announcer.announce(failed("fetch"));
        untilQuiet();
        clock.step(Duration.ofHours(1));
        announcer.announce(failed("a<b"));
        untilQuiet();
        assertThat(mailbox.mails()).singleElement().satisfies(mail -> {
            assertThat(mail.to()).containsExactly("ops@shop.example");
            assertThat(mail.subject()).isEqualTo("a<b failed");
            assertThat(mail.html()).contains("<a href='https://crossdock.example/runs/r-1'>a&lt;b</a>");
        });
    }

    @Test
    void aMailThatCannotBeWrittenIsSetAside() {
        defineAs(mailed("'nobody'", ""));
        announcer.announce(failed("import"));
        untilQuiet();
        assertThat(mailbox.mails()).isEmpty();
        assertThat(objects.list(".runs/undelivered/failed/", "", 10).items()).hasSize(1);
    }

    private void change(String id) {
        var change = new Change("products", id, "created", null, Map.of("sku", id), List.of("sku"), 1, "1", 0);
        var message = ChangeMessage.of("reindex", change);
        queue.send(QUEUE, Queue.Message.inOrder(message.json(), message.group(), message.deduplication()));
    }
}
