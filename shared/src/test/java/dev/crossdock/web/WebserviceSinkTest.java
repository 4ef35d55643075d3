package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Problem;
import dev.crossdock.run.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 1.3: what becomes of each record at a webservice that does not always do what it should. */
class WebserviceSinkTest {
    private static final Map<String, Object> PUT = Map.of("request", "PUT /products/{sku}");
    private static final Map<String, Object> BY_ID = Map.of(
            "request",
            "POST /products",
            "batch",
            Map.of("size", 10),
            "body",
            "{\"items\": $records}",
            "results",
            Map.of("items", "results", "id", "id", "record", "sku", "status", "status", "error", "why"));

    private static SendingHouse market(Market market, Map<String, Object> to) {
        return new SendingHouse(house -> market, Map.of(), to);
    }

    private static Map<String, Object> with(Map<String, Object> to, String key, Object value) {
        var changed = new LinkedHashMap<>(to);
        changed.put(key, value);
        return changed;
    }

    @Test
    void eachRecordIsACallByItsKeyAndALineOfTheResults() {
        var sent = new SendingHouse(house -> new Shop(house.faults), Map.of(), PUT).drop(SendingHouse.csv(3));
        var shop = (Shop) sent.service;
        assertThat(shop.effects)
                .containsExactly(
                        "PUT /v1/products/A-1 {\"sku\":\"A-1\",\"price\":\"10\"}",
                        "PUT /v1/products/A-2 {\"sku\":\"A-2\",\"price\":\"20\"}",
                        "PUT /v1/products/A-3 {\"sku\":\"A-3\",\"price\":\"30\"}");
        assertThat(sent.house.run().state()).isEqualTo(State.SUCCEEDED);
        assertThat(sent.results().get(1))
                .isEqualTo(
                        "{\"file\":\"outgoing/p.csv\",\"record\":2,\"outcome\":\"written\",\"status\":200,\"attempts\":1}");
        assertThat(sent.house.run().outputs())
                .contains(".runs/" + sent.house.run().id() + "/results.ndjson");
    }

    @Test
    void whatTheServiceRefusesIsARejectWithItsWordsAndTheOthersGoOn() {
        var sent = new SendingHouse(house -> new Shop(house.faults), Map.of(), PUT);
        ((Shop) sent.service).next(200, Shop.answer(422, "{\"error\": \"price must be positive\"}"), 200);
        sent.drop(SendingHouse.csv(3));
        assertThat(sent.house.run().state()).isEqualTo(State.PARTIAL);
        var reject = sent.house.rejects().get(0);
        assertThat(reject.record()).isEqualTo(2);
        assertThat(reject.code()).isEqualTo("web.refused");
        assertThat(reject.message()).contains("422", "PUT /products/A-2", "price must be positive");
        assertThat(sent.text("outgoing/invalid/2026-03-01/p.rejects.csv")).contains("A-2,20,2,\"web.refused");
        assertThat(sent.results().get(1)).contains("\"rejected\"", "\"status\":422", "price must be positive");
    }

    @Test
    void aRecordOfWhichNoPathCanBeMadeIsRejectedBeforeAnyCall() {
        var sent = new SendingHouse(house -> new Shop(house.faults), Map.of(), PUT).drop("sku,price\n,1\nA-2,2\n");
        assertThat(sent.house.rejects()).extracting("code").containsExactly("map.no-value");
        assertThat(((Shop) sent.service).calls).hasSize(1);
    }

    @Test
    void ofSeveralRecordsWithOneKeyTheLastOneCounts() {
        var sent = new SendingHouse(house -> new Shop(house.faults), Map.of(), PUT);
        var shop = (Shop) sent.service;
        shop.next(503, 503);
        sent.drop("sku,price\nA-1,1\nA-1,2\nA-1,3\n");
        assertThat(shop.things.get("/v1/products/A-1")).contains("\"3\"");
        assertThat(shop.effects).hasSize(3);
    }

