package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.event.ItemChange;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What lies beside the records in their table is told by the same stream. */
class EntryChangeTest {
    @Test
    void anEntryOfAnIndexIsNoChangeOfARecordAndOfNoCollection() {
        for (var partition : new String[] {
            RecordItem.entryPartition("products", Indexes.entry("colour", "a#1/b")),
            RecordItem.entryPartition("products", Indexes.ofRelation("brand", "X")),
            RecordItem.aboutPartition("products")
        }) {
            var keys = Map.<String, Object>of(RecordItem.PARTITION, partition, RecordItem.ID, "A-1");
            var made = new ItemChange("1", "1", keys, Map.of(), keys, Instant.EPOCH, false);
            var gone = new ItemChange("2", "2", keys, keys, Map.of(), Instant.EPOCH, false);
            assertThat(Change.of(made)).isEmpty();
            assertThat(Change.of(gone)).isEmpty();
            // No collection's name has a slash.
            assertThat(Change.collection(made)).contains("/").startsWith("products/");
        }
    }
}
