package dev.crossdock.infra.lab.sim;

import dev.crossdock.event.Queue;
import dev.crossdock.graph.RecordText;
import dev.crossdock.webhook.Deliveries;
import dev.crossdock.webhook.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Listeners of other kinds (2.2): one whose deliveries come through a queue of somebody else's, as commercetools sends them, and are worked
 * on by their numbers; and one whose sender waits for what the template says.
 */
final class ListenerScene implements Scene {
    private static final String QUEUE = "arn:aws:sqs:eu-central-1:123456789012:ct-orders";
    private static final int RESOURCES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How many notifications each resource has. */
    private final Map<String, Integer> notified = new TreeMap<>();

    private final Map<String, String> answered = new TreeMap<>();

    @Override
    public String name() {
        return "listeners";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "connection/mirror", "{\"url\": \"https://mirror.example\", \"delivery\": \"idempotency-key\"}",
                "connection/pricing", "{\"url\": \"https://pricing.example\", \"delivery\": \"idempotency-key\"}",
                "listener/subscription", """
                        {"queue": {"arn": "%s"}, "handshake": "commercetools",
                         "id": "$body.resource.id & '@' & $string($body.sequenceNumber)", "order": "$body.resource.id",
                         "sequence": {"by": "$body.sequenceNumber", "wait": "1m"}, "run": {"template": "notified"}}""".formatted(QUEUE),
                "template/notified", """
                        {"steps": [{"id": "told", "call": {"connection": "mirror", "request": "POST /notified",
                                    "body": "{'resource': $input.resource.id, 'number': $input.sequenceNumber}"}}],
                         "output": "$told.status"}""",
                "listener/extension", """
                        {"verify": {"scheme": "github", "secret": "${secret:hook}"}, "run": {"template": "price"},
                         "respond": {"status": 200, "body": "{'price': $output}", "within": "10s"}}""",
                "template/price", """
                        {"steps": [{"id": "asked", "call": {"connection": "pricing", "request": "POST /prices",
                                    "body": "{'cart': $input.cart}"}}],
                         "output": "$asked.body.id"}""");
    }

    @Override
    public void open(World world) {
        world.shops.desk("mirror.example");
        world.shops.desk("pricing.example");
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int which = i;
            var at = within.dividedBy(happenings).multipliedBy(i);
            if (i % 3 == 2) script.at(at, "cart " + i, () -> ask(world, "A" + which));
            else script.at(at, "notification " + i, () -> notify(world));
        }
        script.at(Duration.ZERO, "subscribed", () -> send(world, "subscription", "ct", 1, "ResourceCreated"));
    }

    private void notify(World world) {
        var resource = "R" + world.chance.below("resource", RESOURCES);
        int number = notified.merge(resource, 1, Integer::sum);
        // On their ways one may overtake the other, and some come as two messages.
        for (int copy = 0; copy < (world.odd("notified twice", "ct", 0.1) ? 2 : 1); copy++) {
            var wait = Duration.ofMillis(
                    world.chance.below("notified", world.odd("notified late", "ct", 0.2) ? 200_000 : 2_000));
            world.in(
                    wait,
                    "notification of " + resource,
                    () -> send(world, "order", resource, number, "ResourceUpdated"));
        }
    }

    private static void send(World world, String type, String id, int number, String kind) {
        var body =
                "{\"notificationType\": \"%s\", \"resource\": {\"typeId\": \"%s\", \"id\": \"%s\"}, \"sequenceNumber\": %d}"
                        .formatted(kind, type, id, number);
        world.queues.put(QUEUE, Queue.Message.of(body), Map.of());
    }

    private void ask(World world, String cart) {
        var arrival = Signed.arrival("extension", "cart-" + cart, "{\"cart\": \"" + cart + "\"}");
        var heard = new String[1];
        new Caller(
                        world,
                        "listener",
                        "cart " + cart,
                        0,
                        (machine, invocation) -> {
                            var began = world.now();
                            var reply = machine.reception().receive(arrival, invocation.deadline());
                            heard[0] = new String(reply.body(), StandardCharsets.UTF_8);
                            return reply.status() == 200 && !world.now().isAfter(began.plus(PATIENCE));
                        },
                        () -> answered.put(cart, heard[0]))
                .ask();
    }

    @Override
    public void check(World world) {
        checkNumbers(world);
        var asked = new TreeMap<String, Integer>();
        for (var effect : world.shops.effects("pricing.example")) {
            asked.merge((String) ((Map<?, ?>) RecordText.read(effect.body())).get("cart"), 1, Integer::sum);
        }
        asked.forEach((cart, n) -> world.findings.expect(n == 1, "twice", cart + " was asked for " + n + " times"));
        answered.forEach((cart, reply) -> {
            var price = ((Map<?, ?>) RecordText.read(reply)).get("price");
            world.findings.expect(
                    asked.containsKey(cart) && price != null, "lost", cart + " was answered with " + reply);
        });
    }

    /** Each once; and none behind one with a higher number, where it was there when somebody looked whose turn it is. */
    private void checkNumbers(World world) {
        var told = new TreeMap<String, Integer>();
        for (var effect : world.shops.effects("mirror.example")) {
            var body = (Map<?, ?>) RecordText.read(effect.body());
            told.merge(body.get("resource") + "@" + body.get("number"), 1, Integer::sum);
        }
        told.forEach((what, n) -> world.findings.expect(n == 1, "twice", what + " was told " + n + " times"));
        notified.forEach((resource, last) -> {
            for (int number = 1; number <= last; number++) {
                var what = resource + "@" + number;
                world.findings.expect(told.containsKey(what), "lost", what + " was never told");
            }
        });
        var looked = new Deliveries(world.kept, world.objects, world.queues, world.clock);
        var deliveries = looked.list("subscription", Optional.empty(), "", 1000).items();
        world.findings.expect(
                deliveries.size() == told.size(),
                "runs",
                told.size() + " notifications, " + deliveries.size() + " deliveries");
        for (var early : deliveries) {
            for (var late : deliveries)
                if (overtaken(world, early, late)) {
                    world.findings.add(
                            "order", early.sequence() + " of " + early.group() + " waited for " + late.sequence());
                }
        }
    }

    private static boolean overtaken(World world, Delivery early, Delivery late) {
        return early.group().equals(late.group())
                && early.sequence().orElse(0L) < late.sequence().orElse(0L)
                && world.first("DELIVERYLINE#" + early.group() + " " + early.id())
                        < world.first("EXE#" + late.execution())
                && world.first("EXE#" + late.execution()) < world.first("EXE#" + early.execution());
    }
}
