package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Outcome;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the collection's sink does beyond {@link dev.crossdock.flow.SinkContract}. */
class CollectionSinkTest extends ProductsInMemory {
    @Test
    void aRecordSaysWhoWroteItAndWhen() {
        write(sink("r-1", "import", "1"), record(7, "A", 1));
        var made = stored("A");
        assertThat(made.origin()).isEqualTo(new WrittenBy("r-1", "import", "1", "incoming/p.csv", 7));
        clock.step(Duration.ofDays(1));
        write(sink("r-2", "import", "2"), record(1, "A", 2));
        assertThat(stored("A").createdAt()).isEqualTo(made.createdAt());
        assertThat(stored("A").updatedAt()).isEqualTo(made.updatedAt().plus(Duration.ofDays(1)));
        assertThat(stored("A").rev()).isEqualTo(2);
    }

    @Test
    void anUnchangedRecordIsReadAndNotWritten() {
        write(sink("r-1", "import", "1"), record(1, "A", 1));
        assertThat(write(sink("r-2", "import", "2"), record(1, "A", 1))).containsExactly(Outcome.UNCHANGED);
        assertThat(store.changes()).hasSize(1);
    }

    @Test
    void ofOneKeySeveralTimesInABatchTheLastCountsAndTheOthersSayWhich() {
        var outcomes = write(sink("r-1", "import", "1"), record(1, "A", 1), record(2, "B", 1), record(1500, "A", 2));
        assertThat(outcomes.get(0).kind()).isEqualTo(Outcome.Kind.SKIPPED);
        assertThat(outcomes.get(0).problem().orElseThrow().message())
                .isEqualTo("\"A\" comes again in record 1,500 of this file, which counts.");
        assertThat(outcomes.get(2)).isEqualTo(Outcome.WRITTEN);
        assertThat(store.changes()).hasSize(2);
        assertThat(stored("A").data()).contains("2");
    }

    @Test
    void aBadRecordDoesNotHideAGoodOneOfTheSameKey() {
        var outcomes = write(sink("r-1", "import", "1"), record(1, "A", 1), record(2, "A", "N/A"));
        assertThat(outcomes).extracting(Outcome::kind).containsExactly(Outcome.Kind.WRITTEN, Outcome.Kind.REJECTED);
        assertThat(stored("A").origin().record()).isEqualTo(1);
    }

    @Test
    void anEarlierRecordOfTheSameRunThatComesLateStaysBehind() {
        var sink = sink("r-1", "import", "1");
        write(sink, record(2000, "A", 2));
        var outcome = write(sink, record(1, "A", 1)).get(0);
        assertThat(outcome.problem().orElseThrow().code()).isEqualTo("record.duplicate-key");
        assertThat(stored("A").data()).contains("2");
    }

