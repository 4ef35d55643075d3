package dev.crossdock.functions.sendfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.run.State;
import dev.crossdock.web.Http;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import dev.crossdock.web.Sender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 1.3: a drop starts the job, and each record is a call when it ends. */
class SendFileTest {
    private final List<String> calls = new ArrayList<>();

    private House house(Http http, Map<String, Object> to) {
        return new House()
                .define("bucket", "outgoing", Map.of())
                .define("connection", "shop", Map.of("url", "https://shop.example/v1"))
                .define("job", "syndicate", Map.of("from", Map.of("bucket", "outgoing", "files", "*.ndjson"), "to", to))
                .serve(house -> new SendFile(
                        new Sender(
                                http,
                                house.ledger,
                                house.objects,
                                name -> new Secret(""),
                                new Pace(house.clock, new Random(1), house.clock::step)),
                        house.objects,
                        house.runner(),
                        house.clock));
    }

    private Http.Answer answer(Http.Call call) {
        calls.add(
                call.method() + " " + call.uri().getRawPath() + " " + new String(call.body(), StandardCharsets.UTF_8));
        return new Http.Answer(200, Map.of(), new byte[0], false);
    }

    @Test
    void eachRecordIsSentInItsOrderAndTheInputMovesToProcessed() {
        var house = house(
                        (call, timeout) -> answer(call),
                        Map.of(
                                "connection",
                                "shop",
                                "request",
                                "PUT /products/{sku}",
                                "headers",
                                "{'x-job': $run.job}"))
                .drop("outgoing/p.ndjson", "{\"sku\":\"A/1\",\"price\":1.50}\n{\"sku\":\"B\",\"price\":2}\n")
                .untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        assertThat(calls)
                .containsExactly(
                        "PUT /v1/products/A%2F1 {\"sku\":\"A/1\",\"price\":1.50}",
                        "PUT /v1/products/B {\"sku\":\"B\",\"price\":2}");
        assertThat(house.objects.head("outgoing/processed/2026-03-01/p.ndjson")).isPresent();
    }

    @Test
    void aFileThatBreaksOffIsSentUpToThereAndSaysSo() {
        var house = house(
                        (call, timeout) -> answer(call), Map.of("connection", "shop", "request", "PUT /products/{sku}"))
                .drop("outgoing/p.ndjson", "{\"sku\":\"A\"}\n{\"sku\":\n{\"sku\":\"C\"}\n")
                .untilQuiet();
        assertThat(calls).hasSize(2);
        assertThat(house.rejects()).extracting("record").containsExactly(2L);
    }
}
