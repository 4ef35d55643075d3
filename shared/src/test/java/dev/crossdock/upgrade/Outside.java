package dev.crossdock.upgrade;

import dev.crossdock.memory.Faults;
import dev.crossdock.web.Http;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The webservices of a {@link Site}. They are no part of a deployment: what has arrived there stays when a build goes. */
final class Outside implements Http {
    private final Faults faults;
    final Map<String, String> things = new TreeMap<>();
    /** Calls that have changed something, in their order. */
    final List<String> effects = new ArrayList<>();

    Outside(Faults faults) {
        this.faults = faults;
    }

    @Override
    public Answer send(Call call, Duration timeout) {
        var what = call.method() + " " + call.uri().getHost() + call.uri().getRawPath();
        return faults.around("http " + what, () -> happen(call, what));
    }

    private Answer happen(Call call, String what) {
        var body = new String(call.body(), StandardCharsets.UTF_8);
        var key = call.headers().getOrDefault("Idempotency-Key", call.uri().toString());
        switch (call.method()) {
            case "GET" -> {
                return things.containsKey(key) ? answer(200, things.get(key)) : answer(404, "");
            }
            case "PUT" -> {
                if (!body.equals(things.put(key, body))) effects.add(what + " " + body);
                return answer(200, "{\"id\":\"" + call.uri().getPath() + "\"}");
            }
            default -> {
                if (things.put(key, body) == null) effects.add(what + " " + body);
                return answer(201, "");
            }
        }
    }

    private static Answer answer(int status, String body) {
        return new Answer(
                status,
                Map.of("content-type", List.of("application/json")),
                body.getBytes(StandardCharsets.UTF_8),
                false);
    }
}
