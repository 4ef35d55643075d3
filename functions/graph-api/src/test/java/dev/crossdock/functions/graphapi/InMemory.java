package dev.crossdock.functions.graphapi;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Definitions;
import dev.crossdock.event.Queue;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.memory.Faults;
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
import java.util.Map;

/** The function's world without a cloud. */
@ApplicationScoped
public class InMemory {
    private static final String PRODUCTS = "{\"key\": \"sku\", \"invalid\": \"reject\", \"history\": \"30d\","
            + " \"schema\": {\"properties\": {\"price\": {\"type\": \"number\"},"
            + " \"sizes\": {\"items\": {\"type\": \"string\"}}}},"
            + " \"indexes\": [\"colour\", \"tags[].key\"], \"readonly\": [\"erpId\"],"
            + " \"computed\": {\"label\": \"name & '!'\"},"
            + " \"relations\": {\"brand\": {\"collection\": \"brands\", \"by\": \"brand\"},"
            + " \"shelves\": {\"collection\": \"shelves\", \"by\": \"shelves\", \"many\": true}}}";

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
    Ledger ledger() {
        return new MemoryLedger(Clock.systemUTC());
    }

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
        return new MemoryQueue(Clock.systemUTC(), new Faults());
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    DefinitionStore definitions() {
        var store = new DefinitionStore(new MemoryLedger(Clock.systemUTC()), Clock.systemUTC());
        store.publish(
                Map.of(
                        "project/shop", Definitions.canonical("project", "shop", "{\"name\": \"shop\"}"),
                        "collection/products", Definitions.canonical("collection", "products", PRODUCTS),
                        "collection/brands",
                                Definitions.canonical(
                                        "collection",
                                        "brands",
                                        "{\"key\": \"id\", \"relations\": {\"owner\":"
                                                + " {\"collection\": \"brands\", \"by\": \"owner\"}}}"),
                        "collection/shelves", Definitions.canonical("collection", "shelves", "{\"key\": \"id\"}")),
                true);
        return store;
    }
}
