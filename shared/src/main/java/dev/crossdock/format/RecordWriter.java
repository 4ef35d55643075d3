package dev.crossdock.format;

import dev.crossdock.flow.Record;

/** One pass over one output; not thread-safe. */
public interface RecordWriter extends AutoCloseable {
    void write(Record record);

    /** Completes the output (a JSON array's bracket) and flushes; does not close the stream underneath. */
    @Override
    void close();
}
