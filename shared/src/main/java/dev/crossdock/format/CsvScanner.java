package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Finds where CSV records begin and end, by their bytes: RFC 4180 with any single delimiter, LF, CRLF or CR, and a quote that
 * opens only at a field's beginning. Works for every encoding in which ASCII stands for itself. Not thread-safe.
 */
final class CsvScanner {
    /** A record larger than this is an unclosed quote or no record; it must fit into memory a few times. */
    static final int LARGEST_RECORD = 16 << 20;

    private static final int BLOCK = 64 << 10;

    private final InputStream in;
    private final String file;
    private final byte delimiter;
    private final byte quote;

    private byte[] buffer = new byte[BLOCK];
    private int filled;
    private int at;
    private boolean ended;
    /** Offset in the file of {@code buffer[0]}. */
    private long base;

    // The record found last: buffer[start..end), without its line end.
    int start;
    int end;
    /** Lines before the record. */
    long line;
    /** Lines before the next record. */
    long nextLine;
    /** Records found before by this scanner and its forerunners. */
    long record;

    CsvScanner(InputStream in, String file, CsvDialect dialect, Place from) {
        this.in = in;
        this.file = file;
        this.delimiter = (byte) dialect.delimiter();
        this.quote = (byte) dialect.quote();
        this.base = from.byteOffset();
        this.nextLine = from.line();
        this.record = from.record();
    }

    byte[] buffer() {
        return buffer;
    }

    long startOffset() {
        return base + start;
    }

    /** Where the next record begins, as far as it is known: behind the line end of the last. */
    long nextOffset() {
        return base + at;
    }

    void skip(int bytes) {
        at += bytes;
    }

    /** Looks at the first bytes without taking them. */
    int peek(int index) {
        while (filled - at <= index && !ended) fill(at);
        return filled - at <= index ? -1 : buffer[at + index] & 0xff;
    }

    /**
     * Finds the next record; empty lines are stepped over.
     *
     * @return false at the end
     * @throws Refused when a quote is never closed, or a record is too large
     */
    boolean next() {
        while (true) {
            if (!find()) return false;
            if (end > start) return true;
        }
    }

    private static final int FIELD = 0;
    private static final int PLAIN = 1;
    private static final int QUOTED = 2;
    private static final int CLOSED = 3;

    private boolean find() {
        line = nextLine;
        int from = at;
        int state = FIELD;
        int i = at;
        long opened = -1;
        long openedLine = 0;
        int field = 1;
        while (true) {
            if (i == filled) {
                int kept = i - from;
                if (kept > LARGEST_RECORD) throw tooLarge(state, opened, openedLine, field);
                if (!fill(from)) {
                    if (state == QUOTED) throw unclosed(opened, openedLine, field);
                    start = 0;
                    end = kept;
                    at = filled;
                    if (kept > 0) nextLine++;
                    return kept > 0;
                }
                from = 0;
                i = kept;
                continue;
            }
            byte c = buffer[i];
            if (state == QUOTED) {
                if (c == quote) state = CLOSED;
                else if (c == '\n') nextLine++;
                i++;
                continue;
            }
            if (c == '\n' || c == '\r') {
                start = from;
                end = i;
                at = i + 1;
                if (c == '\r') {
                    if (at == filled) {
                        int kept = filled - from;
                        if (fill(from)) {
                            start = 0;
                            end = kept - 1;
                            at = kept;
                        } else {
                            start = 0;
                            end = kept - 1;
                            at = filled;
                        }
                    }
                    if (at < filled && buffer[at] == '\n') at++;
                }
                nextLine++;
                return true;
            }
            if (c == delimiter) {
                state = FIELD;
                field++;
            } else if (c == quote && quote != 0 && state == FIELD) {
                state = QUOTED;
                opened = base + i;
                openedLine = nextLine;
            } else if (c == quote && quote != 0 && state == CLOSED) {
                state = QUOTED;
            } else if (state != PLAIN) {
                state = PLAIN;
            }
            i++;
        }
    }

    /** Moves what is kept to the buffer's beginning and reads more behind it. @return false at the end; kept bytes begin at 0 then too */
    private boolean fill(int keepFrom) {
        int kept = filled - keepFrom;
        if (keepFrom > 0) {
            System.arraycopy(buffer, keepFrom, buffer, 0, kept);
            base += keepFrom;
            at -= keepFrom;
            filled = kept;
        }
        if (ended) return false;
        if (filled == buffer.length) buffer = Arrays.copyOf(buffer, buffer.length * 2);
        try {
            int n = in.read(buffer, filled, buffer.length - filled);
            if (n < 0) {
                ended = true;
                return false;
            }
            filled += n;
            return n > 0 || fill(0);
        } catch (IOException e) {
            throw new WorldException("reading " + file + ": " + e.getMessage(), e);
        }
    }

    private Refused tooLarge(int state, long opened, long openedLine, int field) {
        if (state == QUOTED) return unclosed(opened, openedLine, field);
        return new Refused(Problem.of(
                        "csv.record-too-large",
                        "the record has more than %,d bytes and no end.".formatted(LARGEST_RECORD),
                        "Look whether this is a CSV file with line ends.")
                .at(place(line)));
    }

    private Refused unclosed(long opened, long openedLine, int field) {
        return new Refused(Problem.of(
                        "csv.unclosed-quote",
                        "the quote opened at byte %,d (line %,d) in field %d is never closed."
                                .formatted(opened, openedLine + 1, field),
                        "Close it, or set format.csv.quote: none. The records before it were read.")
                .at(place(openedLine)));
    }

    private String place(long atLine) {
        return "%s, record %,d, line %,d".formatted(file, record + 1, atLine + 1);
    }
}
