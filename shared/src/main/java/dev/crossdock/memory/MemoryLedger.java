package dev.crossdock.memory;

import dev.crossdock.run.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The ledger in memory: for previews, tests and the simulator. Thread-safe by one lock, so that every call is one moment. */
public final class MemoryLedger implements Ledger {
    /** DynamoDB orders sort keys by their bytes. */
    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private record Kept(Entry entry, Instant expires) {}

    private final String name;
    private final Clock clock;
    private final Faults faults;
    private final Map<String, NavigableMap<String, Kept>> partitions = new HashMap<>();

    public MemoryLedger(Clock clock) {
        this("ledger", clock, new Faults());
    }

    /** @param name as {@link Faults} tells it */
    public MemoryLedger(String name, Clock clock, Faults faults) {
        this.name = name;
        this.clock = clock;
        this.faults = faults;
    }

    @Override
    public Optional<Entry> read(String partition, String sort) {
        return faults.around(name + ".read " + partition + "/" + sort, () -> {
            synchronized (this) {
                return Optional.ofNullable(kept(partition, sort));
            }
        });
    }

    @Override
    public Optional<Entry> write(String partition, String sort, long expectedVersion, String body, Instant expires) {
        return faults.around(name + ".write " + partition + "/" + sort, () -> {
            synchronized (this) {
                var before = kept(partition, sort);
                long version = before == null ? ABSENT : before.version();
                if (expectedVersion != ANY && expectedVersion != version) return Optional.empty();
                var entry = new Entry(partition, sort, version + 1, body);
                partitions
                        .computeIfAbsent(partition, p -> new TreeMap<>(BY_BYTES))
                        .put(sort, new Kept(entry, expires));
                return Optional.of(entry);
            }
        });
    }

    @Override
    public boolean delete(String partition, String sort, long expectedVersion) {
        return faults.around(name + ".delete " + partition + "/" + sort, () -> {
            synchronized (this) {
                var before = kept(partition, sort);
                if (before == null) return true;
                if (expectedVersion != ANY && expectedVersion != before.version()) return false;
                partitions.get(partition).remove(sort);
                return true;
            }
        });
    }

    @Override
    public List<Entry> list(String partition, String prefix, String after, int limit) {
        return faults.around(name + ".list " + partition, () -> {
            synchronized (this) {
                var all = partitions.getOrDefault(partition, new TreeMap<>(BY_BYTES));
                return entries(after.isEmpty() ? all : all.tailMap(after, false), partition, prefix, limit);
            }
        });
    }

    @Override
    public List<Entry> listBackwards(String partition, String prefix, String before, int limit) {
        return faults.around(name + ".list " + partition, () -> {
            synchronized (this) {
                var all = partitions.getOrDefault(partition, new TreeMap<>(BY_BYTES));
                var rest = before.isEmpty() ? all : all.headMap(before, false);
                return entries(rest.descendingMap(), partition, prefix, limit);
            }
        });
    }

    private List<Entry> entries(NavigableMap<String, Kept> from, String partition, String prefix, int limit) {
        var found = new ArrayList<Entry>();
        for (var sort : from.keySet()) {
            if (found.size() == limit) break;
            var entry = kept(partition, sort);
            if (entry != null && sort.startsWith(prefix)) found.add(entry);
        }
        return found;
    }

    private Entry kept(String partition, String sort) {
        var in = partitions.get(partition);
        var kept = in == null ? null : in.get(sort);
        if (kept == null || kept.expires() != null && !kept.expires().isAfter(clock.instant())) return null;
        return kept.entry();
    }
}
