package dev.crossdock.infra.lab.sim;

import java.util.ArrayList;
import java.util.List;

/** What must not be and was. */
final class Findings {
    private static final int MOST = 20;

    /** @param invariant its name, a word or two: what a planted bug is caught by */
    record Finding(String invariant, String what) {
        @Override
        public String toString() {
            return invariant + ": " + what;
        }
    }

    private final List<Finding> all = new ArrayList<>();

    void add(String invariant, String what) {
        if (all.size() < MOST) all.add(new Finding(invariant, what));
    }

    void expect(boolean holds, String invariant, String otherwise) {
        if (!holds) add(invariant, otherwise);
    }

    List<Finding> all() {
        return List.copyOf(all);
    }

    boolean any() {
        return !all.isEmpty();
    }
}
