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
 * CRLF or CR, and a quote that opens only at a field's beginning; and the ways in which files differ from it (see
 * {@link CsvQuoting}). Empty lines are stepped over. Works for every encoding in
 * which ASCII stands for itself. Not thread-safe.
 */
final class CsvScanner {
    /** A record larger than this is an unclosed quote or no record; it must fit into memory a few times. */
    static final int LARGEST_RECORD = 16 << 20;

    /** A record of more fields than this is no row of a table, and its bounds would take more memory than its bytes. */
    private static final int MOST_FIELDS = 4 * CsvHeader.MOST_COLUMNS;

    private static final int BUFFER = 128 << 10;

    // What a field is, as bits.
    private static final int QUOTED = 1;
    private static final int DOUBLED = 2;
    private static final int TRAILED = 4;
    private static final int STRAY = 8;
    private static final int LOOSE = 16;

    private final InputStream in;
    private final String file;
    private final byte delimiter;
    private final byte quote;
    private final byte escape;
    private final boolean quotes;
    private final boolean doubles;
    private final boolean escapes;
    private final boolean closesAtEnd;
    private final boolean rejectsStray;
    private final boolean trims;
    private final boolean emptyLinesCount;
    private final ByteSearch endsField;
    private final ByteSearch countsInQuotes;

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
    /** Offset in the file of a quote that opens nothing, in the record that is looked at again; -1 = none. */
    private long ordinary = -1;

    private List<String> names = List.of();

    private int fields;
    /** What at least one of the fields is. */
    private int seen;
    /** Of each field the beginning and the end, from the record's beginning. */
    private int[] bounds = new int[128];

    private byte[] kinds = new byte[64];

    CsvScanner(InputStream in, String file, CsvDialect dialect, Place from) {
        this.in = in;
        this.file = file;
        this.delimiter = (byte) dialect.delimiter();
        var quoting = dialect.quoting();
        this.quote = (byte) quoting.quote();
        this.escape = (byte) quoting.escape();
        this.quotes = quoting.quote() != 0;
        this.doubles = quoting.doubled();
        this.escapes = quotes && !doubles && quoting.escape() != 0;
        this.closesAtEnd = quoting.closesAtEnd();
        this.rejectsStray = quotes && quoting.stray() == CsvQuoting.Stray.REJECT;
        this.trims = dialect.trim();
        this.emptyLinesCount = dialect.top().emptyLinesCount();
        this.base = from.byteOffset();
        this.nextLine = from.line();
        this.record = from.record();
        endsField = new ByteSearch(delimiter, (byte) '\n', (byte) '\r');
        countsInQuotes = escapes
                ? new ByteSearch(quote, (byte) '\n', (byte) '\r', escape)
                : new ByteSearch(quote, (byte) '\n', (byte) '\r');
    }

    /** Of the record found last. @param state as in {@link Place#state} */
    Place before(String state) {
        return new Place(base + start, record - 1, line, state);
    }

    /** In the file, of the record found last. */
    long offset() {
        return base + start;
    }

    /** Behind the record found last. */
    Place after(String state) {
        return new Place(base + at, record, nextLine, state);
    }

    /** What was found so far is not to be counted: it is the header. */
    void countFromHere() {
        record = 0;
    }

    /** Whether the file goes on with these ASCII characters. */
    boolean beginsWith(String text) {
        start = at;
        while (filled - at < text.length() && more(filled) >= 0) {}
        return filled - at >= text.length()
                && new String(buffer, at, text.length(), java.nio.charset.StandardCharsets.ISO_8859_1).equals(text);
    }

    /** Whether {@link #next} has just thrown because of a quote that is never closed. */
    boolean unclosedQuote() {
        return open;
    }

    /** Finds the record for which {@link #next} has thrown, with the quote that is never closed taken for text. */
    void unquote() {
        line = nextLine;
        record++;
        again(opened);
    }

    /** Steps over lines, whatever is in them. @return false when the file ends before */
    boolean stepOverLines(int count) {
        for (int n = 0; n < count; n++) {
            while (true) {
                start = at;
                if (at == filled && more(at) < 0) return false;
                byte c = buffer[at++];
                if (c == '\r') {
                    start = at;
                    if ((at < filled || more(at) >= 0) && buffer[at] == '\n') at++;
                }
                if (c == '\n' || c == '\r') break;
            }
            nextLine++;
        }
        return true;
    }

    /** The record found last is found again by {@link #next}. */
    void unread() {
        at = start;
        nextLine = line;
        record--;
    }

    /**
     * Looks at the record found last again.
     *
     * @param quoteOffset in the file, of a quote that is to open nothing; -1 = none
     * @throws Refused as {@link #next}
     */
    void again(long quoteOffset) {
        long number = record;
        unread();
        ordinary = quoteOffset;
        fields = 0;
        seen = 0;
        open = false;
        try {
            find(start, line);
        } finally {
            ordinary = -1;
            record = number;
        }
    }

