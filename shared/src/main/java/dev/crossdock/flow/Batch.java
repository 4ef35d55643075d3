package dev.crossdock.flow;

import java.util.List;

/**
 * Up to {@value #LIMIT} records in one call, in the order of the input.
 *
 * @param records 1 to {@value #LIMIT}
 */
public record Batch(List<Record> records) {
    public static final int LIMIT = 1000;

    public Batch {
        records = List.copyOf(records);
        if (records.isEmpty() || records.size() > LIMIT) {
            throw new IllegalArgumentException("a batch holds 1 to " + LIMIT + " records, not " + records.size());
        }
    }

    public int size() {
        return records.size();
    }
}
