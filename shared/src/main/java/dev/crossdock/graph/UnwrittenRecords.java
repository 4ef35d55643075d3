package dev.crossdock.graph;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    public Page find(String collection, String entry, String after, int limit) {
        return real.find(collection, entry, after, limit);
    }

    @Override
    public Set<String> complete(String collection) {
        return real.complete(collection);
    }

    @Override
    public void complete(String collection, Set<String> marks) {
        // It would be, if the records were.
    }

    @Override
    public Page history(String collection, String id, String cursor, int limit) {
        return real.history(collection, id, cursor, limit);
    }

    @Override
    public Map<String, Long> count(String collection) {
        return real.count(collection);
    }
}