    @Test
    void aRejectedRecordTellsAllItsErrorsAndIsNotWritten() {
        var outcome = write(sink("r-1", "import", "1"), Map.of("sku", "A", "price", "N/A", "stock", "few"))
                .get(0);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECTED);
        var problem = outcome.problem().orElseThrow();
        assertThat(problem.field()).isIn("/price", "/stock");
        assertThat(problem.message()).contains("\"N/A\" string found", "\"few\" string found", " Also /");
        assertThat(store.changes()).isEmpty();
    }

    @Test
    void aMessageStaysReadableHoweverManyAndLongTheFieldsWithErrorsAre() {
        var record = new HashMap<String, Object>(Map.of("sku", "A", "price", "N/A"));
        for (int i = 0; i < 15; i++) record.put("n".repeat(1000) + i, i);
        var strict = new Collection(
                "products",
                "",
                List.of("sku"),
                Optional.of("{\"additionalProperties\": {\"type\": \"string\"}}"),
                Invalid.REJECT,
                List.of());
        var sink = new CollectionSink(store, strict, Optional.empty(), WrittenBy.API, clock);
        var message = write(sink, record).get(0).problem().orElseThrow().message();
        assertThat(message).hasSizeLessThan(2100).matches("(?s).* And 1[0-9] more\\.");
    }

    @Test
    void anInvalidRecordThatIsKeptIsFlaggedAndCorrectedByTheNextDrop() {
        var keep = sink("r-1", "import", "1", Optional.of(Invalid.KEEP));
        var outcome = write(keep, record(1, "A", "N/A")).get(0);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.WRITTEN);
        assertThat(outcome.problem().orElseThrow().toString())
                .isEqualTo("record.invalid: \"A\" is kept and flagged: \"N/A\" string found, number expected."
                        + " Correct it at the source, or in the map.");
        assertThat(stored("A").valid()).isFalse();
        assertThat(stored("A").errors()).contains("\"pointer\":\"/price\"", "\"code\":\"schema.type\"");
        write(sink("r-2", "import", "2"), record(1, "A", 1));
        assertThat(stored("A").valid()).isTrue();
        assertThat(stored("A").errors()).isEqualTo("[]");
    }

    @Test
    void aRecordThatSomebodyElseChangesBetweenReadAndWriteIsReadAgain() {
        write(sink("r-1", "import", "1"), record(1, "A", 1));
        var rivals = new int[1];
        faults.watch((number, what, after) -> {
            if (what.startsWith("records.write") && !after && rivals[0]++ == 0) edit("A", 50 + rivals[0]);
        });
        assertThat(write(sink("r-2", "import", "2"), record(1, "A", 2))).containsExactly(Outcome.WRITTEN);
        assertThat(stored("A").data()).contains("\"price\":2");
        assertThat(stored("A").rev()).isEqualTo(3);
    }

    @Test
    void aRecordThatOthersNeverLeaveAloneIsRejectedAndTheRestOfTheBatchIsWritten() {
        write(sink("r-1", "import", "1"), record(1, "A", 1));
        var rivals = new int[1];
        var busy = new boolean[1];
        faults.watch((number, what, after) -> {
            if (busy[0] || !what.startsWith("records.write") || after) return;
            busy[0] = true;
            edit("A", 50 + rivals[0]++);
            busy[0] = false;
        });
        var outcomes = write(sink("r-2", "import", "2"), record(1, "A", 2), record(2, "B", 1));
        assertThat(outcomes.get(0).problem().orElseThrow().code()).isEqualTo("record.contended");
        assertThat(outcomes.get(1)).isEqualTo(Outcome.WRITTEN);
        assertThat(rivals[0]).isBetween(10, 12);
    }

    @Test
    void whatPersonsAndOtherJobsWroteIsNoNewerDrop() {
        edit("A", 9);
        assertThat(write(sink("r-1", "import", "1"), record(1, "A", 1))).containsExactly(Outcome.WRITTEN);
        assertThat(write(sink("r-9", "other", "9"), record(1, "A", 2))).containsExactly(Outcome.WRITTEN);
        assertThat(write(sink("r-2", "import", "2"), record(1, "A", 3))).containsExactly(Outcome.WRITTEN);
    }

    @Test
    void anOlderDropSaysWhichRunWroteTheNewerRecord() {
        write(sink("r-2", "import", "2"), record(1, "A", 2));
        var outcome = write(sink("r-1", "import", "1"), record(1, "A", 1)).get(0);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.SKIPPED);
        assertThat(outcome.problem().orElseThrow().toString())
                .isEqualTo("record.superseded: \"A\" was written by a newer drop (run r-2)."
                        + " Nothing to do: the newer one stays.");
    }

    /** The limit that decision 2 names. */
    @Test
    void aNewerDropThatFoundARecordUnchangedDoesNotGuardItAgainstALateOlderOne() {
        write(sink("r-1", "import", "1"), record(1, "A", 1));
        assertThat(write(sink("r-3", "import", "3"), record(1, "A", 1))).containsExactly(Outcome.UNCHANGED);
        assertThat(write(sink("r-2", "import", "2"), record(1, "A", 2))).containsExactly(Outcome.WRITTEN);
    }
}
