package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/** Finds lines that hold something, by their bytes. Not thread-safe. */
final class NdjsonLines {
    private static final int BUFFER = 128 << 10;

    private final InputStream in;
    private final String file;
    private byte[] buffer = new byte[BUFFER];
    private int filled;
    private boolean ended;
    /** Offset in the file of {@code buffer[0]}. */
    private long base;

    // In the buffer: the line found last, without its end, and the next one.
    private int start;
    private int end;
    private int at;
    private long line;
    private long record;

    NdjsonLines(InputStream in, String file, Place from) {
        this.in = in;
        this.file = file;
        this.base = from.byteOffset();
        this.line = from.line();
        this.record = from.record();
    }

    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    /** Of the line found last. */
    Place before() {
        return new Place(base + start, record - 1, line - 1, "");
    }

    /** Behind the line found last. */
    Place after() {
        return new Place(base + at, record, line, "");
    }

    /**
     * @return false at the end
     * @throws Refused {@code ndjson.line-too-long}; the same again at every further call
     */
    boolean next() {
        while (true) {
            start = at;
            int i = lineEnd();
            if (i < 0) return false;
            end = i;
            at = Math.min(i + 1, filled);
            line++;
            if (base + start == 0 && end >= 3 && marked()) start += 3;
            while (start < end && blank(buffer[end - 1])) end--;
            while (start < end && blank(buffer[start])) start++;
            if (start == end) continue;
            record++;
            return true;
        }
    }

    private boolean marked() {
        return (buffer[0] & 0xff) == 0xef && (buffer[1] & 0xff) == 0xbb && (buffer[2] & 0xff) == 0xbf;
    }

    private static boolean blank(byte c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private int lineEnd() {
        int i = start;
        while (true) {
            var bytes = buffer;
            int to = filled;
            while (i < to && bytes[i] != '\n') i++;
            if (i < to) return i;
            if (ended) return start < filled ? filled : -1;
            i -= more();
        }
    }

    /** @return by how much everything moved towards the buffer's beginning */
    private int more() {
        if (filled - start > JsonTrees.LARGEST_RECORD) {
            throw new Refused(Problem.of(
                            "ndjson.line-too-long",
                            String.format(
                                    Locale.ROOT,
                                    "the line has more than %,d bytes and no end.",
                                    JsonTrees.LARGEST_RECORD),
                            "NDJSON has one value a line. A JSON array is format: json.")
                    .at(new Place(base + start, record, line, "").in(file)));
        }
        int moved = start;
        if (moved > 0) {
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            base += moved;
            filled -= moved;
            start = 0;
            at = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, JsonTrees.LARGEST_RECORD + BUFFER));
        }
        try {
            int n = in.read(buffer, filled, buffer.length - filled);
            if (n < 0) ended = true;
            else filled += n;
            return moved;
        } catch (IOException e) {
            throw new WorldException("reading " + file + ": " + e.getMessage(), e);
        }
    }
}
