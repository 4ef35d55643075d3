package dev.crossdock.format;

import java.util.Locale;

/**
 * Where a reader stands: between two records.
 *
 * @param byteOffset of the next record's first byte, 0-based, in decompressed bytes
 * @param record records before it (so the next one is number {@code record + 1}); the header is not counted
 * @param line lines before it, 0-based, for messages
 * @param state what else the format needs to go on, below 3 KB where possible: a CSV's header; empty at the start
 */
public record Place(long byteOffset, long record, long line, String state) {
    public static final Place START = new Place(0, 0, 0, "");

    /** How a message names the record that begins here. @return {@code p.csv, record 1,204, line 1,311, byte 88,210} */
    public String in(String file) {
        return String.format(Locale.ROOT, "%s, record %,d, line %,d, byte %,d", file, record + 1, line + 1, byteOffset);
    }
}
