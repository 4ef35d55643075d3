package dev.crossdock.mapping.compiled;

import java.util.AbstractList;

/** Whole numbers one after the other, none of which is kept. */
final class Range extends AbstractList<Object> {
    private final long first;
    private final int size;

    Range(long first, int size) {
        this.first = first;
        this.size = size;
    }

    @Override
    public Object get(int index) {
        long number = first + index;
        return (int) number == number ? (Object) (int) number : number;
    }

    @Override
    public int size() {
        return size;
    }
}
