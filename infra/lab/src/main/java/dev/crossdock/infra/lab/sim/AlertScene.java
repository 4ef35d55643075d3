package dev.crossdock.infra.lab.sim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.event.Queue;
import dev.crossdock.run.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Alerts tell of what goes wrong in all scenes: of each once, and of what goes on once an hour. Here files cannot be read, and messages are no messages. */
final class AlertScene implements Scene {
    /** A message that nobody can work on. */
    static final String POISON = "poison";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "collection/unread", "{\"key\": \"sku\"}",
                "connection/chat", "{\"url\": \"https://chat.example\", \"delivery\": \"idempotency-key\"}",
                "job/unread", """
                        {"from": {"bucket": "unread", "files": "*.csv"}, "to": {"collection": "unread"}}""",
                "alert/ops", """
                        {"events": ["run.failed", "run.partial", "run.held", "delivery.failed", "breaker.opened", "queue.dead"],
                         "call": {"connection": "chat", "request": "POST /ops", "body": "$event"}}""");
    }

    @Override
    public void open(World world) {
        world.shops.desk("chat.example");
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int which = i;
            var at = within.dividedBy(happenings).multipliedBy(i);
            if (i % 8 == 1)
                script.at(at, "poison " + i, () -> world.queues.put("drops", Queue.Message.of(POISON), Map.of()));
            else script.at(at, "unread " + i, () -> drop(world, which));
        }
    }

    private static void drop(World world, int file) {
        var text = "sku,n\nA,1\nB,\"never closed\n";
        world.objects.write("unread/" + file + ".csv", text.getBytes(StandardCharsets.UTF_8), "text/csv");
    }

    @Override
    public void check(World world) {
        var told = new TreeMap<String, Integer>();
        for (var effect : world.shops.effects("chat.example")) told.merge(about(tree(effect.body())), 1, Integer::sum);
        var wanted = new TreeMap<>(world.opened);
        for (var run : Look.runs(world)) {
            if (run.dryRun()) continue;
            if (run.state() == State.FAILED || run.state() == State.PARTIAL || run.state() == State.HELD) {
                wanted.put("run." + run.state().word() + " " + run.id(), 1);
            }
        }
        for (var dead : world.queues.dead()) wanted.put("queue.dead " + dead.substring(0, dead.indexOf(':')), 1);
        wanted.forEach((what, n) -> world.findings.expect(
                told.getOrDefault(what, 0) >= n,
                "lost",
                "of " + what + " was told " + told.get(what) + " times, not " + n));
        // Once in each hour that has begun, by whoever's clock.
        long hours = Duration.between(world.began, world.now()).toHours() + 3;
        told.forEach((what, n) -> {
            boolean hourly = what.startsWith("queue.dead ") || what.startsWith("delivery.failed ");
            long most = hourly ? hours : what.startsWith("breaker.opened ") ? wanted.getOrDefault(what, 0) : 1;
            world.findings.expect(n <= most, "storm", "of " + what + " was told " + n + " times, not " + most);
        });
    }

    private static String about(JsonNode event) {
        for (var word : new String[] {"run", "queue", "trigger", "connection"}) {
            if (event.has(word))
                return event.path("kind").asText() + " " + event.path(word).asText();
        }
        return event.toString();
    }

    private static JsonNode tree(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
