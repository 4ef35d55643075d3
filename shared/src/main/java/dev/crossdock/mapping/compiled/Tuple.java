package dev.crossdock.mapping.compiled;

import java.util.Arrays;

/** A value on its way through a path, with what {@code @}, {@code #} and {@code %} bound to it. Not changed once handed on. */
final class Tuple {
    Object value;
    private String[] names;
    private Object[] bound;
    private int size;

    Tuple(Object value) {
        this.value = value;
        names = new String[2];
        bound = new Object[2];
    }

    Tuple copy() {
        var copy = new Tuple(value);
        copy.names = Arrays.copyOf(names, Math.max(2, size + 1));
        copy.bound = Arrays.copyOf(bound, Math.max(2, size + 1));
        copy.size = size;
        return copy;
    }

    void bind(String name, Object to) {
        for (int i = 0; i < size; i++) {
            if (names[i] == name) {
                bound[i] = to;
                return;
            }
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            bound = Arrays.copyOf(bound, size * 2);
        }
        names[size] = name;
        bound[size++] = to;
    }

    void addAll(Tuple other) {
        value = other.value;
        for (int i = 0; i < other.size; i++) bind(other.names[i], other.bound[i]);
    }

    /** Joins what several tuples bound: values of one name become a list. */
    void append(Tuple other) {
        value = Lists.append(value, other.value);
        for (int i = 0; i < other.size; i++) {
            Object before = null;
            for (int j = 0; j < size; j++) if (names[j] == other.names[i]) before = bound[j];
            bind(other.names[i], Lists.append(before, other.bound[i]));
        }
    }

    Frame frame(Frame around) {
        var frame = new Frame(around.run, around, size);
        for (int i = 0; i < size; i++) frame.bind(names[i], bound[i]);
        return frame;
    }
}
