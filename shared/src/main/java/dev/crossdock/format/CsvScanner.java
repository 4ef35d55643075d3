package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds where CSV records and their fields begin and end, by their bytes, in one pass: RFC 4180 with any single delimiter, LF,
 * CRLF or CR, and a quote that opens only at a field's beginning. Empty lines are stepped over. Works for every encoding in
 * which ASCII stands for itself. Not thread-safe.
 */
final class CsvScanner {
    /** A record larger than this is an unclosed quote or no record; it must fit into memory a few times. */
    static final int LARGEST_RECORD = 16 << 20;

    private static final int BUFFER = 128 << 10;

    // What a field is, as bits.
    private static final int QUOTED = 1;
    private static final int DOUBLED = 2;
    private static final int TRAILED = 4;

    private final InputStream in;
    private final String file;
    private final byte delimiter;
    private final byte quote;
    private final boolean quotes;
    private final boolean[] endsField = new boolean[256];
    private final boolean[] countsInQuotes = new boolean[256];

    private byte[] buffer = new byte[BUFFER];
    private int filled;
    private boolean ended;
    /** Offset in the file of {@code buffer[0]}. */
    private long base;
    /** In the buffer: where the record found last begins, and the one after it. */
    private int start;

    private int at;
    private long line;
    private long nextLine;
    private long record;
    // For messages: the quote opened last, and whether it still is; what the columns are called.
    private boolean open;
    private long opened;
    private long openedLine;
    private List<String> names = List.of();

    private int fields;
    /** Of each field the beginning and the end, from the record's beginning. */
    private int[] bounds = new int[128];

    private byte[] kinds = new byte[64];

    CsvScanner(InputStream in, String file, CsvDialect dialect, Place from) {
        this.in = in;
        this.file = file;
        this.delimiter = (byte) dialect.delimiter();
        this.quote = (byte) dialect.quote();
        this.quotes = dialect.quote() != 0;
        this.base = from.byteOffset();
        this.nextLine = from.line();
        this.record = from.record();
        endsField[delimiter] = true;
        endsField['\n'] = true;
        endsField['\r'] = true;
        countsInQuotes[quote] = true;
        countsInQuotes['\n'] = true;
        countsInQuotes['\r'] = true;
    }

    /** Of the record found last. @param state as in {@link Place#state} */
    Place before(String state) {
        return new Place(base + start, record - 1, line, state);
    }

    /** Behind the record found last. */
    Place after(String state) {
        return new Place(base + at, record, nextLine, state);
    }

    /** What was found so far is not to be counted: it is the header. */
    void countFromHere() {
        record = 0;
    }

    /** What the columns are called, for messages. */
    void name(List<String> columns) {
        names = columns;
    }

    /** Passes over a byte order mark at the file's beginning. */
    void stepOverMark() {
        while (filled < 3 && more(filled) >= 0) {}
        if (filled >= 3 && (buffer[0] & 0xff) == 0xef && (buffer[1] & 0xff) == 0xbb && (buffer[2] & 0xff) == 0xbf)
            at = 3;
    }

    int fields() {
        return fields;
    }

    /** The record's bytes are in here until the next one is looked for. */
    byte[] buffer() {
        return buffer;
    }

    /** Of the field's content, without its quotes. */
    int from(int field) {
        return start + bounds[2 * field] + (kinds[field] & QUOTED);
    }

    /** Of the field's content, exclusive; of a field with text behind its closing quote, all of that. */
    int to(int field) {
        int end = start + bounds[2 * field + 1];
        return (kinds[field] & QUOTED) != 0 && (kinds[field] & TRAILED) == 0 ? end - 1 : end;
    }

    boolean quoted(int field) {
        return (kinds[field] & QUOTED) != 0;
    }

    /** Whether each quote in the content stands there twice. */
    boolean doubled(int field) {
        return (kinds[field] & DOUBLED) != 0;
    }

    /** Whether something that is not blank stands between the closing quote and the field's end. */
    boolean trailed(int field) {
        return (kinds[field] & TRAILED) != 0;
    }

    /**
     * Finds the next record.
     *
     * @return false at the end
     * @throws Refused when a quote is never closed, or a record is too large; the same again at every further call
     */
    boolean next() {
        start = at;
        long lines = nextLine;
        int i = at;
        for (boolean afterCr = false; ; i++) {
            if (i == filled) {
                start = i;
                at = i;
                nextLine = lines;
                if ((i = more(i)) < 0) return false;
            }
            byte c = buffer[i];
            if (c != '\n' && c != '\r') break;
            if (c == '\r' || !afterCr) lines++;
            afterCr = c == '\r';
        }
        start = i;
        at = i;
        nextLine = lines;
        line = lines;
        fields = 0;
        open = false;
        return find(i, lines);
    }

