package dev.crossdock.functions.listener;

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
import dev.crossdock.web.Secret;
import dev.crossdock.web.SecretValues;
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
    Queue queue() {
        return new MemoryQueue(Clock.systemUTC());
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
    RecordStore records() {
        return new MemoryRecordStore(Clock.systemUTC(), new Faults());
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    SecretValues secrets() {
        return name -> new Secret("It's a Secret to Everybody");
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
                        "template/t",
                                Definitions.canonical(
                                        "template", "t", "{\"steps\": [{\"map\": \"{'doubled': $input.a * 2}\"}]}"),
                        "listener/github",
                                listener(
                                        "github",
                                        "{\"verify\": {\"scheme\": \"github\", \"secret\": \"${secret:a}\"}, \"run\": {\"template\": \"t\"}}"),
                        "listener/off", listener("off", "{\"verify\": {\"scheme\": \"none\"}, \"disabled\": true}"),
                        "listener/waits",
                                listener(
                                        "waits",
                                        "{\"verify\": {\"scheme\": \"none\"}, \"run\": {\"template\": \"t\"}, \"respond\": {\"body\": \"$output\"}}"),
                        "listener/graph",
                                listener("graph", "{\"verify\": {\"scheme\": \"none\"}, \"handshake\": \"graph\"}"),
                        "listener/echo", listener("echo", """
                                        {"verify": {"scheme": "none"}, "token": "${secret:a}", "methods": ["GET", "POST", "PUT", "PATCH", "DELETE"],
                                         "respond": {"status": 207, "headers": {"x-method": "{$method}"},
                                                     "body": "{'raw': $raw, 'query': $query, 'type': $headers.'content-type', 'x': $headers.'x-twice'}"}}""")),
                true);
        return store;
    }

    private static String listener(String name, String json) {
        return Definitions.canonical("listener", name, json);
    }
}
