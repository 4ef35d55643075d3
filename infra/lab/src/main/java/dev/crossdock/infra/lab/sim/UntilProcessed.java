package dev.crossdock.infra.lab.sim;

import dev.crossdock.flow.WorldException;
import dev.crossdock.graph.RecordStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks again for what the table has left unprocessed, as {@code aws.DynamoRecordStore} does. */
class UntilProcessed implements RecordStore {
    private static final int PATIENCE = 8;

    final SimRecords world;

    UntilProcessed(SimRecords world) {
        this.world = world;
    }

    @Override
    public List<Boolean> write(List<Write> writes) {
        var answers = new Boolean[writes.size()];
        var todo = new ArrayList<Integer>();
        for (int i = 0; i < answers.length; i++) todo.add(i);
        for (int round = 0; round < PATIENCE; round++) {
            var some = todo.stream().map(writes::get).toList();
            var taken = world.take(some);
            var left = new ArrayList<Integer>();
            for (int i = 0; i < some.size(); i++) {
                if (taken.get(i).isPresent())
                    answers[todo.get(i)] = taken.get(i).get();
                else left.add(todo.get(i));
            }
            if (left.isEmpty()) return Arrays.asList(answers);
            todo = left;
        }
        throw new WorldException("the table leaves writes unprocessed", null);
    }

    @Override
    public Optional<Stored> read(String collection, String id) {
        return world.inner.read(collection, id);
    }

    @Override
    public Map<String, Stored> read(String collection, List<String> ids) {
        return world.inner.read(collection, ids);
    }

    @Override
    public Page page(String collection, Filter filter, String cursor, int limit) {
        return world.inner.page(collection, filter, cursor, limit);
    }

    @Override
    public Page page(String collection, Filter filter, int shard, String after, int limit) {
        return world.inner.page(collection, filter, shard, after, limit);
    }

    @Override
    public Page find(String collection, String entry, String after, int limit) {
        return world.inner.find(collection, entry, after, limit);
    }

    @Override
    public Set<String> complete(String collection) {
        return world.inner.complete(collection);
    }

    @Override
    public void complete(String collection, Set<String> marks) {
        world.inner.complete(collection, marks);
    }

    @Override
    public Page history(String collection, String id, String cursor, int limit) {
        return world.inner.history(collection, id, cursor, limit);
    }

    @Override
    public Map<String, Long> count(String collection) {
        return world.inner.count(collection);
    }
}
