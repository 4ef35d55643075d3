package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.From;
import dev.crossdock.flow.Source;
import dev.crossdock.flow.SourceContract;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.graph.RecordStore.WrittenBy;
import dev.crossdock.memory.MemoryRecordStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The records of all shards, merged in the order of their ids. */
class CollectionByKeyTest extends SourceContract {
    private static final List<String> IDS = ids();

    private final MemoryRecordStore records = new MemoryRecordStore();

    private static List<String> ids() {
        var ids = new ArrayList<>(
                IntStream.range(0, 2_300).mapToObj("P-%04d"::formatted).toList());
        ids.addAll(List.of("ø", "\uFF21", "\uD83D\uDE00", "x y"));
        ids.sort(RecordItem::compareIds);
        return ids;
    }

    CollectionByKeyTest() {
        var now = Instant.parse("2026-03-01T10:00:00Z");
        for (var id : IDS) {
            var data = "{\"sku\":\"" + id + "\"}";
            var stored = new Stored("products", id, data, id, 1, true, "[]", WrittenBy.API, now, now, 0);
            records.write(List.of(new Write("products", id, 0, Optional.of(stored))));
        }
    }

    @Override
    protected Source source() {
        var from = new From.CollectionRecords("products", "all", Optional.empty(), true);
        return new CollectionSource(records, from, Map.of(), "job export, from");
    }

    @Override
    protected List<Object> expected() {
        return IDS.stream().map(id -> (Object) Map.of("sku", id)).toList();
    }

    @Test
    void itIsOneChunk() {
        assertThat(source().plan()).hasSize(1);
    }
}