    @Test
    void batchesAreClosedByCountAndByBytes() {
        var market = new Market();
        market(market, BY_ID).drop(SendingHouse.csv(25));
        assertThat(market.sizes).containsExactly(10, 10, 5);
        var tight = new Market();
        market(tight, with(BY_ID, "batch", Map.of("size", 100, "bytes", "256B")))
                .drop(SendingHouse.csv(25));
        assertThat(tight.took).hasSize(25);
        assertThat(tight.sizes).allMatch(size -> size <= 8);
    }

    @Test
    void onlyThoseThatMayBeSentAgainAreSentAgain() {
        var market = new Market();
        market.status = (sku, time) -> sku.equals("A-3") && time < 3 ? 429 : sku.equals("A-5") ? 422 : 201;
        market.shape = (sku, status) -> "{\"id\":\"" + sku + "\",\"status\":" + status + ",\"why\":\"as ordered\"}";
        var sent = market(market, BY_ID).drop(SendingHouse.csv(10));
        assertThat(market.sizes).containsExactly(10, 1, 1);
        assertThat(market.took)
                .hasSize(9)
                .allSatisfy((sku, times) -> assertThat(times).isEqualTo(1));
        assertThat(sent.house.rejects()).extracting("record").containsExactly(5L);
        assertThat(sent.house.rejects().get(0).message()).contains("\"A-5\"", "422", "as ordered");
        assertThat(sent.results().get(2)).contains("\"attempts\":3");
    }

    @Test
    void aRecordThatTheAnswerDoesNotNameIsUnknown() {
        var market = new Market();
        market.shape = (sku, status) -> sku.equals("A-4") ? null : "{\"id\":\"" + sku + "\",\"status\":201}";
        var sent = market(market, BY_ID).drop(SendingHouse.csv(10));
        assertThat(sent.house.run().counts().unknown()).isEqualTo(1);
        assertThat(sent.house.rejects().get(0).code()).isEqualTo("web.unnamed");
    }

    @Test
    void answersInTheOrderOfTheRecordsNeedNoId() {
        var market = new Market();
        market.status = (sku, time) -> sku.equals("A-2") ? 400 : 200;
        market.shape = (sku, status) -> "{\"ok\":" + (status == 200) + "}";
        var to = with(BY_ID, "results", Map.of("items", "results", "status", "ok"));
        var sent = market(market, to).drop(SendingHouse.csv(3));
        assertThat(sent.house.rejects()).extracting("record").containsExactly(2L);
    }

    @Test
    void aListOfErrorsNamesThoseThatFailed() {
        var market = new Market();
        market.status = (sku, time) -> sku.equals("A-2") ? 400 : 200;
        market.shape = (sku, status) ->
                status == 200 ? null : "{\"position\":" + (sku.charAt(2) - '1') + ",\"message\":\"no such tax\"}";
        var to = with(BY_ID, "results", Map.of("errors", "results", "index", "position", "error", "message"));
        var sent = market(market, to).drop(SendingHouse.csv(3));
        assertThat(sent.house.run().counts().written()).isEqualTo(2);
        assertThat(sent.house.rejects().get(0).record()).isEqualTo(2);
        assertThat(sent.house.rejects().get(0).message()).contains("no such tax");
    }

    @Test
    void bodiesAndAnswersMayBeLines() {
        var market = new Market();
        market.whole = items -> {
            items.forEach(item -> market.took.merge(item.path("sku").asText(), 1, Integer::sum));
            return Shop.answer(200, "{\"status\":201}\n{\"status\":\"failed\",\"error\":{\"reason\":\"mapping\"}}\n");
        };
        var to = Map.<String, Object>of(
                "request", "POST /_bulk",
                "batch", Map.of("size", 2),
                "headers", "{'content-type': 'application/x-ndjson'}",
                "body", "$join($records.$string($), '\n') & '\n'",
                "results", Map.of("lines", true, "status", "status", "error", "error.reason"));
        var sent = market(market, to).drop(SendingHouse.csv(2));
        assertThat(market.took).containsOnlyKeys("A-1", "A-2");
        assertThat(sent.house.rejects().get(0).message()).contains("mapping");
    }

