package dev.crossdock.graph;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A record store that is read as it is, and in which every write succeeds and none takes place. */
record UnwrittenRecords(RecordStore real) implements RecordStore {
    @Override
    public Optional<Stored> read(String collection, String id) {
        return real.read(collection, id);
    }

    @Override
    public Map<String, Stored> read(String collection, List<String> ids) {
        return real.read(collection, ids);
    }

    @Override
    public List<Boolean> write(List<Write> writes) {
        return Collections.nCopies(writes.size(), true);
    }

    @Override
    public Page page(String collection, Filter filter, String cursor, int limit) {
        return real.page(collection, filter, cursor, limit);
    }

    @Override
    public Page page(String collection, Filter filter, int shard, String after, int limit) {
        return real.page(collection, filter, shard, after, limit);
    }

    @Override
    public Map<String, Long> count(String collection) {
        return real.count(collection);
    }
}
