package dev.crossdock.mapping.compiled;

import java.util.ArrayList;
import java.util.Collection;

/**
 * A list that the evaluation made. As a sequence it is taken for its only member, or for nothing, once its step is done. JSON's
 * null is held as Java's.
 */
final class Seq extends ArrayList<Object> {
    private static final long serialVersionUID = 1;

    boolean sequence;
    boolean keepSingleton;
    /** The input's own list, wrapped so that it is one thing. */
    boolean wrapper;
    /** Members are {@link Tuple}s. */
    boolean tuples;
    /** Written down as an array: not flattened into others. */
    boolean constructed;

    private Seq(int expected, boolean sequence) {
        super(expected);
        this.sequence = sequence;
    }

    static Seq sequence() {
        return new Seq(8, true);
    }

    static Seq sequence(int expected) {
        return new Seq(expected, true);
    }

    static Seq sequenceOf(Object value) {
        var seq = new Seq(1, true);
        seq.add(Nothing.into(value));
        return seq;
    }

    static Seq array(int expected) {
        return new Seq(expected, false);
    }

    static Seq array(Collection<?> members) {
        var seq = new Seq(members.size() + 4, false);
        seq.addAll(members);
        return seq;
    }

    /** A sequence's value: itself, its only member, or nothing. Everything else is what it is. */
    static Object settled(Object result, boolean keepArray) {
        if (!(result instanceof Seq seq) || !seq.sequence || seq.tuples) return result;
        if (keepArray) seq.keepSingleton = true;
        if (seq.isEmpty()) return null;
        return seq.size() == 1 && !seq.keepSingleton ? Nothing.outOf(seq.get(0)) : seq;
    }

    /** Handed out: a list like any other. */
    void plain() {
        sequence = false;
        keepSingleton = false;
        constructed = false;
        wrapper = false;
    }
}
