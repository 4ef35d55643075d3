package dev.crossdock.format;

import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.OptionalLong;

/**
 * Tells from a piece of a CSV file alone where a record begins in it. The piece begins either outside of quotes or inside; it is
 * read under both assumptions, and the one counts under which the records have as many fields as the header, if the other one
 * cannot be (after Ge et al., "Speculative Distributed CSV Data Parsing", SIGMOD 2019).
 */
final class CsvProbe {
    /** In so many bytes without any quote a quoted field is taken to be over. A worker notices if it was not. */
    static final int ENOUGH_BYTES = 64 << 10;

    private static final int ENOUGH_RECORDS = 8;

    private final byte[] window;
    private final boolean toEnd;
    private final CsvDialect dialect;
    private final int columns;
    private final int enoughBytes;

    /** @param toEnd whether the file ends where the window does */
    CsvProbe(byte[] window, boolean toEnd, CsvDialect dialect, int columns, int enoughBytes) {
        this.window = window;
        this.toEnd = toEnd;
        this.dialect = dialect;
        this.columns = columns;
        this.enoughBytes = enoughBytes;
    }

    /** @return where in the window a record begins; empty when it cannot be told */
    OptionalLong begin() {
        int at = unquoted();
        if (!dialect.quoting().plain() || at < 0) return OptionalLong.empty();
        var outside = follow(at, false);
        if (dialect.quote() == 0) return outside.begins();
        var inside = follow(at, true);
        if (outside.possible && !inside.possible && outside.records > 0) return outside.begins();
        if (inside.possible && !outside.possible && inside.records > 0) return inside.begins();
        boolean plain = outside.possible && inside.open && window.length >= enoughBytes;
        return plain && columns > 1 && outside.records >= ENOUGH_RECORDS ? outside.begins() : OptionalLong.empty();
    }

    /** The first place that is next to no quote, and no blank: there one cannot be in the middle of an escaped quote. */
    private int unquoted() {
        var quote = (byte) dialect.quote();
        for (int i = 1; i < window.length; i++) {
            if (window[i - 1] != quote && window[i] != quote && window[i] != ' ' && window[i] != '\t') return i;
        }
        return -1;
    }

    /** What comes of one assumption. */
    private static final class Followed {
        private boolean possible = true;
        /** Whether the quote that it began inside of was never closed. */
        private boolean open;

        private long begin = -1;
        private int records;

        OptionalLong begins() {
            return begin < 0 ? OptionalLong.empty() : OptionalLong.of(begin);
        }
    }

    private Followed follow(int at, boolean inside) {
        var followed = new Followed();
        InputStream rest = new ByteArrayInputStream(window, at, window.length - at);
        var in = inside
                ? new SequenceInputStream(new ByteArrayInputStream(new byte[] {(byte) dialect.quote()}), rest)
                : rest;
        var scanner = new CsvScanner(in, "", dialect, new Place(at - (inside ? 1 : 0), 0, 0, ""));
        try {
            // The rest of a record; how many fields were before is not known.
            if (!scanner.next() || cut(scanner)) return followed;
            if (misquoted(scanner) || scanner.fields() > columns + dialect.top().surplus()) {
                followed.possible = false;
                return followed;
            }
            while (scanner.next()) {
                if (followed.begin < 0) followed.begin = scanner.before("").byteOffset();
                if (cut(scanner)) return followed;
                if (misquoted(scanner) || !fits(scanner)) {
                    followed.possible = false;
                    return followed;
                }
                followed.records++;
            }
        } catch (Refused e) {
            // A quote that the window does not close.
            followed.possible = !toEnd;
            followed.open = followed.records == 0 && followed.begin < 0;
        }
        return followed;
    }

    /** Whether the window ends where the record does: then it may go on. */
    private boolean cut(CsvScanner scanner) {
        return !toEnd && scanner.after("").byteOffset() >= window.length;
    }

    private static boolean misquoted(CsvScanner scanner) {
        for (int i = 0; i < scanner.fields(); i++) if (scanner.trailed(i) || scanner.stray(i)) return true;
        return false;
    }

    private boolean fits(CsvScanner scanner) {
        if (scanner.fields() < columns
                || scanner.fields() > columns + dialect.top().surplus()) return false;
        for (int i = columns; i < scanner.fields(); i++) if (scanner.to(i) > scanner.from(i)) return false;
        return true;
    }
}
