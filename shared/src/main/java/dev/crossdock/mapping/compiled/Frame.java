package dev.crossdock.mapping.compiled;

import java.util.Arrays;

/** The variables of a block, a function's call or a tuple, within those around it. Names are interned: they are compared as such. */
final class Frame {
    final Run run;
    private final Frame around;
    private String[] names;
    private Object[] values;
    private int size;

    Frame(Run run, Frame around, int expected) {
        this.run = run;
        this.around = around;
        names = new String[expected];
        values = new Object[expected];
    }

    /** Binding nothing hides what is bound further out. */
    void bind(String name, Object value) {
        for (int i = 0; i < size; i++) {
            if (names[i] == name) {
                values[i] = value;
                return;
            }
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2 + 2);
            values = Arrays.copyOf(values, size * 2 + 2);
        }
        names[size] = name;
        values[size++] = value;
    }

    Object lookup(String name) {
        for (var frame = this; frame != null; frame = frame.around) {
            for (int i = 0; i < frame.size; i++) {
                if (frame.names[i] == name) return frame.values[i];
            }
        }
        return run.variable(name);
    }

    /** Whether the expression itself, not who evaluates it, gave the name another meaning. */
    boolean binds(String name) {
        for (var frame = this; frame != null; frame = frame.around) {
            for (int i = 0; i < frame.size; i++) {
                if (frame.names[i] == name) return true;
            }
        }
        return false;
    }
}
