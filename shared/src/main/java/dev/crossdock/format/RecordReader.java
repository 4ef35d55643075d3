package dev.crossdock.format;

import dev.crossdock.flow.Record;
import java.util.Optional;

/** One pass over one file; not thread-safe. */
public interface RecordReader extends AutoCloseable {
    /**
     * The next record; empty = end of the file, and stays empty. A record that cannot be read but can be stepped over comes as
     * {@link Record#unreadable()}.
     *
     * @throws dev.crossdock.flow.Refused when nothing after this place can be read (an unclosed quote at the end, invalid gzip)
     * @throws dev.crossdock.flow.WorldException when the bytes did not come (I/O)
     */
    Optional<Record> next();

    /** Behind the last record that {@link #next} returned. */
    Place place();

    @Override
    void close();
}
