package dev.crossdock.functions.recordtrigger;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Definitions;
import dev.crossdock.event.Queue;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryQueue;
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
    DefinitionStore definitions() {
        var texts = new LinkedHashMap<String, String>();
        texts.put("project/shop", Definitions.canonical("project", "shop", "{\"name\": \"shop\"}"));
        texts.put("bucket/incoming", Definitions.canonical("bucket", "incoming", "{}"));
        texts.put("collection/products", Definitions.canonical("collection", "products", "{\"key\": \"sku\"}"));
        texts.put(
                "connection/search",
                Definitions.canonical("connection", "search", "{\"url\": \"https://search.example\"}"));
        texts.put(
                "trigger/reindex",
                Definitions.canonical(
                        "trigger",
                        "reindex",
                        "{\"watch\": {\"collection\": \"products\"}, \"call\": {\"connection\": \"search\", \"request\": \"PUT /docs/{$record.id}\"}}"));
        var store = new DefinitionStore(new MemoryLedger(Clock.systemUTC()), Clock.systemUTC());
        store.publish(texts, true);
        return store;
    }
}