    /** Offset in the file of the quote that opens a field. */
    long quoteOffset(int field) {
        return base + start + bounds[2 * field];
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

    /** In the buffer, where the record begins. */
    int start() {
        return start;
    }

    /** The record's bytes with its line end. */
    byte[] copy() {
        return Arrays.copyOfRange(buffer, start, at);
    }

    int length() {
        return at - start;
    }

    /** Whether no field is {@link #trailed} or {@link #stray}. */
    boolean plain() {
        return (seen & (TRAILED | STRAY)) == 0;
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

    /** Whether a quote stands in a field that does not begin with one, and should not. */
    boolean stray(int field) {
        return (kinds[field] & STRAY) != 0;
    }

    /** Whether a quote stands in the middle of a quoted field and was taken for text. */
    boolean loose(int field) {
        return (kinds[field] & LOOSE) != 0;
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
            if (emptyLinesCount || c != '\n' && c != '\r') break;
            if (c == '\r' || !afterCr) lines++;
            afterCr = c == '\r';
        }
        start = i;
        at = i;
        nextLine = lines;
        line = lines;
        fields = 0;
        seen = 0;
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
            if (trims) {
                while (blank(buffer[i])) {
                    if (++i == filled && (i = more(i)) < 0) return last(filled - start, filled - start, kind, lines);
                }
                begin = i - start;
            }
            if (quotes && buffer[i] == quote && base + i != ordinary) {
                kind = QUOTED;
                open = true;
                opened = base + i++;
                openedLine = lines;
                while (true) {
                    i = countsInQuotes.next(buffer, i, filled);
                    if (i == filled) {
                        if ((i = more(i)) < 0) throw unclosed();
                        continue;
                    }
                    byte c = buffer[i++];
                    if (c == '\r' || c == '\n' && buffer[i - 2] != '\r') lines++;
                    if (escapes && c == escape) {
                        if (i == filled && (i = more(i)) < 0) throw unclosed();
                        kind |= DOUBLED;
                        // What follows is text, but for a line end, which is to be counted.
                        if (buffer[i] == quote || buffer[i] == escape) i++;
                        continue;
                    }
                    if (c != quote) continue;
                    if (i == filled && (i = more(i)) < 0) return last(begin, filled - start, kind, lines);
                    if (doubles && buffer[i] == quote) {
                        kind |= DOUBLED;
                        i++;
                    } else if (!closesAtEnd || endsField.wants(buffer[i])) {
                        break;
                    } else {
                        kind |= LOOSE;
                    }
                }
                open = false;
                end = i - start;
                // Blanks behind a closing quote are nobody's.
                while (blank(buffer[i])) {
                    if (++i == filled && (i = more(i)) < 0) return last(begin, end, kind, lines);
                }
                if (!endsField.wants(buffer[i])) {
                    kind |= TRAILED;
                    end = -1;
                }
            }
            while ((i = endsField.next(buffer, i, filled)) == filled) {
                if ((i = more(i)) < 0) return last(begin, filled - start, kind, lines);
            }
            if (end < 0 && (kind & QUOTED) == 0) {
                end = i - start;
                if (trims) while (end > begin && blank(buffer[start + end - 1])) end--;
                if (rejectsStray && holdsQuote(begin, end)) kind |= STRAY;
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

    private boolean holdsQuote(int begin, int end) {
        for (int i = start + begin; i < start + end; i++) if (buffer[i] == quote) return true;
        return false;
    }

    private boolean blank(byte c) {
        return c == ' ' && delimiter != ' ' || c == '\t' && delimiter != '\t';
    }

    private boolean last(int begin, int end, int kind, long lines) {
        open = false;
        int to = end;
        int is = kind;
        if ((kind & QUOTED) == 0) {
            if (trims) while (to > begin && blank(buffer[start + to - 1])) to--;
            if (rejectsStray && holdsQuote(begin, to)) is |= STRAY;
        }
        add(begin, to, is);
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
            if (fields >= MOST_FIELDS) throw tooMany();
            kinds = Arrays.copyOf(kinds, fields * 2);
            bounds = Arrays.copyOf(bounds, fields * 4);
        }
        bounds[2 * fields] = begin;
        bounds[2 * fields + 1] = end;
        kinds[fields++] = (byte) kind;
        seen |= kind;
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

    private Refused tooMany() {
        open = false;
        return new Refused(Problem.of(
                        "csv.too-many-columns",
                        String.format(Locale.ROOT, "the record has more than %,d fields.", MOST_FIELDS),
                        "Look whether this is a CSV file with line ends.")
                .at(new Place(base + start, record, line, "").in(file)));
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
