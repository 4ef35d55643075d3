package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.WrittenBy;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.memory.SteppedClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A collection in memory, drops into it, and a person who edits it. */
abstract class ProductsInMemory {
    static final Collection PRODUCTS = new Collection(
            "products",
            "",
            List.of("sku"),
            Optional.of("{\"properties\": {\"price\": {\"type\": \"number\"}, \"stock\": {\"type\": \"integer\"}}}"),
            Invalid.REJECT,
            List.of());

    final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    final Faults faults = new Faults();
    final MemoryRecordStore store = new MemoryRecordStore(clock, faults);

    void edit(String sku, Object price) {
        new Records(store, clock)
                .put(
                        PRODUCTS,
                        Optional.empty(),
                        Map.of("sku", sku, "price", price),
                        Records.IfExists.REPLACE,
                        OptionalLong.empty());
    }

    CollectionSink sink(String run, String job, String order) {
        return sink(run, job, order, Optional.empty());
    }

    CollectionSink sink(String run, String job, String order, Optional<Invalid> invalid) {
        return new CollectionSink(store, PRODUCTS, invalid, new WrittenBy(run, job, order, "", 0), clock);
    }

    Stored stored(String id) {
        return store.read("products", id).orElseThrow();
    }

    static Record record(int number, String sku, Object price) {
        return Record.of(Map.of("sku", sku, "price", price), new Origin("incoming/p.csv", number, 10L * number));
    }

    static List<Outcome> write(CollectionSink sink, Map<String, Object> value) {
        return write(sink, Record.of(value, new Origin("incoming/p.csv", 1, 0)));
    }

    static List<Outcome> write(CollectionSink sink, Record... records) {
        try (var writer = sink.open(Chunk.whole(), Receipt.NONE)) {
            var outcomes = new ArrayList<>(writer.write(new Batch(List.of(records))));
            writer.flush();
            return outcomes;
        }
    }
}
