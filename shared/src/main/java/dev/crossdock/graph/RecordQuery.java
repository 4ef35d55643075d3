package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Page;
import dev.crossdock.graph.RecordStore.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finds records for which a condition holds, page by page: by an index where one fits and every record carries its entries, else by
 * reading all. A record that stays is found exactly once, also while others are written. Thread-safe.
 */
public final class RecordQuery {
    /** Records read for one page; a page may be emptier than asked for. */
    private static final int MOST_READ = 10_000;

    private static final int AT_ONCE = 200;
    private static final int MOST_VALUES = 20;

    private final RecordStore store;

    public RecordQuery(RecordStore store) {
        this.store = store;
    }

    /**
     * @param next the cursor of the next page, which may be empty; empty = there is none
     * @param index by which they were found; empty = all records were read
     * @param hint how an index would come to be used; empty when one was
     * @param read how many records were read for this page
     */
    public record Found(List<Stored> items, Optional<String> next, Optional<String> index, String hint, long read) {}

    /** @param mark that is complete when it can be used @param entries of which a record that fits carries one */
    private record Way(String name, String mark, List<String> entries) {}

    /**
     * @param cursor empty = from the beginning; else what a page of the same question gave
     * @param limit 1 to 1,000
     * @throws Refused {@code request.cursor}
     */
    public Found find(Collection collection, Filter filter, Condition condition, String cursor, int limit) {
        var ways = new ArrayList<Way>();
        for (var needed : condition.needed()) {
            if (needed.values().size() > MOST_VALUES) continue;
            for (var index : collection.indexes()) {
                if (!bare(index).equals(bare(needed.field()))) continue;
                var entries = needed.values().stream()
                        .map(value -> Indexes.entry(index, value))
                        .toList();
                ways.add(new Way(index, index, entries));
            }
        }
        return find(collection, filter, condition::holds, ways, cursor, limit);
    }

    /**
     * Records of a collection whose relation leads to a record.
     *
     * @param relation of {@code collection}
     */
    public Found pointing(Collection collection, Filter filter, String relation, String id, String cursor, int limit) {
        var indexes = new Indexes(collection);
        var mark = Indexes.mark(relation, collection.relations().get(relation).by());
        var way = new Way(relation, mark, List.of(Indexes.ofRelation(relation, id)));
        return find(collection, filter, tree -> indexes.ids(relation, tree).contains(id), List.of(way), cursor, limit);
    }

    private static String bare(String path) {
        return path.replace("[]", "");
    }

    private Found find(
            Collection collection, Filter filter, Predicate<Object> test, List<Way> ways, String cursor, int limit) {
        var complete = ways.isEmpty() ? java.util.Set.<String>of() : store.complete(collection.name());
        var way = ways.stream().filter(each -> complete.contains(each.mark())).findFirst();
        Predicate<Stored> fits = record -> filter.passes(record) && test.test(RecordText.read(record.data()));
        // A walk goes on as it began, also when an index is complete meanwhile.
        if (way.isPresent() && !cursor.startsWith("s:")) {
            return byEntries(collection, way.get(), fits, after(cursor), limit);
        }
        var hint = ways.isEmpty()
                ? "No index fits, so all records are read. Declare one: indexes of collection " + collection.name()
                        + "."
                : "The index " + ways.get(0).name() + " does not have every record yet, so all are read. Build it: POST"
                        + " /collections/" + collection.name() + "/revalidate.";
        return byReading(collection, filter, fits, cursor, limit, hint);
    }

    private Found byEntries(Collection collection, Way way, Predicate<Stored> fits, String after, int limit) {
        var items = new ArrayList<Stored>();
        long read = 0;
        var at = after;
        while (read < MOST_READ) {
            var records = new TreeMap<String, Stored>(RecordItem::compareIds);
            // Behind the end of a page that goes on nothing is known.
            Optional<String> known = Optional.empty();
            for (var entry : way.entries()) {
                var page = store.find(collection.name(), entry, at, Math.max(limit, AT_ONCE));
                page.items().forEach(record -> records.put(record.id(), record));
                read += page.items().size();
                known = least(known, page.next());
            }
            var reach = known.isPresent() ? records.headMap(known.get(), true) : records;
            for (var record : reach.values()) {
                if (fits.test(record)) items.add(record);
                if (items.size() == limit) {
                    return new Found(items, Optional.of("i:" + record.id()), Optional.of(way.name()), "", read);
                }
            }
            if (known.isEmpty()) return new Found(items, Optional.empty(), Optional.of(way.name()), "", read);
            at = known.get();
        }
        return new Found(items, Optional.of("i:" + at), Optional.of(way.name()), "", read);
    }

    private static Optional<String> least(Optional<String> one, Optional<String> other) {
        if (one.isEmpty() || other.isEmpty()) return one.or(() -> other);
        return RecordItem.compareIds(one.get(), other.get()) <= 0 ? one : other;
    }

    private Found byReading(
            Collection collection, Filter filter, Predicate<Stored> fits, String cursor, int limit, String hint) {
        var items = new ArrayList<Stored>();
        long read = 0;
        int shard = cursor.isEmpty() ? 0 : shard(cursor);
        var after = cursor.isEmpty() ? "" : cursor.substring(cursor.indexOf(':', 2) + 1);
        while (shard < RecordItem.SHARDS) {
            if (read >= MOST_READ) {
                return new Found(items, Optional.of("s:" + shard + ":" + after), Optional.empty(), hint, read);
            }
            Page page = store.page(collection.name(), filter, shard, after, AT_ONCE);
            read += page.items().size();
            for (var record : page.items()) {
                if (fits.test(record)) items.add(record);
                if (items.size() == limit) {
                    var next = "s:" + shard + ":" + record.id();
                    return new Found(items, Optional.of(next), Optional.empty(), hint, read);
                }
            }
            shard += page.next().isPresent() ? 0 : 1;
            after = page.next().orElse("");
        }
        return new Found(items, Optional.empty(), Optional.empty(), hint, read);
    }

    private static String after(String cursor) {
        if (cursor.isEmpty()) return "";
        if (!cursor.startsWith("i:") || !RecordItem.possible(cursor.substring(2))) throw bad(cursor);
        return cursor.substring(2);
    }

    private static int shard(String cursor) {
        var parts = cursor.split(":", 3);
        boolean number = parts.length == 3 && parts[0].equals("s") && parts[1].matches("[0-9]{1,2}");
        if (!number || Integer.parseInt(parts[1]) >= RecordItem.SHARDS) throw bad(cursor);
        if (!parts[2].isEmpty() && !RecordItem.possible(parts[2])) throw bad(cursor);
        return Integer.parseInt(parts[1]);
    }

    private static Refused bad(String cursor) {
        return new Refused(Problem.of(
                        "request.cursor",
                        "\"" + cursor + "\" is no cursor that a page of these records gave.",
                        "Begin without one, and send what each page gives as next.")
                .in("cursor"));
    }
}
