package dev.crossdock.memory;

import dev.crossdock.graph.RecordPagesContract;
import dev.crossdock.graph.RecordStore;

class MemoryRecordStoreTest extends RecordPagesContract {
    private final RecordStore store = new MemoryRecordStore();

    @Override
    protected RecordStore store() {
        return store;
    }
}