    private boolean find(int from, long fromLine) {
        int i = from;
        long lines = fromLine;
        while (true) {
            int begin = i - start;
            int kind = 0;
            int end = -1;
            if (i == filled && (i = more(i)) < 0) return last(begin, filled - start, kind, lines);
            if (quotes && buffer[i] == quote) {
                kind = QUOTED;
                open = true;
                opened = base + i++;
                openedLine = lines;
                while (true) {
                    i = endOf(countsInQuotes, i);
                    if (i == filled) {
                        if ((i = more(i)) < 0) throw unclosed();
                        continue;
                    }
                    byte c = buffer[i++];
                    if (c == '\r' || c == '\n' && buffer[i - 2] != '\r') lines++;
                    if (c != quote) continue;
                    if (i == filled && (i = more(i)) < 0) return last(begin, filled - start, kind, lines);
                    if (buffer[i] != quote) break;
                    kind |= DOUBLED;
                    i++;
                }
                open = false;
                end = i - start;
                // Blanks behind a closing quote are nobody's.
                while (blank(buffer[i])) {
                    if (++i == filled && (i = more(i)) < 0) return last(begin, end, kind, lines);
                }
                if (!endsField[buffer[i] & 0xff]) {
                    kind |= TRAILED;
                    end = -1;
                }
            }
            while ((i = endOf(endsField, i)) == filled) {
                if ((i = more(i)) < 0) return last(begin, filled - start, kind, lines);
            }
            add(begin, end < 0 ? i - start : end, kind);
            byte c = buffer[i++];
            if (c == delimiter) continue;
            if (c == '\r') {
                if (i == filled && (i = more(i)) < 0) i = filled;
                if (i < filled && buffer[i] == '\n') i++;
            }
            return found(i, lines + 1);
        }
    }

    private boolean blank(byte c) {
        return c == ' ' || c == '\t' && delimiter != '\t';
    }

    private int endOf(boolean[] stops, int from) {
        var bytes = buffer;
        int to = filled;
        int i = from;
        while (i < to && !stops[bytes[i] & 0xff]) i++;
        return i;
    }

    private boolean last(int begin, int end, int kind, long lines) {
        open = false;
        add(begin, end, kind);
        return found(filled, lines + 1);
    }

    private boolean found(int next, long lines) {
        at = next;
        nextLine = lines;
        record++;
        return true;
    }

    private void add(int begin, int end, int kind) {
        if (fields == kinds.length) {
            kinds = Arrays.copyOf(kinds, fields * 2);
            bounds = Arrays.copyOf(bounds, fields * 4);
        }
        bounds[2 * fields] = begin;
        bounds[2 * fields + 1] = end;
        kinds[fields++] = (byte) kind;
    }

    /**
     * Moves the record to the buffer's beginning and reads more behind it.
     *
     * @param i a position in the buffer
     * @return the same position in its new place; negative at the end of the file
     */
    private int more(int i) {
        if (ended) return -1;
        int position = i - start;
        if (position > LARGEST_RECORD) throw tooLarge();
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            base += start;
            filled -= start;
            at -= start;
            start = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, LARGEST_RECORD + BUFFER));
        }
        try {
            int n = in.read(buffer, filled, buffer.length - filled);
            if (n < 0) ended = true;
            else filled += n;
            return n < 0 ? -1 : n > 0 ? position : more(position);
        } catch (IOException e) {
            throw new WorldException("reading " + file + ": " + e.getMessage(), e);
        }
    }

    private Refused tooLarge() {
        if (open) return unclosed();
        return new Refused(Problem.of(
                        "csv.record-too-large",
                        String.format(Locale.ROOT, "the record has more than %,d bytes and no end.", LARGEST_RECORD),
                        "Look whether this is a CSV file with line ends.")
                .at(new Place(base + start, record, line, "").in(file)));
    }

    private Refused unclosed() {
        var field = fields < names.size() ? names.get(fields) : "column " + (fields + 1);
        return new Refused(Problem.of(
                        "csv.unclosed-quote",
                        "the quote opened in field \"" + field + "\" is never closed.",
                        "Close it, or set format.csv.quote: none.")
                .at(new Place(opened, record, openedLine, "").in(file))
                .in(field));
    }
}
