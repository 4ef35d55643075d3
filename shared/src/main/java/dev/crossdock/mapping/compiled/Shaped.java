package dev.crossdock.mapping.compiled;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * An object whose names the expression wrote down: all that it makes share them, so none is hashed for each record. Fields that have no value
 * are not there. Once it is handed out nobody changes it.
 */
final class Shaped extends AbstractMap<String, Object> {
    private static final Object ABSENT = new Object();

    /** In their order, each once. */
    static final class Names {
        private final String[] all;
        private final Map<String, Integer> index;

        Names(String[] all) {
            this.all = all;
            this.index = new HashMap<>(all.length * 2);
            for (int i = 0; i < all.length; i++) index.put(all[i], i);
        }
    }

    private final Names names;
    private final Object[] values;
    private int size;

    Shaped(Names names) {
        this.names = names;
        this.values = new Object[names.all.length];
        Arrays.fill(values, ABSENT);
    }

    /** @param value as a container holds it: null for JSON's null */
    void set(int name, Object value) {
        if (values[name] == ABSENT) size++;
        values[name] = value;
    }

    /** How many names there are, with those that are absent. */
    int names() {
        return values.length;
    }

    boolean has(int name) {
        return values[name] != ABSENT;
    }

    Object at(int name) {
        return values[name];
    }

    void drop(int name) {
        if (values[name] != ABSENT) size--;
        values[name] = ABSENT;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Object get(Object key) {
        var at = names.index.get(key);
        return at == null || values[at] == ABSENT ? null : values[at];
    }

    @Override
    public boolean containsKey(Object key) {
        var at = names.index.get(key);
        return at != null && values[at] != ABSENT;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Object> action) {
        for (int i = 0; i < values.length; i++) if (values[i] != ABSENT) action.accept(names.all[i], values[i]);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, Object>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private final class Entries implements Iterator<Entry<String, Object>> {
        private int next;

        @Override
        public boolean hasNext() {
            while (next < values.length && values[next] == ABSENT) next++;
            return next < values.length;
        }

        @Override
        public Entry<String, Object> next() {
            if (!hasNext()) throw new NoSuchElementException();
            int at = next++;
            return new SimpleImmutableEntry<>(names.all[at], values[at]);
        }
    }
}
