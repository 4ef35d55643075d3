package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.definition.From;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Source;
import dev.crossdock.flow.SourceContract;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.graph.RecordStore.WrittenBy;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.memory.SteppedClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CollectionSourceTest extends SourceContract {
    private static final int RECORDS = 2_300;

    private final MemoryRecordStore records =
            new MemoryRecordStore(new SteppedClock(Instant.parse("2026-03-01T10:00:00Z")), new Faults());

    CollectionSourceTest() {
        for (int i = 1; i <= RECORDS; i++) write("P-%04d".formatted(i), i % 100 == 0);
    }

    private void write(String id, boolean invalid) {
        var data = "{\"sku\":\"" + id + "\",\"price\":" + (invalid ? "\"N/A\"" : "1.50") + "}";
        var errors = invalid
                ? "[{\"pointer\":\"/price\",\"code\":\"schema.type\",\"message\":\"is no number.\",\"hint\":\"Correct it.\"}]"
                : "[]";
        var now = Instant.parse("2026-03-01T10:00:00Z");
        var stored = new Stored("products", id, data, id, 1, !invalid, errors, WrittenBy.API, now, now, 0);
        assertThat(records.write(List.of(new Write("products", id, 0, Optional.of(stored)))))
                .containsExactly(true);
    }

    private Source source(String which, String where) {
        var from = new From.CollectionRecords("products", which, Optional.ofNullable(where));
        return new CollectionSource(records, from, Map.of("params", Map.of("limit", 3)), "job export, from");
    }

    @Override
    protected Source source() {
        return source("all", null);
    }

    @Override
    protected List<Object> expected() {
        var all = new ArrayList<Object>();
        for (int shard = 0; shard < RecordItem.SHARDS; shard++) {
            for (var after = Optional.of(""); after.isPresent(); ) {
                var page = records.page("products", Filter.ALL, shard, after.get(), 7);
                page.items().forEach(stored -> all.add(RecordText.read(stored.data())));
                after = page.next();
            }
        }
        assertThat(all).hasSize(RECORDS);
        return all;
    }

    @Override
    protected boolean numberedThrough() {
        return false;
    }

    @Test
    void everyShardIsAChunkAndInvalidOnesAreOne() {
        assertThat(source("valid", null).plan()).hasSize(RecordItem.SHARDS);
        assertThat(source("invalid", null).plan()).hasSize(1);
        assertThat(source("invalid", null).plan().get(0).number()).isZero();
    }

    @Test
    void aChunkOfAnEarlierVersionIsTheWholeCollection() {
        try (var cursor = source("all", null).open(Chunk.whole(), Checkpoint.START)) {
            int count = 0;
            for (var batch = cursor.next(); batch.isPresent(); batch = cursor.next())
                count += batch.get().size();
            assertThat(count).isEqualTo(RECORDS);
        }
    }

    @Test
    void whereNothingIsRememberedChangesAreRefused() {
        assertThatThrownBy(() -> source("changed", null)).hasMessageContaining("job.changed");
    }

    private static List<Object> read(Source source) {
        var all = new ArrayList<Object>();
        for (var chunk : source.plan()) {
            try (var cursor = source.open(chunk, Checkpoint.START)) {
                for (var batch = cursor.next(); batch.isPresent(); batch = cursor.next()) {
                    batch.get().records().stream().map(Record::value).forEach(all::add);
                }
            }
        }
        return all;
    }

    @Test
    void validOnesAreThoseThatKeepTheSchema() {
        assertThat(read(source("valid", null))).hasSize(RECORDS - RECORDS / 100);
    }

    @Test
    void invalidOnesSayWhatIsWrongWithThem() {
        var invalid = read(source("invalid", null));
        assertThat(invalid).hasSize(RECORDS / 100);
        assertThat(invalid)
                .contains(Map.of(
                        "_id", "P-0100",
                        "sku", "P-0100",
                        "price", "N/A",
                        "_errors", List.of("/price: is no number. Correct it.")));
    }

    @Test
    void whereChoosesAndSeesTheRunsParameters() {
        assertThat(read(source("all", "$number($substringAfter(sku, \"-\")) <= $params.limit")))
                .hasSize(3);
        assertThat(read(source("all", "sku = \"none\""))).isEmpty();
    }
}
