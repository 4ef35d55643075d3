package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.SinkContract;
import dev.crossdock.graph.RecordStore.WrittenBy;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.memory.SteppedClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class CollectionSinkContractTest extends SinkContract {
    private static final Collection PRODUCTS =
            new Collection("products", "", List.of("sku"), Optional.empty(), Invalid.REJECT, List.of());
    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));

    @Override
    protected Place place() {
        var store = new MemoryRecordStore(clock, new Faults());
        return new Place(
                drop -> new CollectionSink(store, PRODUCTS, Optional.empty(), stamp(drop), clock), () -> seen(store));
    }

    private static WrittenBy stamp(int drop) {
        return new WrittenBy("r-" + drop, "import-products", "2026-03-0" + drop, "", 0);
    }

    /** A record that is written twice has another rev. */
    private static Map<String, Object> seen(MemoryRecordStore store) {
        var seen = new HashMap<String, Object>();
        store.page("products", RecordStore.Filter.ALL, "", 1000)
                .items()
                .forEach(record -> seen.put(record.id(), record.data() + " rev " + record.rev()));
        return seen;
    }
}
