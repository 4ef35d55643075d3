package dev.crossdock.infra.lab;

import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Mapping;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Sink;
import dev.crossdock.format.Options;
import dev.crossdock.graph.CollectionSink;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.mapping.JsonataMapping;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryRecordStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows per second of the steps of an import, each including those before it, over memory: what reading, mapping, checking and
 * storing cost by themselves. One thread. The difference to {@link HostBenchmark} is what the stores and the ledger cost.
 */
final class PipelineBenchmark {
    private static final int PASSES = 4;

    private PipelineBenchmark() {}

    static void run(int rows) {
        var objects = new MemoryObjectStore(Clock.systemUTC());
        var csv = ProductFile.csv(rows, 1).getBytes(StandardCharsets.UTF_8);
        objects.write("incoming/products.csv", csv, "text/csv");
        var mapping = JsonataMapping.compile(ProductFile.MAPPING, "product.jsonata", Map.of());
        print("read", rows, csv.length, () -> pass(objects, null, null));
        print("read, map", rows, csv.length, () -> pass(objects, mapping, null));
        print("read, map, store in memory", rows, csv.length, () -> pass(objects, mapping, sink(Optional.empty())));
        print(
                "read, map, check, store in memory",
                rows,
                csv.length,
                () -> pass(objects, mapping, sink(Optional.of(ProductFile.SCHEMA))));
    }

    private static Sink sink(Optional<String> schema) {
        var collection = new Collection("products", "", List.of("sku"), schema, Invalid.KEEP, List.of());
        var by = new RecordStore.WrittenBy("r-1", "import", "1", "", 0);
        return new CollectionSink(new MemoryRecordStore(), collection, Optional.empty(), by, Clock.systemUTC());
    }

    private static long pass(ObjectStore objects, Mapping mapping, Sink sink) {
        var file =
                objects.head("incoming/products.csv").flatMap(ObjectStore::ref).orElseThrow();
        var source = new FileSource(objects, file, Options.NONE);
        long records = 0;
        for (Chunk chunk : source.plan()) {
            try (var cursor = source.open(chunk, Checkpoint.START);
                    var writer = sink == null ? null : sink.open(chunk, Receipt.NONE)) {
                for (var batch = cursor.next(); batch.isPresent(); batch = cursor.next()) {
                    records += batch.get().size();
                    if (mapping == null) continue;
                    var mapped = new ArrayList<Record>(batch.get().size());
                    for (var record : batch.get().records()) mapped.addAll(mapping.apply(record));
                    if (writer != null) writer.write(new Batch(mapped));
                }
            }
        }
        return records;
    }

    private interface Pass {
        long run();
    }

    /** The median of the passes after the first. */
    private static void print(String what, int rows, long bytes, Pass pass) {
        var seconds = new ArrayList<Double>();
        for (int i = 0; i < PASSES; i++) {
            long began = System.nanoTime();
            if (pass.run() != rows) throw new IllegalStateException("not all rows were read");
            if (i > 0) seconds.add((System.nanoTime() - began) / 1e9);
        }
        seconds.sort(Double::compare);
        double median = seconds.get(seconds.size() / 2);
        System.out.printf("%-36s %,10.0f rows/s %7.1f MB/s%n", what, rows / median, bytes / 1e6 / median);
    }
}
