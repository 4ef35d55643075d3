package dev.crossdock.infra.lab.sim;

import dev.crossdock.web.AllowList;
import dev.crossdock.web.Http;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The other side: webservices by host, which keep what they are told and know how often. They refuse connections, have too much to do
 * (429 with both forms of Retry-After, 503), break off before and after they have acted, answer late, and are away for hours.
 */
final class Shops implements Http {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    /** What a host does with a call that it takes. */
    interface Service {
        Answer answer(Call call);
    }

    /** Something that was done at a call's wish. */
    record Effect(String host, String path, String body) {}

    private final World world;
    private final Map<String, Service> services = new HashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Map<String, Instant> awayUntil = new HashMap<>();
    /** A host that nobody may ask. */
    private int inside;

    /** @param answer null when there is none @param notSent whether that is certain */
    private record Exchange(Answer answer, boolean notSent, String why) {}

    Shops(World world) {
        this.world = world;
    }

    void open(String host, Service service) {
        services.put(host, service);
    }

    void away(String host, Duration time) {
        awayUntil.put(host, world.now().plus(time));
    }

    List<Effect> effects(String host) {
        return effects.stream().filter(effect -> effect.host().equals(host)).toList();
    }

    /** Calls that reached an address which is not the public internet. */
    int inside() {
        return inside;
    }

    /** Through the product's own gate, where it needs no name to be resolved. */
    Http gated() {
        var gate = new AllowList();
        return (call, timeout) -> {
            if (ADDRESS.matcher(call.uri().getHost()).matches()) gate.check(call.uri(), List.of());
            return send(call, timeout);
        };
    }

    @Override
    public Answer send(Call call, Duration timeout) throws NotSent, Lost {
        var site = "http " + call.method() + " " + call.uri().getHost()
                + call.uri().getPath();
        var exchange = world.faults.around(site, () -> exchange(call, timeout, site));
        if (exchange.answer() != null) return exchange.answer();
        if (exchange.notSent()) throw new NotSent(exchange.why());
        throw new Lost(exchange.why());
    }

    private Exchange exchange(Call call, Duration timeout, String site) {
        world.clock.step(Duration.ofMillis(10 + world.chance.below("network", 100)));
        var host = call.uri().getHost();
        if (ADDRESS.matcher(host).matches()) inside++;
        var service = services.get(host);
        if (service == null) return new Exchange(null, true, "no such host");
        if (!world.isCalm() && awayUntil.getOrDefault(host, Instant.MIN).isAfter(world.now())) {
            return world.chance.happens("away " + host, 0.5)
                    ? new Exchange(null, true, "refused")
                    : answered(503, Map.of(), "");
        }
        if (!world.troubled("webservice", site, world.weather.failing())) {
            return new Exchange(service.answer(call), false, "");
        }
        return switch (world.chance.below("how " + host, 9)) {
            case 0 -> new Exchange(null, true, "refused");
            case 1 -> answered(429, Map.of("retry-after", List.of("" + world.chance.below("retry", 30))), "");
            case 2 ->
                answered(
                        429,
                        Map.of("retry-after", List.of(DATE.format(world.now().plusSeconds(20)))),
                        "");
            case 3 -> answered(503, Map.of(), "");
            case 4 -> new Exchange(null, false, "reset");
            case 5 -> {
                service.answer(call);
                yield new Exchange(null, false, "reset after it was done");
            }
            case 6 -> {
                service.answer(call);
                yield answered(504, Map.of(), "");
            }
            case 7 -> answered(502, Map.of(), "");
            default -> {
                // It is done, and the answer takes longer than anybody waits.
                service.answer(call);
                world.pass(timeout);
                yield new Exchange(null, false, "no answer in time");
            }
        };
    }

    private static Exchange answered(int status, Map<String, List<String>> headers, String body) {
        return new Exchange(answer(status, headers, body), false, "");
    }

    static Answer answer(int status, Map<String, List<String>> headers, String body) {
        return new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8), false);
    }

    static Answer json(int status, String body) {
        return answer(status, Map.of("content-type", List.of("application/json")), body);
    }

    void note(Call call) {
        var host = call.uri().getHost();
        var path = call.uri().getPath();
        effects.add(new Effect(host, path, new String(call.body(), StandardCharsets.UTF_8)));
        var by = world.running();
        if (by.name.startsWith("call-") && !by.intends) {
            world.findings.add("effect without intent", by.name + " " + call.method() + " " + host + path);
        }
    }

    /** Things by their path: PUT sets, DELETE takes away, GET shows. */
    Map<String, String> shelf(String host) {
        var things = new TreeMap<String, String>();
        open(host, call -> {
            var path = call.uri().getPath();
            switch (call.method()) {
                case "PUT" -> {
                    note(call);
                    things.put(path, new String(call.body(), StandardCharsets.UTF_8));
                    return json(200, "{}");
                }
                case "DELETE" -> {
                    note(call);
                    return json(things.remove(path) == null ? 404 : 200, "{}");
                }
                default -> {
                    return things.containsKey(path) ? json(200, things.get(path)) : json(404, "{}");
                }
            }
        });
        return things;
    }

    /** A door where things are handed in by POST, once for each Idempotency-Key; without one, as often as they come. */
    void desk(String host) {
        desk(host, call -> false);
    }

    /** @param refused what is not taken in: it is not right, and will be no better if it comes again */
    void desk(String host, Predicate<Call> refused) {
        var seen = new HashMap<String, Answer>();
        open(host, call -> {
            if (refused.test(call)) return json(422, "{}");
            var key = call.headers().getOrDefault("Idempotency-Key", "");
            if (!key.isEmpty() && seen.containsKey(key)) return seen.get(key);
            note(call);
            var answer = json(201, "{\"id\": \"" + effects.size() + "\"}");
            if (!key.isEmpty()) seen.put(key, answer);
            return answer;
        });
    }
}
