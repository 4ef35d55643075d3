package dev.crossdock.format;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * A row as a map, in the order of the columns; all rows share the columns' index. A field of a {@link CsvRow} becomes a text when
 * it is asked for. Unmodifiable and thread-safe.
 */
final class RowMap extends AbstractMap<String, Object> {
    /** @param index of each name its place in {@code names}, in their order */
    record Columns(List<String> names, Map<String, Integer> index) {
        static Columns of(List<String> names) {
            var index = new LinkedHashMap<String, Integer>(names.size() * 2);
            for (int i = 0; i < names.size(); i++) index.put(names.get(i), i);
            return new Columns(List.copyOf(names), index);
        }
    }

    private final Columns columns;
    /** Null where all values are there. */
    private final CsvRow row;
    /** Null where nobody has asked yet. Threads that ask at the same time make the same text twice; each sees a whole one. */
    private final String[] values;

    /** @param values as many as columns; not changed afterwards */
    RowMap(Columns columns, String[] values) {
        this.columns = columns;
        this.row = null;
        this.values = values;
    }

    /** @param row with as many fields as columns */
    RowMap(Columns columns, CsvRow row) {
        this.columns = columns;
        this.row = row;
        this.values = new String[columns.names().size()];
    }

    Columns columns() {
        return columns;
    }

    /** The bytes that this was read from. */
    Optional<CsvRow> row() {
        return Optional.ofNullable(row);
    }

    String value(int column) {
        var value = values[column];
        if (value == null && row != null) values[column] = value = row.text(column);
        return value;
    }

    /** Asks for no value. */
    @Override
    public Set<String> keySet() {
        return Collections.unmodifiableSet(columns.index().keySet());
    }

    @Override
    public Object get(Object key) {
        var index = columns.index().get(key);
        return index == null ? null : value(index);
    }

    @Override
    public boolean containsKey(Object key) {
        return columns.index().containsKey(key);
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, Object>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < values.length;
                    }

                    @Override
                    public Entry<String, Object> next() {
                        if (!hasNext()) throw new NoSuchElementException();
                        var entry = new SimpleImmutableEntry<String, Object>(
                                columns.names().get(next), value(next));
                        next++;
                        return entry;
                    }
                };
            }

            @Override
            public int size() {
                return values.length;
            }
        };
    }
}
