package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TriggersTest {
    @Test
    void aChangeThatMakesACallAndOneThatRunsATemplateGoToDifferentQueues() {
        var house = new TriggerHouse()
                .trigger("reindex", "", TriggerHouse.CALL)
                .trigger("syndicate", "", "\"run\": {\"template\": \"push-product\"}")
                .put("A", "price", 1)
                .untilQuiet();
        assertThat(house.calls()).extracting(TriggerMail.Act::trigger).containsExactly("reindex");
        assertThat(house.acts(Triggers.RUNS))
                .extracting(TriggerMail.Act::trigger)
                .containsExactly("syndicate");
    }

    @Test
    void anUnchangedWriteFiresNothing() {
        var house = new TriggerHouse()
                .trigger("reindex", "", TriggerHouse.CALL)
                .put("A", "price", 1)
                .untilQuiet();
        house.put("A", "price", 1).untilQuiet();
        importOf(house, "r-1", Map.of("sku", "A", "price", 1));
        assertThat(house.untilQuiet().calls()).hasSize(1);
        assertThat(house.stream.changes()).hasSize(1);
    }

    @Test
    void aWriteByAProgramAndOneByAnImportFireTheSameTriggerTheSameWay() {
        var written = new TriggerHouse().trigger("reindex", "", TriggerHouse.CALL);
        written.put("A", "price", 1).put("A", "price", 2).untilQuiet();
        var imported = new TriggerHouse().trigger("reindex", "", TriggerHouse.CALL);
        importOf(imported, "r-1", Map.of("sku", "A", "price", 1));
        importOf(imported, "r-2", Map.of("sku", "A", "price", 2));
        imported.untilQuiet();
        assertThat(imported.said()).isEqualTo(written.said()).containsExactly("created A none→1", "updated A 1→2");
        assertThat(imported.calls().get(1).change().changed())
                .isEqualTo(written.calls().get(1).change().changed());
    }

    @Test
    void anImportBeginsAtHopNothingWhateverWroteTheRecordBefore() {
        var house = new TriggerHouse().trigger("reindex", "", TriggerHouse.CALL).put(5, "A", "price", 1);
        importOf(house, "r-1", Map.of("sku", "A", "price", 2));
        assertThat(house.untilQuiet().calls())
                .extracting(act -> act.change().hop())
                .containsExactly(5, 0);
    }

    @Test
    void atEightHopsItIsALoopAndPeopleFindWhichTriggerAndRecord() {
        var house = new TriggerHouse().trigger("reindex", "", TriggerHouse.CALL);
        house.put(7, "A", "price", 1).put(8, "A", "price", 2).tellAgain().untilQuiet();
        assertThat(house.said()).containsExactly("created A none→1");
        var problems = new TriggerProblems(house.ledger, house.clock).list("reindex", 10);
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).code()).isEqualTo("trigger.loop");
        assertThat(problems.get(0).place()).isEqualTo("trigger reindex");
        assertThat(problems.get(0).record()).isEqualTo("A");
        assertThat(problems.get(0).message())
                .isEqualTo("\"A\" of products was written 8 times by what its own changes started.");
    }

    @Test
    void aConditionThatFailsOverARecordIsFoundByPeopleAndTheOthersGoOn() {
        var house = new TriggerHouse()
                .trigger("prices", "", "\"when\": \"$number(price) > 1\", " + TriggerHouse.CALL)
                .put("A", "price", "N/A")
                .put("B", "price", "2")
                .untilQuiet();
        assertThat(house.said()).containsExactly("created B none→2");
        assertThat(new TriggerProblems(house.ledger, house.clock).list("prices", 10))
                .extracting(TriggerProblems.Entry::record)
                .containsExactly("A");
    }

    private static void importOf(TriggerHouse house, String run, Map<String, Object> data) {
        var by = new WrittenBy(run, "import-products", run, "incoming/p.csv", 1);
        var sink = new CollectionSink(house.records, TriggerHouse.PRODUCTS, Optional.empty(), by, house.clock);
        try (var writer = sink.open(Chunk.whole(), Receipt.NONE)) {
            writer.write(new Batch(List.of(Record.of(data, new Origin("incoming/p.csv", 1, 0)))));
            writer.flush();
        }
    }
}
