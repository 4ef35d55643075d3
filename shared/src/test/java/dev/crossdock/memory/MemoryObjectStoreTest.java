package dev.crossdock.memory;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.ObjectStoreContract;
import java.time.Clock;

class MemoryObjectStoreTest extends ObjectStoreContract {
    private final ObjectStore objects = new MemoryObjectStore(Clock.systemUTC());

    @Override
    protected ObjectStore objects() {
        return objects;
    }
}
