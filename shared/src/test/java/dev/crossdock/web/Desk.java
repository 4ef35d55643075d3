package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.Outcome;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.SteppedClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A sender with a shop, a ledger, an object store and a stepped clock around it. */
final class Desk {
    static final String MESSAGE = "{\"the\":\"message\"}";

    final Faults faults = new Faults();
    final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    final MemoryLedger ledger = new MemoryLedger("ledger", clock, faults);
    final MemoryObjectStore objects = new MemoryObjectStore(clock, faults);
    final Shop shop = new Shop(faults);
    final List<Duration> sleeps = new ArrayList<>();
    final Delivery mode;
    Connection connection;
    Duration timeLeft = Duration.ofMinutes(1);
    private Sender sender;

    Desk(Delivery mode) {
        this.mode = mode;
        connection = connection(mode, Map.of(), Connection.Retry.DEFAULT);
        restart();
    }

    static Connection connection(Delivery mode, Map<String, Object> auth, Connection.Retry retry) {
        return new Connection("shop", "https://shop.example/v1/", auth, Connection.Limits.DEFAULT, retry, mode);
    }

    /** Another process, with nothing in its memory. */
    void restart() {
        sender = new Sender(
                shop, ledger, objects, name -> new Secret("secret of " + name), new Pace(clock, new Random(7), time -> {
                    sleeps.add(time);
                    clock.step(time);
                }));
    }

    Sender sender() {
        return sender;
    }

    static Effect effect(int rev) {
        return new Effect("shop", "reindex", "products/A-1", "%012d".formatted(rev), "updated");
    }

    Request request(String body) {
        return mode == Delivery.PUT_BY_KEY || mode == Delivery.CHECK_THEN_WRITE
                ? new Request("PUT", "/products/A-1", Map.of(), Optional.of(body))
                : new Request("POST", "/orders", Map.of(), Optional.of(body));
    }

    Sending send(Effect effect, Request request) {
        return sender.send(
                connection, effect, () -> request, MESSAGE, clock.instant().plus(timeLeft));
    }

    Sending send(int rev) {
        return send(effect(rev), request("{\"rev\":" + rev + "}"));
    }

    /** As a queue would: comes again when it is said to. */
    Outcome untilEnded(int rev) {
        for (int i = 0; i < 10_000; i++) {
            var sending = send(rev);
            if (sending instanceof Sending.Ended ended) return ended.outcome();
            var wait = Duration.between(clock.instant(), sending.again().orElseThrow());
            clock.step(wait.isNegative() ? Duration.ZERO : wait);
        }
        throw new AssertionError("it never ended");
    }

    List<String> undelivered() {
        return objects.list(".runs/undelivered/", "", 100).items().stream()
                .map(stored -> text(stored.key()))
                .toList();
    }

    private String text(String key) {
        try (var in = objects.read(key, null, 0).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Note note(int rev) {
        return new Notes(ledger, effect(rev), clock).read().orElseThrow().note();
    }
}
