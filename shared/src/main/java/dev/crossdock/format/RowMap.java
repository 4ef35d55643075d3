package dev.crossdock.format;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** A row as a map, in the order of the columns; all rows share the columns' index. Immutable. */
final class RowMap extends AbstractMap<String, Object> {
    /** @param index of each name its place in {@code names} */
    record Columns(List<String> names, Map<String, Integer> index) {
        static Columns of(List<String> names) {
            var index = new java.util.HashMap<String, Integer>(names.size() * 2);
            for (int i = 0; i < names.size(); i++) index.put(names.get(i), i);
            return new Columns(List.copyOf(names), index);
        }
    }

    private final Columns columns;
    private final String[] values;

    /** @param values as many as columns; not changed afterwards */
    RowMap(Columns columns, String[] values) {
        this.columns = columns;
        this.values = values;
    }

    @Override
    public Object get(Object key) {
        var index = columns.index().get(key);
        return index == null ? null : values[index];
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
                                columns.names().get(next), values[next]);
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