    @Test
    void aBatchThatIsTooLargeIsHalved() {
        var market = new Market();
        market.whole = items -> items.size() > 3 ? Shop.answer(413, "too large") : null;
        market(market, BY_ID).drop(SendingHouse.csv(10));
        assertThat(market.took).hasSize(10);
        assertThat(market.sizes).contains(10, 5, 3, 2);
    }

    @Test
    void theOneRecordThatSpoilsItsBatchIsFoundByHalving() {
        for (int size : List.of(10, 100, 1000)) {
            var market = new Market();
            var poison = "A-" + (size / 3 + 1);
            market.whole = items ->
                    items.stream().anyMatch(item -> item.path("sku").asText().equals(poison))
                            ? Shop.answer(400, "cannot read it")
                            : null;
            var sent =
                    market(market, with(BY_ID, "batch", Map.of("size", size))).drop(SendingHouse.csv(size));
            assertThat(market.took).hasSize(size - 1).doesNotContainKey(poison);
            assertThat(sent.house.rejects()).extracting("record").containsExactly((long) size / 3 + 1);
            double log = Math.ceil(Math.log(size) / Math.log(2));
            assertThat(market.sizes.size()).isLessThanOrEqualTo((int) (2 * log + 1));
        }
    }

    @Test
    void anAnswerThatCannotBeReadIsALostOne() {
        var market = new Market();
        market.whole = items -> market.sizes.size() == 1 ? Shop.answer(200, "{\"results\":[{\"id\":\"A") : null;
        var sent = market(market, BY_ID).drop(SendingHouse.csv(10));
        assertThat(sent.house.run().counts().written()).isEqualTo(10);
        assertThat(market.sizes).containsExactly(10, 10);
    }

