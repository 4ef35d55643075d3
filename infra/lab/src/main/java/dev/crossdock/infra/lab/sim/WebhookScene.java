package dev.crossdock.infra.lab.sim;

import dev.crossdock.engine.Mailbox;
import dev.crossdock.graph.RecordText;
import dev.crossdock.webhook.Deliveries;
import dev.crossdock.webhook.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Webhooks (2.2) run a template (2.4): an order is handed in, booked, stored and confirmed by mail; senders try again as senders do. */
final class WebhookScene implements Scene {
    private static final List<String> LISTENERS = List.of("shop", "in-order");

    private final Set<String> sent = new TreeSet<>();
    private final Set<String> acknowledged = new TreeSet<>();
    private boolean corrected;

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "connection/oms", "{\"url\": \"https://oms.example\", \"delivery\": \"idempotency-key\"}",
                "connection/books", "{\"url\": \"https://books.example\", \"delivery\": \"put-by-key\"}",
                "collection/orders", "{\"key\": \"number\"}",
                "listener/shop", """
                        {"verify": {"scheme": "github", "secret": "${secret:hook}"}, "run": {"template": "order"}}""",
                "listener/in-order", """
                        {"verify": {"scheme": "github", "secret": "${secret:hook}"}, "order": "customer",
                         "run": {"template": "order"}}""",
                "template/order", """
                        {"steps": [
                          {"id": "sent", "call": {"connection": "oms", "request": "POST /orders",
                                                  "body": "{'number': $input.number}"}},
                          {"id": "booked", "call": {"connection": "books", "request": "PUT /books/{$input.number}",
                                                    "body": "{'number': $input.number, 'oms': $sent.body.id}"}},
                          {"id": "stored", "record": {"upsert": "orders", "data": "{'number': $input.number}"}},
                          {"id": "mail", "mail": {"to": "a@example.com", "subject": "Order {$input.number}", "text": "Thank you."}}],
                         "output": "$sent.body.id"}""");
    }

    @Override
    public void open(World world) {
        world.shops.desk(
                "oms.example", call -> !corrected && new String(call.body(), StandardCharsets.UTF_8).contains("x\""));
        world.shops.shelf("books.example");
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int number = i;
            var at = within.dividedBy(happenings).multipliedBy(i);
            if (i % 6 == 5) script.at(at, "replay of a delivery " + i, () -> replay(world, number));
            else script.at(at, "webhook " + i, () -> send(world, number));
        }
    }

    private void send(World world, int number) {
        var order = "O" + number + (world.chance.happens("order", 0.15) ? "x" : "");
        sent.add(order);
        var listener = world.chance.one("listener", LISTENERS);
        var json = "{\"number\": \"" + order + "\", \"customer\": \"C" + number % 3 + "\"}";
        var arrival = Signed.arrival(listener, "delivery-" + number, json);
        int patience = world.chance.happens("patience", 0.1) ? 2 : 0;
        new Caller(
                        world,
                        "listener",
                        "webhook " + number,
                        patience,
                        (machine, invocation) -> machine.reception()
                                        .receive(arrival, invocation.deadline())
                                        .status()
                                == 200,
                        () -> acknowledged.add(order))
                .ask();
    }

    /** What it has done is not done again. */
    private void replay(World world, int number) {
        var listener = world.chance.one("replay", LISTENERS);
        var looked = new Deliveries(world.kept, world.objects, world.queues, world.clock);
        var all = looked.list(listener, Optional.empty(), "", 1000).items();
        if (all.isEmpty()) return;
        var id = world.chance.one("replay", all).id();
        ask(world, "replay " + id, deliveries -> deliveries.replay(id));
    }

    /** Whoever has corrected what made them fail has them all done. */
    @Override
    public void aftermath(World world) {
        corrected = true;
        for (var listener : LISTENERS) {
            ask(
                    world,
                    "replay what failed of " + listener,
                    deliveries -> deliveries.replay(listener, Delivery.State.FAILED, Instant.EPOCH));
        }
    }

    private static void ask(World world, String what, Consumer<Deliveries> asked) {
        new Caller(
                        world,
                        "control-api",
                        what,
                        0,
                        (machine, invocation) -> {
                            asked.accept(machine.deliveries());
                            return true;
                        },
                        () -> {})
                .ask();
    }

    @Override
    public void check(World world) {
        var handed = new TreeMap<String, Integer>();
        for (var effect : world.shops.effects("oms.example")) {
            handed.merge((String) ((Map<?, ?>) RecordText.read(effect.body())).get("number"), 1, Integer::sum);
        }
        var booked = new TreeSet<String>();
        for (var effect : world.shops.effects("books.example"))
            booked.add(effect.path().substring("/books/".length()));
        var stored = Look.collection(world, "orders").keySet();
        var mails = new TreeMap<String, Integer>();
        for (var mail : new Mailbox(world.objects).mails()) {
            mails.merge(mail.subject().substring("Order ".length()), 1, Integer::sum);
        }
        for (var order : acknowledged) {
            boolean all = handed.containsKey(order)
                    && booked.contains(order)
                    && stored.contains(order)
                    && mails.containsKey(order);
            world.findings.expect(
                    all,
                    "lost",
                    order + " was acknowledged; handed in " + handed.get(order) + ", booked " + booked.contains(order)
                            + ", stored " + stored.contains(order) + ", mails " + mails.get(order));
        }
        handed.forEach((order, n) -> world.findings.expect(n == 1, "twice", order + " was handed in " + n + " times"));
        mails.forEach((order, n) -> world.findings.expect(n == 1, "twice", order + " has " + n + " mails"));
        for (var order : handed.keySet()) {
            world.findings.expect(sent.contains(order), "wrong end", order + " was never sent");
        }
    }
}
