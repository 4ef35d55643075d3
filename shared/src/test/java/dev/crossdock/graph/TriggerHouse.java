package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Definitions;
import dev.crossdock.definition.Invalid;
import dev.crossdock.event.Queue;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryQueue;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.DefinitionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A collection whose changes go to triggers, and a reader of their queues that takes down what it is asked to do. One thread, a stepped
 * clock; the process may be killed at any call to a store or a queue.
 */
final class TriggerHouse {
    private static final Duration VISIBILITY = Duration.ofMinutes(6);

    static final Collection PRODUCTS =
            new Collection("products", "", List.of("sku"), Optional.empty(), Invalid.KEEP, List.of());

    final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    final Faults faults = new Faults();
    final MemoryLedger ledger = new MemoryLedger("ledger", clock, faults);
    final MemoryQueue queue = new MemoryQueue(clock, faults);
    final MemoryObjectStore objects = new MemoryObjectStore(clock, faults);
    final MemoryRecordStore records = new MemoryRecordStore(clock, new Faults());
    final RecordStream stream = new RecordStream(records, clock);
    final DefinitionStore definitions = new DefinitionStore(new MemoryLedger(clock), clock);
    /** What was done, in order, by queue; the same act may come twice. */
    final Map<String, List<TriggerMail.Act>> acts = new LinkedHashMap<>();

    private final Map<String, String> texts = new LinkedHashMap<>();
    private Triggers triggers;
    private TriggerMail mail;
    private int told;

    TriggerHouse() {
        define("project/shop", "{\"name\": \"shop\"}");
        define("collection/products", "{\"key\": \"sku\"}");
        define("connection/search", "{\"url\": \"https://search.example\"}");
        restart();
    }

    private TriggerHouse define(String name, String json) {
        int slash = name.indexOf('/');
        texts.put(name, Definitions.canonical(name.substring(0, slash), name.substring(slash + 1), json));
        definitions.publish(texts, true);
        clock.step(Duration.ofMinutes(1));
        return this;
    }

    /** @param keys of a trigger beside watch: {@code "call": …, "when": …} */
    TriggerHouse trigger(String name, String watch, String keys) {
        return define("trigger/" + name, "{\"watch\": {\"collection\": \"products\"" + watch + "}, " + keys + "}");
    }

    static final String CALL = "\"call\": {\"connection\": \"search\", \"request\": \"PUT /docs/{$record.id}\"}";

    /** Another process, with nothing in its memory. */
    void restart() {
        triggers = new Triggers(definitions, queue, objects, ledger, clock);
        mail = new TriggerMail(definitions, queue, objects, ledger, clock);
    }

    TriggerHouse put(String sku, Object... fields) {
        return put(0, sku, fields);
    }

    TriggerHouse put(int hop, String sku, Object... fields) {
        var value = new LinkedHashMap<String, Object>();
        value.put("sku", sku);
        for (int i = 0; i < fields.length; i += 2) value.put((String) fields[i], fields[i + 1]);
        clock.step(Duration.ofMillis(10));
        new Records(records, clock, new Records.By(RecordStore.WrittenBy.API, hop))
                .put(PRODUCTS, Optional.empty(), value, Records.IfExists.REPLACE, OptionalLong.empty());
        return this;
    }

    TriggerHouse delete(String sku) {
        clock.step(Duration.ofMillis(10));
        new Records(records, clock).delete(PRODUCTS, sku, OptionalLong.empty());
        return this;
    }

    /** The stream tells what it has not told yet. */
    TriggerHouse tell() {
        while (told < stream.changes().size()) {
            alive(() -> {
                triggers.changed(stream.changes().get(told));
                told++;
            });
        }
        return this;
    }

    TriggerHouse tellAgain() {
        told = 0;
        return tell();
    }

    TriggerHouse passes(Duration time) {
        clock.step(time);
        return this;
    }

    /** Acts on what the queues hold until they are empty; time passes while all of it waits. */
    TriggerHouse untilQuiet() {
        tell();
        for (int round = 0; !queue.waiting().isEmpty(); round++) {
            if (round > 10_000) throw new AssertionError("not quiet: " + queue.waiting());
            boolean[] worked = {false};
            for (var name : queue.waiting()) {
                alive(() -> {
                    for (var message : queue.receive(name, 1, VISIBILITY)) {
                        worked[0] = true;
                        read(name, message);
                    }
                });
            }
            if (!worked[0]) clock.step(Duration.ofMillis(500));
        }
        return this;
    }

    private void read(String name, Queue.Received message) {
        var letter = mail.open(message.body());
        if (letter.waits().isPresent()) {
            queue.release(
                    name,
                    message,
                    Duration.between(clock.instant(), letter.waits().get()));
            return;
        }
        letter.act().ifPresent(act -> faults.around("act", () -> acts(name).add(act)));
        queue.done(name, message);
    }

    private void alive(Runnable work) {
        try {
            work.run();
        } catch (Faults.Killed e) {
            faults.watch((number, what, after) -> {});
            restart();
        }
    }

    List<TriggerMail.Act> acts(String queueName) {
        return acts.computeIfAbsent(queueName, name -> new ArrayList<>());
    }

    List<TriggerMail.Act> calls() {
        return acts(Triggers.CALLS);
    }

    /** {@code updated A {…} → {…}} */
    List<String> said() {
        return calls().stream()
                .map(act -> act.change())
                .map(change ->
                        change.event() + " " + change.id() + " " + price(change.before()) + "→" + price(change.after()))
                .toList();
    }

    private static Object price(Object data) {
        return data instanceof Map<?, ?> map ? map.get("price") : "none";
    }
}
