package dev.crossdock.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A partition of the ledger whose entries stand for what is kept elsewhere, in the order of {@code time#id}. An entry may be there too
 * many, never be missing: whoever reads the list looks at what it stands for.
 *
 * @param backwards from the newest
 * @param home of an id: the partition in which its {@code META} is
 */
public record LedgerList(String partition, boolean backwards, UnaryOperator<String> home) {
    /** So many entries are looked at for a page; it may be emptier than asked for, and have a next one. */
    public static final int MOST_WALKED = 2_000;

    private static final int AT_ONCE = 200;

    /** @param next the cursor of the next page; empty at the end */
    public record Page<T>(List<T> items, Optional<String> next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** From the newest. */
    public LedgerList(String partition, UnaryOperator<String> home) {
        this(partition, true, home);
    }

    /**
     * @param read of an entry's sort key and the body it stands for; empty = not one of those that are looked for
     * @param cursor empty = from the beginning
     */
    public <T> Page<T> page(Ledger ledger, BiFunction<String, String, Optional<T>> read, String cursor, int limit) {
        var items = new ArrayList<T>();
        var at = cursor;
        for (int walked = 0; walked < MOST_WALKED; ) {
            // Where everything fits, one page of the list is a page.
            int most = walked == 0 ? Math.min(limit, AT_ONCE) : AT_ONCE;
            var entries = entries(ledger, at, most);
            walked += entries.size();
            var bodies = bodies(ledger, entries);
            for (int i = 0; i < entries.size(); i++) {
                at = entries.get(i).sort();
                var sort = at;
                var found = bodies.get(i).flatMap(body -> read.apply(sort, body));
                if (found.isEmpty()) continue;
                items.add(found.get());
                if (items.size() == limit) return new Page<>(items, Optional.of(at));
            }
            if (entries.size() < most) return new Page<>(items, Optional.empty());
        }
        return new Page<>(items, Optional.of(at));
    }

    private List<Ledger.Entry> entries(Ledger ledger, String cursor, int limit) {
        return backwards
                ? ledger.listBackwards(partition, "", cursor, limit)
                : ledger.list(partition, "", cursor, limit);
    }

    /** What entries stand for, in their order. */
    private List<Optional<String>> bodies(Ledger ledger, List<Ledger.Entry> entries) {
        var places = entries.stream()
                .map(entry -> new Ledger.Place(home.apply(id(entry.sort())), "META"))
                .toList();
        return ledger.readAll(places).stream()
                .map(found -> found.map(Ledger.Entry::body))
                .toList();
    }

    private static String id(String sort) {
        return sort.substring(sort.indexOf('#') + 1);
    }
}
