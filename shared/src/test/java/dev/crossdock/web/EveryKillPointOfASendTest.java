package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.run.Run;
import dev.crossdock.run.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A file is sent to a webservice that logs its effects, and the sender is killed before and after every call to a store, a queue
 * or the webservice: what each delivery mode promises holds.
 */
class EveryKillPointOfASendTest {
    private static final int RECORDS = 9;
    private static final Map<String, Object> PUT = Map.of("request", "PUT /products/{sku}");
    private static final Map<String, Object> POST = Map.of("request", "POST /orders");
    private static final Map<String, Object> BATCH =
            Map.of("request", "POST /orders", "batch", Map.of("size", 4), "body", "{\"items\": $records}");

    private interface Promise {
        void check(SendingHouse sent, Shop shop, Run run);
    }

    private static void killedAnywhere(String mode, Map<String, Object> to, Promise promise) {
        var calls = send(mode, to, Long.MAX_VALUE, promise);
        assertThat(calls).isGreaterThan(50);
        var wrong = new ArrayList<String>();
        for (long call = 5; call <= calls; call++) {
            try {
                send(mode, to, call, promise);
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** @return how many calls there were */
    private static long send(String mode, Map<String, Object> to, long kill, Promise promise) {
        var sent = new SendingHouse(house -> new Shop(house.faults), Map.of("delivery", mode), to);
        sent.house.killAt(kill);
        sent.drop(SendingHouse.csv(RECORDS));
        assertThat(sent.house.kills()).isEqualTo(kill == Long.MAX_VALUE ? 0 : 1);
        var run = sent.house.run();
        assertThat(run.counts().read()).isEqualTo(RECORDS);
        assertThat(run.error()).isEmpty();
        assertThat(sent.results()).hasSize(RECORDS);
        promise.check(sent, (Shop) sent.service, run);
        return sent.house.faults.calls();
    }

    private static List<String> expectedPuts() {
        return IntStream.rangeClosed(1, RECORDS)
                .mapToObj(i -> "PUT /v1/products/A-%d {\"sku\":\"A-%d\",\"price\":\"%d\"}".formatted(i, i, i * 10))
                .toList();
    }

    private static void eachOnce(SendingHouse sent, Shop shop, Run run) {
        assertThat(run.state()).isEqualTo(State.SUCCEEDED);
        assertThat(run.counts().written()).isEqualTo(RECORDS);
        assertThat(shop.effects).containsExactlyElementsOf(expectedPuts());
    }

    @Test
    void putByKeyHasEachEffectOnceAndInOrder() {
        killedAnywhere("put-by-key", PUT, EveryKillPointOfASendTest::eachOnce);
    }

    @Test
    void checkThenWriteHasEachEffectOnce() {
        killedAnywhere("check-then-write", PUT, EveryKillPointOfASendTest::eachOnce);
    }

    @Test
    void anIdempotencyKeyMakesEachOrderOnce() {
        killedAnywhere("idempotency-key", POST, (sent, shop, run) -> {
            assertThat(run.counts().written()).isEqualTo(RECORDS);
            assertThat(ordered(shop))
                    .hasSize(RECORDS)
                    .allSatisfy((sku, times) -> assertThat(times).isEqualTo(1));
        });
    }

    @Test
    void anIdempotencyKeyMakesEachBatchOnce() {
        killedAnywhere("idempotency-key", BATCH, (sent, shop, run) -> {
            assertThat(run.counts().written()).isEqualTo(RECORDS);
            assertThat(shop.effects).hasSize(3);
            assertThat(ordered(shop))
                    .hasSize(RECORDS)
                    .allSatisfy((sku, times) -> assertThat(times).isEqualTo(1));
        });
    }

    @Test
    void atLeastOnceLosesNoOrderAndReportsEachThatMayBeThereTwice() {
        killedAnywhere("at-least-once", POST, EveryKillPointOfASendTest::reported);
        killedAnywhere("at-least-once", BATCH, EveryKillPointOfASendTest::reported);
    }

    private static void reported(SendingHouse sent, Shop shop, Run run) {
        assertThat(run.counts().written()).isEqualTo(RECORDS);
        assertThat(ordered(shop)).hasSize(RECORDS);
        var twice = new ArrayList<String>();
        ordered(shop).forEach((sku, times) -> {
            if (times > 1) twice.add(sku);
        });
        var said = sent.results().stream()
                .filter(line -> line.contains("\"maybeTwice\""))
                .map(line -> "A-" + line.replaceAll(".*\"record\":([0-9]+).*", "$1"))
                .toList();
        assertThat(said).containsAll(twice);
        // What is under way at a time, and no more, may be there twice.
        assertThat(said.size()).isLessThanOrEqualTo(RECORDS);
        if (sent.house.kills() == 0) assertThat(said).isEmpty();
    }

    @Test
    void atMostOnceDoesNothingTwiceAndSaysWhatItDoesNotKnow() {
        killedAnywhere("at-most-once", POST, (sent, shop, run) -> {
            assertThat(ordered(shop))
                    .allSatisfy((sku, times) -> assertThat(times).isEqualTo(1));
            assertThat(run.counts().written() + run.counts().unknown()).isEqualTo(RECORDS);
            assertThat(run.counts().unknown()).isLessThanOrEqualTo(8);
            assertThat(ordered(shop).size())
                    .isGreaterThanOrEqualTo((int) run.counts().written());
            assertThat(run.state()).isEqualTo(run.counts().unknown() > 0 ? State.PARTIAL : State.SUCCEEDED);
        });
    }

    /** How often each sku was ordered. */
    private static Map<String, Integer> ordered(Shop shop) {
        var times = new HashMap<String, Integer>();
        var sku = Pattern.compile("\"sku\":\"(A-[0-9]+)\"");
        for (var effect : shop.effects) {
            var matcher = sku.matcher(effect);
            while (matcher.find()) times.merge(matcher.group(1), 1, Integer::sum);
        }
        return new TreeMap<>(times);
    }
}
