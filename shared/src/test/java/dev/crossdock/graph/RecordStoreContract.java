package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link RecordStore} keeps of single records; {@link RecordPagesContract} has the pages. */
public abstract class RecordStoreContract {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    /** Each test has its own, so that one store serves all. */
    final String products = "products-" + UUID.randomUUID();

    protected abstract RecordStore store();

    @Test
    void aRecordIsReadAsItWasWritten() {
        var by = new WrittenBy("r-1", "import-products", "2026-03-01#01", "incoming/p.csv", 7);
        var record = new Stored(
                products,
                "Å|1 😀",
                "{\"price\":0.10,\"n\":123456789012345678901234567890}",
                "hash",
                1,
                false,
                "[{\"code\":\"schema.type\"}]",
                by,
                NOW,
                NOW.plusNanos(123_456_789),
                3);
        assertThat(put(record)).isTrue();
        assertThat(store().read(products, record.id())).contains(record);
        assertThat(store().read(products, List.of(record.id()))).containsEntry(record.id(), record);
    }

    @Test
    void aRecordThatMustBeAbsentIsWrittenOnce() {
        assertThat(put(record("A", 1, "first"))).isTrue();
        assertThat(put(record("A", 1, "second"))).isFalse();
        assertThat(read("A").data()).isEqualTo("first");
    }

    @Test
    void aWriteOverAnotherRevThanTheStoredOneChangesNothing() {
        put(record("A", 1, "first"));
        put(record("A", 2, "second"));
        assertThat(put(record("A", 2, "late"))).isFalse();
        assertThat(put(record("A", 4, "early"))).isFalse();
        assertThat(read("A")).isEqualTo(record("A", 2, "second"));
    }

    @Test
    void aWriteOverARecordThatIsGoneChangesNothing() {
        assertThat(put(record("A", 2, "x"))).isFalse();
        assertThat(store().read(products, "A")).isEmpty();
    }

    @Test
    void aRecordIsDeletedOnlyAtTheRevThatWasRead() {
        put(record("A", 1, "first"));
        put(record("A", 2, "second"));
        assertThat(delete("A", 1)).isFalse();
        assertThat(read("A").data()).isEqualTo("second");
        assertThat(delete("A", 2)).isTrue();
        assertThat(store().read(products, "A")).isEmpty();
        assertThat(delete("A", 2)).isFalse();
        assertThat(put(record("A", 1, "anew"))).isTrue();
    }

    @Test
    void eachWriteOfManyIsJudgedOnItsOwnAndAnsweredInItsPlace() {
        put(record("A", 1, "there"));
        put(record("B", 1, "there"));
        var done = store().write(List.of(
                write(record("A", 1, "again")),
                write(record("C", 1, "new")),
                write(record("B", 2, "changed")),
                new Write(products, "D", 5, Optional.empty()),
                write(record("E", 3, "stale"))));
        assertThat(done).containsExactly(false, true, true, false, false);
        assertThat(read("A").data()).isEqualTo("there");
        assertThat(read("B").data()).isEqualTo("changed");
        assertThat(store().read(products, List.of("A", "B", "C", "D", "E"))).containsOnlyKeys("A", "B", "C");
    }

    @Test
    void moreThanAHundredRecordsAreWrittenAndReadInOneCall() {
        var random = new Random(42);
        var ids = IntStream.range(0, 350).mapToObj(i -> "id-" + i).toList();
        var before = ids.stream().filter(id -> random.nextInt(10) == 0).toList();
        store().write(before.stream().map(id -> write(record(id, 1, "old"))).toList());
        var done = store().write(
                        ids.stream().map(id -> write(record(id, 1, "new"))).toList());
        for (int i = 0; i < ids.size(); i++) {
            assertThat(done.get(i)).as(ids.get(i)).isEqualTo(!before.contains(ids.get(i)));
        }
        var read = store().read(products, ids);
        assertThat(read).hasSize(350);
        read.forEach((id, record) -> assertThat(record.data()).isEqualTo(before.contains(id) ? "old" : "new"));
    }

    @Test
    void whatWasWrittenIsReadAtOnce() {
        for (int rev = 1; rev <= 30; rev++) {
            put(record("A", rev, "rev " + rev));
            assertThat(read("A").data()).isEqualTo("rev " + rev);
            assertThat(store().read(products, List.of("A")).get("A").rev()).isEqualTo(rev);
        }
    }

    @Test
    void idsThatAreMissingOrAskedForTwiceDoNoHarm() {
        put(record("A", 1, "x"));
        assertThat(store().read(products, List.of("A", "B", "A"))).containsOnlyKeys("A");
        assertThat(store().read(products, List.of())).isEmpty();
        assertThat(store().write(List.of())).isEmpty();
    }

    @Test
    void anIdThatNoRecordCanHaveIsNotThere() {
        put(record("A", 1, "x"));
        for (var id : List.of("", "x".repeat(2000), "half \uD83D")) {
            assertThat(store().read(products, id)).isEmpty();
            assertThat(store().read(products, List.of(id, "A"))).containsOnlyKeys("A");
        }
    }

    @Test
    void aRecordOfAnotherCollectionIsAnotherRecord() {
        put(record("A", 1, "x"));
        assertThat(store().read(products + "-2", "A")).isEmpty();
        assertThat(store().count(products + "-2")).isEqualTo(Map.of("total", 0L, "valid", 0L, "invalid", 0L));
    }

    @Test
    void recordsNearTheLargestAreKeptAlsoManyAtOnce() {
        var writes = new ArrayList<Write>();
        for (int i = 0; i < 12; i++) writes.add(write(record("big-" + i, 1, "\"" + "ø".repeat(190_000) + "\"")));
        assertThat(store().write(writes)).hasSize(12).containsOnly(true);
        var ids = writes.stream().map(Write::id).toList();
        assertThat(store().read(products, ids).values())
                .hasSize(12)
                .allSatisfy(record -> assertThat(record.data()).hasSize(190_002));
    }

    @Test
    void aRecordAboveTheLargestIsAFaultOfTheCallerAndNothingOfItsCallIsWritten() {
        var writes = List.of(
                write(record("A", 1, "x")), write(record("B", 1, "ø".repeat(205_000))), write(record("C", 1, "x")));
        assertThatThrownBy(() -> store().write(writes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"B\"");
        assertThat(store().read(products, List.of("A", "B", "C"))).isEmpty();
    }

    @Test
    void recordsAreCountedByWhetherTheyAreValid() {
        for (int i = 0; i < 40; i++) put(record("v-" + i, 1, "x"));
        for (int i = 0; i < 7; i++) put(invalid("i-" + i, NOW));
        assertThat(store().count(products)).isEqualTo(Map.of("total", 47L, "valid", 40L, "invalid", 7L));
    }

    boolean put(Stored record) {
        return store().write(List.of(write(record))).get(0);
    }

    boolean delete(String id, long rev) {
        return store().write(List.of(new Write(products, id, rev, Optional.empty())))
                .get(0);
    }

    private Stored read(String id) {
        return store().read(products, id).orElseThrow();
    }

    Stored record(String id, long rev, String data) {
        return new Stored(products, id, data, "h", rev, true, "[]", WrittenBy.API, NOW, NOW, 0);
    }

    Stored invalid(String id, Instant updated) {
        return new Stored(products, id, "x", "h", 1, false, "[{}]", WrittenBy.API, NOW, updated, 0);
    }

    static Write write(Stored record) {
        return new Write(record.collection(), record.id(), record.rev() - 1, Optional.of(record));
    }
}
