package dev.crossdock.memory;

import dev.crossdock.graph.RecordItem;
import dev.crossdock.graph.RecordStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Records in memory, with a list of all changes, as a stream would tell them. Thread-safe by one lock. */
public final class MemoryRecordStore implements RecordStore {
    /** @param before empty = created @param after empty = deleted */
    public record Changed(Optional<Stored> before, Optional<Stored> after) {}

    private final Faults faults;
    private final Clock clock;
    private final Map<String, TreeMap<String, Stored>> collections = new HashMap<>();
    private final Map<String, TreeMap<String, Kept>> earlier = new HashMap<>();
    private final Map<String, Set<String>> complete = new HashMap<>();
    private final List<Changed> changes = new ArrayList<>();
    private Consumer<Changed> listener = change -> {};

    public MemoryRecordStore() {
        this(Clock.systemUTC(), new Faults());
    }

    public MemoryRecordStore(Clock clock, Faults faults) {
        this.clock = clock;
        this.faults = faults;
    }

    private record Kept(Stored record, Instant until) {}

    /** Told of every change, after it happened. */
    public synchronized void onChange(Consumer<Changed> newListener) {
        listener = newListener;
    }

    public synchronized List<Changed> changes() {
        return List.copyOf(changes);
    }

    @Override
    public Optional<Stored> read(String collection, String id) {
        return Optional.ofNullable(read(collection, List.of(id)).get(id));
    }

    @Override
    public Map<String, Stored> read(String collection, List<String> ids) {
        return faults.around("records.read " + collection, () -> {
            synchronized (this) {
                var found = new HashMap<String, Stored>();
                var in = in(collection);
                for (var id : ids) {
                    if (in.containsKey(id)) found.put(id, in.get(id));
                }
                return found;
            }
        });
    }

    @Override
    public List<Boolean> write(List<Write> writes) {
        RecordItem.expectPossible(writes);
        return faults.around("records.write", () -> {
            synchronized (this) {
                return writes.stream().map(this::write).toList();
            }
        });
    }

    private boolean write(Write write) {
        var in = in(write.collection());
        var before = in.get(write.id());
        if ((before == null ? 0 : before.rev()) != write.expectedRev()) return false;
        write.keep()
                .ifPresent(keep -> write.before()
                        .ifPresent(record -> earlier.computeIfAbsent(
                                        RecordItem.historyPartition(record.collection(), record.id()),
                                        id -> new TreeMap<>())
                                .put(
                                        RecordItem.version(record),
                                        new Kept(record, clock.instant().plus(keep)))));
        if (write.next().isPresent()) in.put(write.id(), write.next().get());
        else in.remove(write.id());
        if (before != null || write.next().isPresent()) {
            var change = new Changed(Optional.ofNullable(before), write.next());
            changes.add(change);
            listener.accept(change);
        }
        return true;
    }

    @Override
    public Page page(String collection, Filter filter, String cursor, int limit) {
        return faults.around("records.page " + collection, () -> {
            synchronized (this) {
                var items = new ArrayList<Stored>();
                for (var record : in(collection).tailMap(cursor, false).values()) {
                    if (!filter.passes(record)) continue;
                    if (items.size() == limit) {
                        return new Page(
                                List.copyOf(items),
                                Optional.of(items.get(limit - 1).id()));
                    }
                    items.add(record);
                }
                return new Page(List.copyOf(items), Optional.empty());
            }
        });
    }

    @Override
    public Page page(String collection, Filter filter, int shard, String after, int limit) {
        return faults.around("records.page " + collection + " " + shard, () -> {
            synchronized (this) {
                var items = new ArrayList<Stored>();
                for (var record : in(collection).tailMap(after, false).values()) {
                    if (RecordItem.shard(record.id()) != shard || !filter.passes(record)) continue;
                    items.add(record);
                    if (items.size() == limit) return new Page(List.copyOf(items), Optional.of(record.id()));
                }
                return new Page(List.copyOf(items), Optional.empty());
            }
        });
    }

    @Override
    public Page find(String collection, String entry, String after, int limit) {
        return faults.around("records.find " + collection, () -> {
            synchronized (this) {
                var items = new ArrayList<Stored>();
                for (var record : in(collection).tailMap(after, false).values()) {
                    if (!record.indexed().contains(entry)) continue;
                    items.add(record);
                    if (items.size() == limit) return new Page(List.copyOf(items), Optional.of(record.id()));
                }
                return new Page(List.copyOf(items), Optional.empty());
            }
        });
    }

    @Override
    public synchronized Set<String> complete(String collection) {
        return complete.getOrDefault(collection, Set.of());
    }

    @Override
    public void complete(String collection, Set<String> marks) {
        faults.around("records.complete " + collection, () -> {
            synchronized (this) {
                return complete.put(collection, Set.copyOf(marks));
            }
        });
    }

    @Override
    public synchronized Page history(String collection, String id, String cursor, int limit) {
        var all = earlier.getOrDefault(RecordItem.historyPartition(collection, id), new TreeMap<>());
        var items = new ArrayList<Stored>();
        for (var kept : (cursor.isEmpty() ? all : all.headMap(cursor, false))
                .descendingMap()
                .values()) {
            if (!clock.instant().isBefore(kept.until())) continue;
            items.add(kept.record());
            if (items.size() == limit) {
                return new Page(List.copyOf(items), Optional.of(RecordItem.version(kept.record())));
            }
        }
        return new Page(List.copyOf(items), Optional.empty());
    }

    @Override
    public synchronized Map<String, Long> count(String collection) {
        long total = in(collection).size();
        long valid = in(collection).values().stream().filter(Stored::valid).count();
        return Map.of("total", total, "valid", valid, "invalid", total - valid);
    }

    private TreeMap<String, Stored> in(String collection) {
        return collections.computeIfAbsent(collection, name -> new TreeMap<>(RecordItem::compareIds));
    }
}
