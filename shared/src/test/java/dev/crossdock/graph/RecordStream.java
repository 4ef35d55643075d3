package dev.crossdock.graph;

import dev.crossdock.event.ItemChange;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.memory.MemoryRecordStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes of records in memory as the table's stream tells them, in their order. */
public final class RecordStream {
    private final List<ItemChange> changes = new ArrayList<>();
    private final Clock clock;

    public RecordStream(MemoryRecordStore records, Clock clock) {
        this.clock = clock;
        records.onChange(changed -> changes.add(item(changed.before(), changed.after())));
    }

    public List<ItemChange> changes() {
        return changes;
    }

    private ItemChange item(Optional<Stored> before, Optional<Stored> after) {
        var old = before.map(RecordItem::of).orElse(Map.of());
        var fresh = after.map(RecordItem::of).orElse(Map.of());
        var keys = fresh.isEmpty() ? old : fresh;
        return new ItemChange(
                "change-" + changes.size(),
                Integer.toString(changes.size()),
                Map.of(RecordItem.PARTITION, keys.get(RecordItem.PARTITION), RecordItem.ID, keys.get(RecordItem.ID)),
                old,
                fresh,
                clock.instant(),
                false);
    }
}
