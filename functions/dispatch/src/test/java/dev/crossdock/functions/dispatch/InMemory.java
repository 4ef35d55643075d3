package dev.crossdock.functions.dispatch;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Definitions;
import dev.crossdock.event.Queue;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryQueue;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.LinkedHashMap;

/** The function's world without a cloud. */
@ApplicationScoped
public class InMemory {
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    ObjectStore objects() {
        return new MemoryObjectStore(Clock.systemUTC());
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    Queue queue() {
        return new MemoryQueue(Clock.systemUTC());
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    Ledger ledger() {
        return new MemoryLedger(Clock.systemUTC());
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    RecordStore records() {
        return new MemoryRecordStore();
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    DefinitionStore definitions() {
        var texts = new LinkedHashMap<String, String>();
        texts.put("project/shop", Definitions.canonical("project", "shop", "{\"name\": \"shop\"}"));
        texts.put("bucket/incoming", Definitions.canonical("bucket", "incoming", "{}"));
        texts.put("collection/products", Definitions.canonical("collection", "products", "{\"key\": \"sku\"}"));
        texts.put(
                "job/import-chairs",
                Definitions.canonical(
                        "job",
                        "import-chairs",
                        "{\"from\": {\"bucket\": \"incoming\", \"files\": \"chairs-*.csv\"}, \"to\": {\"collection\": \"products\"}}"));
        texts.put(
                "job/import-tables",
                Definitions.canonical(
                        "job",
                        "import-tables",
                        "{\"from\": {\"bucket\": \"incoming\", \"files\": \"tables-*.csv\"}, \"to\": {\"collection\": \"products\"}}"));
        var store = new DefinitionStore(new MemoryLedger(Clock.systemUTC()), Clock.systemUTC());
        store.publish(texts, true);
        return store;
    }
}
