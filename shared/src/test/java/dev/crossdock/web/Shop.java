package dev.crossdock.web;

import dev.crossdock.memory.Faults;
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
 * A webservice in memory that logs its effects. PUT sets a thing, DELETE takes it away, POST adds an order unless its
 * Idempotency-Key was seen, GET shows a thing. What goes wrong is ordered call by call.
 */
final class Shop implements Http {
    /** How one call goes. */
    enum Weather {
        FINE,
        /** Nothing arrives. */
        NO_CONNECTION,
        /** It arrives, nothing happens, no answer. */
        LOST_BEFORE,
        /** It happens, and then the connection breaks. */
        LOST_AFTER
    }

    record Got(String method, String path, Map<String, String> headers, String body) {}

    private final Faults faults;
    private final Deque<Object> weather = new ArrayDeque<>();
    private Object always = Weather.FINE;
    private final Map<String, Answer> byKey = new HashMap<>();

    final List<Got> calls = new ArrayList<>();
    final List<String> effects = new ArrayList<>();
    final Map<String, String> things = new LinkedHashMap<>();
    Runnable onCall = () -> {};

    Shop(Faults faults) {
        this.faults = faults;
    }

    /** The next calls go like this: a {@link Weather}, a status, or an {@link Answer}. */
    void next(Object... each) {
        weather.addAll(List.of(each));
    }

    void always(Object how) {
        always = how;
    }

    @Override
    public Answer send(Call call, Duration timeout) throws NotSent, Lost {
        var how = weather.isEmpty() ? always : weather.poll();
        // The kill falls before the call leaves, or after it has had its effect and before anybody hears of it.
        var answer = faults.around("http " + call.method(), () -> happen(call, how));
        onCall.run();
        if (how == Weather.NO_CONNECTION) throw new NotSent("connection refused");
        if (how instanceof Weather && how != Weather.FINE) throw new Lost("connection reset");
        return answer;
    }

    private Answer happen(Call call, Object how) {
        if (how == Weather.NO_CONNECTION) return null;
        var got = new Got(
                call.method(),
                call.uri().getRawPath()
                        + (call.uri().getRawQuery() == null
                                ? ""
                                : "?" + call.uri().getRawQuery()),
                call.headers(),
                new String(call.body(), StandardCharsets.UTF_8));
        calls.add(got);
        if (how == Weather.LOST_BEFORE) return null;
        if (how instanceof Integer status) return answer(status, "{\"error\": \"as ordered\"}");
        if (how instanceof Answer given) return given;
        return effect(got);
    }

    private Answer effect(Got got) {
        switch (got.method()) {
            case "GET" -> {
                return things.containsKey(got.path()) ? answer(200, things.get(got.path())) : answer(404, "");
            }
            case "PUT" -> {
                if (!got.body().equals(things.put(got.path(), got.body())))
                    effects.add("PUT " + got.path() + " " + got.body());
                return answer(200, "");
            }
            case "DELETE" -> {
                if (things.remove(got.path()) == null) return answer(404, "");
                effects.add("DELETE " + got.path());
                return answer(204, "");
            }
            default -> {
                var key = got.headers().getOrDefault("Idempotency-Key", "");
                if (byKey.containsKey(key)) return byKey.get(key);
                effects.add(got.method() + " " + got.path() + " " + got.body());
                var answer = answer(201, "");
                if (!key.isEmpty()) byKey.put(key, answer);
                return answer;
            }
        }
    }

    static Answer answer(int status, String body) {
        return new Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8), false);
    }

    static Answer retryAfter(int status, String value) {
        return new Answer(status, Map.of("retry-after", List.of(value)), new byte[0], false);
    }
}
