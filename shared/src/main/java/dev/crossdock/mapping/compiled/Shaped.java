package dev.crossdock.mapping.compiled;

import java.util.AbstractMap;
import java.util.AbstractSet;
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
    /** Null where there is none; {@link Nothing#NULL} for JSON's. */
    private final Object[] values;

    private int size;

    Shaped(Names names) {
        this.names = names;
        this.values = new Object[names.all.length];
    }

    /** @param value never null */
    void set(int name, Object value) {
        if (values[name] == null) size++;
        values[name] = value;
    }

    /** How many names there are, with those that are absent. */
    int names() {
        return values.length;
    }

    /** Null where there is none, {@link Nothing#NULL} for JSON's. */
    Object at(int name) {
        return values[name];
    }

    void drop(int name) {
        if (values[name] != null) size--;
        values[name] = null;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Object get(Object key) {
        var at = names.index.get(key);
        return at == null ? null : Nothing.into(values[at]);
    }

    @Override
    public boolean containsKey(Object key) {
        var at = names.index.get(key);
        return at != null && values[at] != null;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Object> action) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) action.accept(names.all[i], Nothing.into(values[i]));
        }
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
            while (next < values.length && values[next] == null) next++;
            return next < values.length;
        }

        @Override
        public Entry<String, Object> next() {
            if (!hasNext()) throw new NoSuchElementException();
            int at = next++;
            return new SimpleImmutableEntry<>(names.all[at], Nothing.into(values[at]));
        }
    }
}
