package dev.crossdock.web;

import dev.crossdock.Told;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** All that a user is told of sends that do not go well, as golden files; {@code -Dgolden=write} writes them anew. */
class SendMessagesTest {
    private static final Path ROOT = Path.of("src/test/resources/golden/send-messages");
    private static final Map<String, Object> PUT = Map.of("request", "PUT /products/{sku}");
    private static final Map<String, Object> BATCH = Map.of(
            "request",
            "POST /products",
            "batch",
            Map.of("size", 10),
            "body",
            "{\"items\": $records}",
            "results",
            Map.of("items", "results", "id", "id", "record", "sku", "status", "status", "error", "why"));

    private static final Map<String, Supplier<SendingHouse>> CASES = new LinkedHashMap<>();

    static {
        CASES.put("one-record-refused", () -> shop(Map.of(), PUT, Shop.answer(422, "{\"error\": \"no such tax\"}")));
        CASES.put("no-value-for-the-path", () -> sent(shop(Map.of(), PUT), "sku,price\n,1\nA-2,2\n"));
        CASES.put("wrong-credentials", () -> shop(Map.of(), PUT, 401, 401, 401));
        CASES.put("moved", () -> shop(Map.of(), PUT, 301, 301, 301));
        CASES.put("fails-at-one-record", () -> sent(shop(Map.of(), PUT, 500, 500, 500, 500), SendingHouse.csv(1)));
        CASES.put("away-for-too-long", () -> {
            var sent = shop(Map.of("retry", Map.of("attempts", 2, "for", "5m")), PUT);
            ((Shop) sent.service).always(Shop.Weather.NO_CONNECTION);
            return sent;
        });
        CASES.put(
                "answer-lost-at-most-once",
                () -> shop(
                        Map.of("delivery", "at-most-once"),
                        Map.of("request", "POST /orders"),
                        Shop.Weather.LOST_AFTER));
        CASES.put("some-of-a-batch-refused", () -> market(BATCH, (sku, time) -> sku.equals("A-2") ? 422 : 201));
        CASES.put("a-record-that-the-answer-does-not-name", () -> {
            var sent = market(BATCH, (sku, time) -> 201);
            ((Market) sent.service).shape =
                    (sku, status) -> sku.equals("A-3") ? null : "{\"id\":\"" + sku + "\",\"status\":201}";
            return sent;
        });
        CASES.put("the-record-that-spoils-its-batch", () -> {
            var sent = market(BATCH, (sku, time) -> 201);
            ((Market) sent.service).whole =
                    items -> items.toString().contains("A-2") ? Shop.answer(400, "cannot be read") : null;
            return sent;
        });
        CASES.put("batches-and-look-ups", () -> shop(Map.of("delivery", "check-then-write"), BATCH));
        CASES.put(
                "an-expression-that-fails",
                () -> shop(Map.of(), Map.of("request", "PUT /products/{sku}", "body", "$number(sku)")));
    }

    private static SendingHouse shop(Map<String, Object> connection, Map<String, Object> to, Object... weather) {
        var sent = new SendingHouse(house -> new Shop(house.faults), connection, to);
        ((Shop) sent.service).next(weather);
        return sent;
    }

    private static SendingHouse market(Map<String, Object> to, Market.Status status) {
        var market = new Market();
        market.status = status;
        market.shape = (sku, is) -> "{\"id\":\"" + sku + "\",\"status\":" + is + ",\"why\":\"as ordered\"}";
        return new SendingHouse(house -> market, Map.of(), to);
    }

    private static SendingHouse sent(SendingHouse house, String csv) {
        return house.drop(csv);
    }

    @TestFactory
    Stream<DynamicTest> whatIsToldIsAsGolden() {
        return CASES.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    var sent = each.getValue().get();
                    if (sent.house.all().isEmpty()) sent.drop(SendingHouse.csv(3));
                    Told.asGolden(ROOT.resolve(each.getKey() + ".txt"), sent.house);
                }));
    }
}
