package dev.crossdock.functions.controlapi;

import dev.crossdock.bucket.ObjectStore;
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

/** The function's world without a cloud. */
@ApplicationScoped
public class InMemory {
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
        return new DefinitionStore(new MemoryLedger(Clock.systemUTC()), Clock.systemUTC());
    }
}
