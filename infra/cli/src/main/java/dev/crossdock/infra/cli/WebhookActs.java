package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The demo's acts that begin with a webhook: an order on its way to the OMS, a customer on the way to the CRM. */
final class WebhookActs {
    static final String SHOP_SECRET = "hush";
    /** As Standard Webhooks writes secrets. */
    static final String CUSTOMER_SECRET = "whsec_c2VjcmV0LW9mLXRoZS1jdXN0b21lci1zZXJ2aWNl";

    private static final long PATIENCE_MS = 20_000;

    private final Stage stage;
    private final Api api;
    private final Score score;
    private final Consumer<String> say;

    WebhookActs(Stage stage, Api api, Score score, Consumer<String> say) {
        this.stage = stage;
        this.api = api;
        this.score = score;
        this.say = say;
    }

    void order() throws Exception {
        var order = new String(stage.file("orders.ndjson"), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElseThrow()
                .replace("SF-10001", "SF-20001");
        expect(
                deliverOrder(order, "orders/create", "d-1", order) == 200,
                "a signed order to be taken",
                "another answer");
        expect(
                deliverOrder(order, "orders/create", "d-1", order) == 200,
                "the same again to be taken",
                "another answer");
        var altered = order.replace("\"total\":\"5060.00\"", "\"total\":\"0.01\"");
        expect(deliverOrder(altered, "orders/create", "d-2", order) == 401, "401 for an altered one", "another answer");
        expect(deliverOrder("{}", "app/uninstalled", "d-3", "{}") == 200, "what is not wanted to be taken", "another");
        score.shown(Scenario.S22, "a signed order taken once, an altered one refused");

        await("the order in the OMS", () -> stage.oms.things.containsKey("/orders/SF-20001"));
        await("its delivery to be done", () -> deliveries("done").size() == 1);
        var delivery = deliveries("done").get(0);
        var execution = api.get("/executions/" + delivery.path("execution").asText());
        for (var step : execution.path("steps"))
            say.accept("    " + step.path("step").asText(step.path("id").asText()) + "  "
                    + step.path("state").asText());
        say.accept("  → " + String.join(", ", stage.oms.effects) + "  total "
                + stage.oms.things.get("/orders/SF-20001").path("total").asText());
        expect(stage.oms.effects.size() == 1, "one order in the OMS", stage.oms.effects);
        expect(deliveries("dropped").size() == 1, "one delivery that was dropped", deliveries("dropped"));
        score.shown(Scenario.S24, "order → OMS, record, e-mail");
        mail();
    }

    private void mail() {
        var mails = api.items("/mails", 10);
        expect(mails.size() == 1, "one e-mail", mails);
        var mail = mails.get(0);
        say.accept("  e-mail to " + mail.path("to").path(0).asText() + ": "
                + mail.path("subject").asText());
        expect(mail.path("subject").asText().equals("Order SF-20001"), "the order's number in it", mail);
    }

    void customer() throws Exception {
        var body = "{\"type\":\"customer.created\",\"timestamp\":\"2026-01-31T12:00:00Z\",\"data\":{\"id\":\"c-1001\","
                + "\"name\":\"Ingrid Lindström\",\"email\":\"Ingrid.Lindstrom@example.com\"}}";
        var now = Instant.now().getEpochSecond();
        var key = Base64.getDecoder().decode(CUSTOMER_SECRET.substring("whsec_".length()));
        var headers = Map.of(
                "Content-Type",
                "application/json",
                "webhook-id",
                "msg-1",
                "webhook-timestamp",
                Long.toString(now),
                "webhook-signature",
                "v1," + signature(key, "msg-1." + now + "." + body));
        expect(send("/listeners/shop-customers", body, headers) == 200, "a customer to be taken", "another answer");
        await("the customer in the CRM", () -> stage.crm.things.containsKey("/contacts/c-1001"));
        say.accept("  → " + String.join(", ", stage.crm.effects) + "  "
                + stage.crm.things.get("/contacts/c-1001").path("email").asText());
        score.shown(Scenario.S22, "a customer on the way to the CRM");
    }

    private int deliverOrder(String body, String topic, String id, String signed) throws Exception {
        var headers = Map.of(
                "Content-Type", "application/json",
                "X-Shopify-Topic", topic,
                "X-Shopify-Webhook-Id", id,
                "X-Shopify-Event-Id", id,
                "X-Shopify-Hmac-Sha256", signature(SHOP_SECRET.getBytes(StandardCharsets.UTF_8), signed));
        int status = send("/listeners/shop-orders", body, headers);
        say.accept("  POST /listeners/shop-orders, " + topic + ", "
                + (body.equals(signed) ? "signed as Shopify does it" : "altered on the way") + " → " + status);
        return status;
    }

    private int send(String path, String body, Map<String, String> headers) {
        try {
            return api.send("POST", path, BodyPublishers.ofString(body), headers)
                    .statusCode();
        } catch (Failure e) {
            return e.status();
        }
    }

    private List<JsonNode> deliveries(String state) {
        return new ArrayList<>(api.items("/listeners/shop-orders/deliveries?state=" + state, 10));
    }

    private static String signature(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(String what, BooleanSupplier there) {
        var until = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > until) throw new IllegalStateException("expected " + what + ", waited for 20 s");
            Watch.pause(30);
        }
    }

    static void expect(boolean holds, String expected, Object seen) {
        if (!holds) throw new IllegalStateException("expected " + expected + ", saw " + seen);
    }
}
