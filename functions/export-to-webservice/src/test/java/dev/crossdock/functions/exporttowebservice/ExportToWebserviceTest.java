package dev.crossdock.functions.exporttowebservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.graph.RecordStore.WrittenBy;
import dev.crossdock.run.RunKey;
import dev.crossdock.run.State;
import dev.crossdock.web.Http;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import dev.crossdock.web.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 1.9: the records of a collection are calls when the run ends. */
class ExportToWebserviceTest {
    private final List<String> calls = new ArrayList<>();

    @Test
    void validRecordsAreSentInBatchesAndTheAnswerSaysWhichWereTaken() {
        var house = new House()
                .define("collection", "products", Map.of("key", "sku"))
                .define("connection", "shop", Map.of("url", "https://shop.example"))
                .define(
                        "job",
                        "publish",
                        Map.of(
                                "from", Map.of("collection", "products", "records", "valid"),
                                "to",
                                        Map.of(
                                                "connection", "shop",
                                                "request", "POST /products",
                                                "batch", Map.of("size", 2),
                                                "body", "{'items': $records}",
                                                "results", Map.of("items", "rows", "id", "sku", "status", "code"))))
                .serve(in -> new ExportToWebservice(
                        new Sender(
                                this::answer,
                                in.ledger,
                                in.objects,
                                name -> new Secret(""),
                                new Pace(in.clock, new Random(1), in.clock::step)),
                        in.records,
                        in.ledger,
                        in.objects,
                        in.runner(),
                        in.clock));
        for (var sku : List.of("A", "B", "C")) write(house, sku, true);
        write(house, "D", false);
        house.starter.startMatching("publish", RunKey.ofRequest("publish", "1"), Map.of());
        house.untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.PARTIAL);
        assertThat(house.run().counts().read()).isEqualTo(3);
        assertThat(house.run().counts().written()).isEqualTo(2);
        assertThat(house.rejects()).hasSize(1);
        assertThat(house.rejects().get(0).file()).isEqualTo("products/B");
        assertThat(calls).hasSize(2);
    }

    private static void write(House house, String id, boolean valid) {
        var now = house.clock.instant();
        var stored =
                new Stored("products", id, "{\"sku\":\"" + id + "\"}", id, 1, valid, "[]", WrittenBy.API, now, now, 0);
        house.records.write(List.of(new Write("products", id, 0, Optional.of(stored))));
    }

    private Http.Answer answer(Http.Call call, Duration timeout) {
        var body = new String(call.body(), StandardCharsets.UTF_8);
        calls.add(body);
        var rows = new ArrayList<String>();
        for (var sku : List.of("A", "B", "C")) {
            if (body.contains("\"" + sku + "\""))
                rows.add("{\"sku\":\"" + sku + "\",\"code\":" + (sku.equals("B") ? 422 : 200) + "}");
        }
        var text = "{\"rows\":[" + String.join(",", rows) + "]}";
        return new Http.Answer(200, Map.of(), text.getBytes(StandardCharsets.UTF_8), false);
    }
}
