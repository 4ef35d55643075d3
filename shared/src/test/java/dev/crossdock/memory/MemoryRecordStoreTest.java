package dev.crossdock.memory;

import dev.crossdock.graph.RecordFindContract;
import dev.crossdock.graph.RecordStore;

class MemoryRecordStoreTest extends RecordFindContract {
    private final RecordStore store = new MemoryRecordStore();

    @Override
    protected RecordStore store() {
        return store;
    }
}
