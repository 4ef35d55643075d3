package dev.crossdock.engine;

import dev.crossdock.memory.Faults;
import dev.crossdock.web.Http;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every webservice of a test in memory: PUT sets a thing, DELETE takes it away, POST makes one under the next number unless its
 * Idempotency-Key was seen, GET shows one. What is ordered for a path comes first.
 */
public final class Town implements Http {
    private final Faults faults;
    private final Map<String, Deque<Answer>> ordered = new HashMap<>();
    private final Map<String, Answer> byKey = new HashMap<>();

    /** {@code PUT /orders/1 {"body"}} */
    public final List<String> calls = new ArrayList<>();

    public final List<Map<String, String>> headers = new ArrayList<>();
    /** Calls that have changed something. */
    public final List<String> effects = new ArrayList<>();

    public final Map<String, String> things = new LinkedHashMap<>();

    Town(Faults faults) {
        this.faults = faults;
    }

    /** @param call {@code GET /orders/1} */
    public Town next(String call, int status, String type, String body) {
        ordered.computeIfAbsent(call, c -> new ArrayDeque<>()).add(answer(status, type, body));
        return this;
    }

    public Town next(String call, int... statuses) {
        for (int status : statuses) next(call, status, "application/json", "{\"error\":\"as ordered\"}");
        return this;
    }

    @Override
    public synchronized Answer send(Call call, Duration timeout) {
        return faults.around("http " + call.method() + " " + call.uri().getRawPath(), () -> happen(call));
    }

    private Answer happen(Call call) {
        var path = call.uri().getRawPath()
                + (call.uri().getRawQuery() == null ? "" : "?" + call.uri().getRawQuery());
        var body = new String(call.body(), StandardCharsets.UTF_8);
        calls.add((call.method() + " " + path + " " + body).strip());
        headers.add(call.headers());
        var waiting = ordered.get(call.method() + " " + path);
        if (waiting != null && !waiting.isEmpty()) return waiting.poll();
        return effect(call, path, body);
    }

    private Answer effect(Call call, String path, String body) {
        switch (call.method()) {
            case "GET" -> {
                return things.containsKey(path)
                        ? answer(200, "application/json", things.get(path))
                        : answer(404, "application/json", "{\"error\":\"unknown\"}");
            }
            case "PUT" -> {
                if (!body.equals(things.put(path, body))) effects.add("PUT " + path);
                return answer(200, "application/json", "{\"id\":\"put" + path + "\"}");
            }
            case "DELETE" -> {
                if (things.remove(path) != null) effects.add("DELETE " + path);
                return answer(204, "", "");
            }
            default -> {
                var key = call.headers().getOrDefault("Idempotency-Key", "");
                if (byKey.containsKey(key)) return byKey.get(key);
                effects.add("POST " + path + " " + body);
                var answer = answer(201, "application/json", "{\"id\":" + effects.size() + "}");
                if (!key.isEmpty()) byKey.put(key, answer);
                return answer;
            }
        }
    }

    public static Answer answer(int status, String type, String body) {
        return new Answer(
                status,
                type.isEmpty() ? Map.of() : Map.of("content-type", List.of(type)),
                body.getBytes(StandardCharsets.UTF_8),
                false);
    }
}
