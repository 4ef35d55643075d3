package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.House;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.SqsFunction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs that did not go well are announced to the alerts that ask for it. */
class AnnouncedTest {
    private final List<String> told = new ArrayList<>();

    private House house(String... events) {
        var call = Map.<String, Object>of("connection", "chat", "request", "POST /hooks");
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", Map.of("key", "sku", "invalid", "reject"))
                .define("connection", "chat", Map.of("url", "https://chat.example"))
                .define(
                        "job",
                        "import-products",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "*.csv"),
                                "to", Map.of("collection", "products")))
                .define("alert", "ops", Map.of("events", List.of(events), "call", call))
                .serve(house -> new ImportIntoCollection(house, 1_000_000))
                .serve(house -> new Teller());
    }

    /** Stands where alerts are told. */
    private final class Teller implements SqsFunction {
        @Override
        public String name() {
            return "call-webservice.fifo";
        }

        @Override
        public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
            event.getRecords().forEach(message -> told.add(message.getBody()));
            return new SQSBatchResponse(List.of());
        }
    }

    private List<Announcer.Event> events() {
        return new LinkedHashSet<>(told)
                .stream()
                        .map(body -> Announcer.Message.parse(body).orElseThrow().event())
                        .toList();
    }

    @Test
    void aRunWithRejectsIsAnnouncedWithItsJobAndHowMany() {
        var house = house("run.partial", "run.failed")
                .drop("incoming/p.csv", "sku,price\nA,1\n,2\n")
                .untilQuiet();
        assertThat(events()).hasSize(1);
        var event = events().get(0);
        assertThat(event.kind()).isEqualTo("run.partial");
        assertThat(event.title()).isEqualTo("import-products partial: 1 of 2 records were refused.");
        assertThat(event.about())
                .containsEntry("job", "import-products")
                .containsEntry("run", house.run().id());
        assertThat(event.path()).isEqualTo("/runs/" + house.run().id());
    }

    @Test
    void aRunThatWentWellAndAnEventThatNobodyAsksForAreNotAnnounced() {
        house("run.partial").drop("incoming/p.csv", "sku,price\nA,1\n").untilQuiet();
        house("run.failed").drop("incoming/p.csv", "sku,price\n,1\n").untilQuiet();
        assertThat(told).isEmpty();
    }

    @Test
    void killedAtAnyCallTheEndOfARunIsAnnouncedAsOneEvent() {
        int kills = 1;
        for (int at = 1; kills > 0; at++) {
            told.clear();
            var house = house("run.partial");
            house.drop("incoming/p.csv", "sku,price\nA,1\n,2\n").killAt(at).untilQuiet();
            kills = house.kills();
            assertThat(events()).as("killed at " + at).hasSize(1);
        }
    }
}
