package dev.crossdock.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.definition.Definitions;
import dev.crossdock.engine.Engine;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryQueue;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.web.Http;
import dev.crossdock.web.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * Listeners in memory, with a stepped clock and one thread. The engine is a small one that has one effect per execution, and that
 * a test tells what to say; the outside is whoever answers {@link #outside}.
 */
final class Gate implements Engine {
    static final String SECRET = "It's a Secret to Everybody";
    private static final ObjectMapper JSON = new ObjectMapper();

    final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    final Faults faults = new Faults();
    final MemoryLedger ledger = new MemoryLedger("ledger", clock, faults);
    final MemoryObjectStore objects = new MemoryObjectStore(clock, faults);
    final MemoryQueue queue = new MemoryQueue(clock, faults);
    final DefinitionStore definitions = new DefinitionStore(new MemoryLedger(clock), clock);
    final Map<String, String> secrets = new TreeMap<>(Map.of("github", SECRET, "url", "un-guess-able"));
    final List<Http.Call> called = new ArrayList<>();
    int outside = 200;

    /** What became of executions, in the world outside: it knows nothing of our crashes. */
    final Map<String, Object> effects = new LinkedHashMap<>();

    final List<Engine.Start> starts = new ArrayList<>();
    /** Asked before there is an effect; empty = go on. */
    Optional<Engine.Result> says = Optional.empty();

    /** Run what senders wait for. */
    Executor hands = Runnable::run;

    Deliveries deliveries;
    DeliveryWork work;
    Reception reception;

    private final Map<String, String> published = new TreeMap<>();

    Gate() {
        published.put("project/shop", Definitions.canonical("project", "shop", "{\"name\":\"shop\"}"));
        restart();
    }

    /** Another process that knows only what the stores know. */
    void restart() {
        deliveries = new Deliveries(ledger, objects, queue, clock);
        work = new DeliveryWork(definitions, deliveries, this);
        reception = new Reception(
                definitions, this::secret, deliveries, work, this::call, Patience.by(task -> hands.execute(task)));
    }

    private Secret secret(String name) {
        if (secrets.containsKey(name)) return new Secret(secrets.get(name));
        throw new Refused(Problem.of("secret.unset", "there is no value for the secret \"" + name + "\".", ""));
    }

    private Http.Answer call(Http.Call call, Duration timeout) throws Http.NotSent {
        called.add(call);
        if (outside == 0) throw new Http.NotSent("no route");
        return new Http.Answer(outside, Map.of(), new byte[0], false);
    }

    /** @param json as YAML would say it */
    Gate listener(String name, String json) {
        assert Definitions.check("listener", name, json, Map.of()).isEmpty()
                : Definitions.check("listener", name, json, Map.of());
        published.put("listener/" + name, Definitions.canonical("listener", name, json));
        definitions.publish(published, true);
        clock.step(Duration.ofSeconds(1));
        return this;
    }

    /** A listener for GitHub that runs a template. @param more further keys */
    Gate github(String more) {
        return listener("github", """
                {"verify": {"scheme": "github", "secret": "${secret:github}"}, "run": {"template": "issue"}%s}""".formatted(more.isEmpty() ? "" : ", " + more));
    }

    Reply receive(Arrival arrival) {
        return reception.receive(arrival, clock.instant().plus(Duration.ofSeconds(30)));
    }

    /** A GitHub delivery that is genuine. */
    static Arrival signed(String id, byte[] body) {
        return new Arrival(
                "github",
                Optional.empty(),
                "POST",
                Map.of(),
                Map.of(
                        "content-type", List.of("application/json"),
                        "x-github-event", List.of("issues"),
                        "x-github-delivery", List.of(id),
                        "x-hub-signature-256",
                                List.of("sha256="
                                        + java.util.HexFormat.of()
                                                .formatHex(Proof.hmac(
                                                        "HmacSHA256", SECRET.getBytes(StandardCharsets.UTF_8), body)))),
                body);
    }

    static Arrival signed(String id, String body) {
        return signed(id, body.getBytes(StandardCharsets.UTF_8));
    }

    static Arrival post(String listener, Map<String, String> headers, String body) {
        return request("POST", listener, Map.of(), headers, body);
    }

    static Arrival request(
            String method, String listener, Map<String, String> query, Map<String, String> headers, String body) {
        return new Arrival(
                listener, Optional.empty(), method, each(query), each(headers), body.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, List<String>> each(Map<String, String> values) {
        var all = new LinkedHashMap<String, List<String>>();
        values.forEach((name, value) -> all.put(name, List.of(value)));
        return all;
    }

    static Arrival with(Arrival arrival, String header, String value) {
        var headers = new LinkedHashMap<>(arrival.headers());
        headers.put(header, List.of(value));
        return new Arrival(
                arrival.listener(), arrival.token(), arrival.method(), arrival.query(), headers, arrival.body());
    }

    static Arrival at(Arrival arrival, String listener, String token) {
        return new Arrival(
                listener,
                Optional.ofNullable(token),
                arrival.method(),
                arrival.query(),
                arrival.headers(),
                arrival.body());
    }

    /** What the engine's function does with its queue: works on what is there until nothing is visible. */
    int untilQuiet() {
        int messages = 0;
        while (true) {
            int some = some(ExecutionMessage.QUEUE) + some(ExecutionMessage.IN_ORDER);
            if (some == 0) return messages;
            messages += some;
        }
    }

    private int some(String name) {
        var received = queue.receive(name, 10, Duration.ofMinutes(6));
        for (Queue.Received message : received) {
            var again = work.work(id(message), clock.instant().plus(Duration.ofSeconds(60)));
            if (again.isEmpty()) queue.done(name, message);
            else queue.release(name, message, Duration.between(clock.instant(), again.get()));
        }
        return received.size();
    }

    private static String id(Queue.Received message) {
        try {
            return JSON.readTree(message.body()).path("delivery").asText();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Delivery> all(String listener) {
        return faults.unwatched(
                () -> deliveries.list(listener, Optional.empty(), "", 1000).items());
    }

    Delivery only() {
        var all = all("github");
        if (all.size() != 1) throw new AssertionError(all.size() + " deliveries");
        return all.get(0);
    }

    @Override
    public Result run(Start start, Instant deadline) {
        starts.add(start);
        if (says.isPresent()) return says.get();
        effects.merge(start.execution(), 1, (before, one) -> before);
        return new Result.Succeeded(start.input());
    }
}