    @Test
    void randomBulkAnswersGiveEachRecordExactlyOneEnd() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var market = new Market();
            market.status =
                    (sku, time) -> List.of(201, 200, 409, 422, 429, 503, 500).get(random.nextInt(7));
            market.shape = (sku, status) ->
                    random.nextInt(20) == 0 ? null : "{\"id\":\"" + sku + "\",\"status\":" + status + "}";
            market.whole = items -> switch (random.nextInt(12)) {
                case 0 -> Shop.answer(413, "");
                case 1 -> Shop.answer(503, "");
                case 2 -> Shop.answer(200, "{\"resu");
                default -> null;
            };
            var sent = market(market, with(BY_ID, "batch", Map.of("size", 1 + random.nextInt(40))))
                    .drop(SendingHouse.csv(100));
            var counts = sent.house.run().counts();
            assertThat(counts.read()).as("seed " + seed).isEqualTo(100);
            assertThat(counts.written() + counts.rejected() + counts.unknown())
                    .as("seed " + seed)
                    .isEqualTo(100);
            assertThat(market.took.size()).as("seed " + seed).isGreaterThanOrEqualTo((int) counts.written());
            assertThat(sent.results()).as("seed " + seed).hasSize(100);
        }
    }

    @Test
    void retryAfterIsObeyedBeforeTheSameRecordIsSentAgain() {
        var calls = new ArrayList<Instant>();
        var sent = new SendingHouse(house -> new Shop(house.faults), Map.of(), PUT);
        var shop = (Shop) sent.service;
        shop.onCall = () -> calls.add(sent.house.clock.instant());
        shop.next(Shop.retryAfter(429, "7"), 200);
        sent.drop(SendingHouse.csv(1));
        assertThat(Duration.between(calls.get(0), calls.get(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
        assertThat(shop.calls).hasSize(2);
    }

    @Test
    void anOutageOfTwoHoursLosesNothingAndCostsFewCalls() {
        var sent = new SendingHouse(house -> new Shop(house.faults), Map.of(), PUT);
        var shop = (Shop) sent.service;
        var back = sent.house.clock.instant().plus(Duration.ofHours(2));
        shop.always(Shop.Weather.NO_CONNECTION);
        var tried = new ArrayList<Instant>();
        shop.onCall = () -> {
            tried.add(sent.house.clock.instant());
            if (!sent.house.clock.instant().isBefore(back)) shop.always(Shop.Weather.FINE);
        };
        sent.drop(SendingHouse.csv(300));
        assertThat(sent.house.run().state()).isEqualTo(State.SUCCEEDED);
        assertThat(sent.house.run().counts().written()).isEqualTo(300);
        assertThat(shop.effects).hasSize(300);
        assertThat(sent.house.clock.instant()).isBefore(back.plus(Duration.ofMinutes(10)));
        // Once it is known to be away it is looked at, not called.
        var known = back.minus(Duration.ofMinutes(110));
        var looks = tried.stream()
                .filter(call -> call.isAfter(known) && call.isBefore(back))
                .toList();
        for (int i = 1; i < looks.size(); i++) {
            assertThat(Duration.between(looks.get(i - 1), looks.get(i))).isGreaterThanOrEqualTo(Breaker.APART);
        }
        assertThat(tried.size() - looks.size()).isLessThan(400);
    }

    @Test
    void aServiceThatIsAwayForLongerThanRetryForRejectsWhatIsLeftAndSaysSo() {
        var connection = Map.<String, Object>of("retry", Map.of("attempts", 3, "for", "1h"));
        var sent = new SendingHouse(house -> new Shop(house.faults), connection, PUT);
        var shop = (Shop) sent.service;
        shop.always(Shop.Weather.NO_CONNECTION);
        sent.drop(SendingHouse.csv(1500));
        var run = sent.house.run();
        assertThat(run.state()).isEqualTo(State.PARTIAL);
        assertThat(run.counts().rejected()).isEqualTo(1500);
        assertThat(sent.house.rejects()).extracting("code").containsOnly("web.unreachable", "web.away");
        assertThat(Duration.between(run.createdAt(), run.endedAt().orElseThrow()))
                .isLessThan(Duration.ofMinutes(90));
    }

    @Test
    void aConnectionThatCannotCallAtAllFailsTheRunAndNothingIsLost() {
        var sent = new SendingHouse(house -> new Shop(house.faults), Map.of("url", "https://shop.example"), PUT);
        sent.house.define(
                "connection",
                "shop",
                Map.of("url", "https://shop.example", "auth", Map.of("apiKey", Map.of("value", "x"))));
        sent.drop(SendingHouse.csv(3));
        assertThat(sent.house.run().error().map(Problem::code)).contains("auth.incomplete");
        assertThat(sent.house.objects.head("outgoing/invalid/2026-03-01/p.csv")).isPresent();
    }

    @Test
    void batchesAndLookUpsDoNotGoTogether() {
        var sent = new SendingHouse(house -> new Market(), Map.of("delivery", "check-then-write"), BY_ID)
                .drop(SendingHouse.csv(3));
        assertThat(sent.house.run().error().map(Problem::code)).contains("config.batch-lookup");
    }

    @Test
    void aRetryOfARunUsesTheSameIdempotencyKeys() {
        var sent = new SendingHouse(
                        house -> new Shop(house.faults),
                        Map.of("delivery", "idempotency-key"),
                        Map.of("request", "POST /orders"))
                .drop(SendingHouse.csv(4));
        var first = sent.house.run();
        sent.house.starter.retry(first.id());
        sent.house.untilQuiet();
        assertThat(((Shop) sent.service).calls).hasSize(8);
        assertThat(((Shop) sent.service).effects).hasSize(4);
    }

    @Test
    void theRateHoldsOverAllWorkers() {
        var connection = Map.<String, Object>of("limits", Map.of("rate", "10/s"));
        var sent = new SendingHouse(house -> new Shop(house.faults), connection, PUT);
        var calls = new ArrayList<Instant>();
        ((Shop) sent.service).onCall = () -> calls.add(sent.house.clock.instant());
        sent.drop(SendingHouse.csv(100));
        assertThat(calls).hasSize(100);
        for (int i = 10; i < calls.size(); i++) {
            assertThat(Duration.between(calls.get(i - 10), calls.get(i)))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(950));
        }
        assertThat(Duration.between(calls.get(0), calls.get(99))).isLessThan(Duration.ofSeconds(12));
    }
}
