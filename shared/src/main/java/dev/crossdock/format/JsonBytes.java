package dev.crossdock.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Values as JSON in UTF-8, each byte as Jackson writes it: what is not written here is handed back, for Jackson to write or to
 * refuse. Grows with the largest value. Not thread-safe.
 */
final class JsonBytes {
    /** So many characters of a text are written between two looks at the room that is left. */
    private static final int PIECE = 512;
    /** Of a character that is written as its number. */
    private static final int NUMBERED = 6;
    /** From here on a byte of UTF-8 leads four, for a character that Jackson writes as two numbers. */
    private static final int FOUR_BYTES = 0xf0;
    /** Half of what Jackson takes; deeper values are rare, or hold themselves. */
    private static final int OWN_DEPTH = 500;

    private static final byte[] HEX = ascii("0123456789ABCDEF");
    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    /** Of each ASCII character what stands behind the backslash: 0 = it stands for itself, {@code u} = its number. */
    private static final byte[] ESCAPES = new byte[128];

    static {
        Arrays.fill(ESCAPES, 0, 0x20, (byte) 'u');
        ESCAPES['\b'] = 'b';
        ESCAPES['\t'] = 't';
        ESCAPES['\n'] = 'n';
        ESCAPES['\f'] = 'f';
        ESCAPES['\r'] = 'r';
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
    }

    private byte[] bytes;
    private int size;
    /** The columns of the row written last, each as {@code "name":}. */
    private RowMap.Columns columns;

    private byte[][] names;

    JsonBytes(int room) {
        bytes = new byte[room];
    }

    int size() {
        return size;
    }

    /** Those from {@link #size} on are not written. */
    byte[] bytes() {
        return bytes;
    }

    /** Takes back what was written behind a size that it had. */
    void back(int to) {
        size = to;
    }

    void raw(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /** @return false when it holds what only Jackson knows; then some of it may have been written */
    boolean value(Object value) {
        return value(value, 0);
    }

    private boolean value(Object value, int depth) {
        if (value instanceof Number number) return number(number);
        if (value instanceof RowMap row) return row(row);
        if (value instanceof Map<?, ?> map) return object(map, depth + 1);
        if (value instanceof List<?> list) return array(list, depth + 1);
        if (value instanceof String text) text(text);
        else if (value instanceof Boolean yes) raw(yes ? TRUE : FALSE);
        else if (value == null) raw(NULL);
        else return false;
        return true;
    }

    private boolean object(Map<?, ?> map, int depth) {
        if (depth > OWN_DEPTH) return false;
        one('{');
        boolean any = false;
        for (var entry : map.entrySet()) {
            if (any) one(',');
            any = true;
            if (!(entry.getKey() instanceof String name)) return false;
            text(name);
            one(':');
            if (!value(entry.getValue(), depth)) return false;
        }
        one('}');
        return true;
    }

    private boolean array(List<?> list, int depth) {
        if (depth > OWN_DEPTH) return false;
        one('[');
        boolean any = false;
        for (var value : list) {
            if (any) one(',');
            any = true;
            if (!value(value, depth)) return false;
        }
        one(']');
        return true;
    }

    private boolean number(Number number) {
        if (number instanceof Integer || number instanceof Long) return whole(number.longValue());
        boolean plain = number.getClass() == BigDecimal.class || number.getClass() == BigInteger.class;
        // What is no number in JSON is written as a text, or refused.
        plain |= number instanceof Double d && Double.isFinite(d);
        plain |= number instanceof Float f && Float.isFinite(f);
        if (plain) plain(number.toString());
        return plain;
    }

    private boolean whole(long number) {
        if (number == Long.MIN_VALUE) return plain(Long.toString(number));
        room(20);
        if (number < 0) bytes[size++] = '-';
        long left = Math.abs(number);
        int digits = 1;
        for (long power = 10; digits < 19 && left >= power; power *= 10) digits++;
        for (int i = size + digits - 1; i >= size; i--, left /= 10) bytes[i] = (byte) ('0' + left % 10);
        size += digits;
        return true;
    }

    private boolean plain(String ascii) {
        raw(ascii(ascii));
        return true;
    }

    private void text(String text) {
        one('"');
        int length = text.length();
        for (int from = 0; from < length; from += PIECE) piece(text, from, Math.min(length, from + PIECE));
        one('"');
    }

    private void piece(String text, int from, int to) {
        room((to - from) * NUMBERED);
        var into = bytes;
        int at = size;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (ESCAPES[c] == 0) into[at++] = (byte) c;
                else at = escape(into, at, c);
            } else if (c < 0x800) {
                into[at++] = (byte) (0xc0 | c >> 6);
                into[at++] = (byte) (0x80 | c & 0x3f);
            } else if (Character.isSurrogate(c)) {
                at = numbered(into, at, c);
            } else {
                into[at++] = (byte) (0xe0 | c >> 12);
                into[at++] = (byte) (0x80 | c >> 6 & 0x3f);
                into[at++] = (byte) (0x80 | c & 0x3f);
            }
        }
        size = at;
    }

    private static int escape(byte[] into, int at, int c) {
        if (ESCAPES[c] == 'u') return numbered(into, at, c);
        into[at] = '\\';
        into[at + 1] = ESCAPES[c];
        return at + 2;
    }

    private static int numbered(byte[] into, int at, int c) {
        into[at] = '\\';
        into[at + 1] = 'u';
        for (int i = 0; i < 4; i++) into[at + 2 + i] = HEX[c >> 12 - 4 * i & 15];
        return at + NUMBERED;
    }

    /** Fields that nobody has changed go from bytes to bytes. */
    private boolean row(RowMap row) {
        if (row.columns() != columns) name(row.columns());
        var source = row.row().filter(CsvRow::utf8).orElse(null);
        one('{');
        for (int i = 0; i < names.length; i++) {
            if (i > 0) one(',');
            raw(names[i]);
            if (source == null || source.doubled(i)) {
                text(row.value(i));
            } else {
                utf8(source.bytes(), source.from(i), source.to(i));
            }
        }
        one('}');
        return true;
    }

    private void name(RowMap.Columns row) {
        var rendered = new byte[row.names().size()][];
        for (int i = 0; i < rendered.length; i++) {
            var name = new JsonBytes(64);
            name.text(row.names().get(i));
            name.one(':');
            rendered[i] = Arrays.copyOf(name.bytes, name.size);
        }
        columns = row;
        names = rendered;
    }

    /** A text that is UTF-8 already. */
    private void utf8(byte[] from, int begin, int end) {
        room(end - begin + 2);
        bytes[size++] = '"';
        int plain = plainUntil(from, begin, end);
        System.arraycopy(from, begin, bytes, size, plain - begin);
        size += plain - begin;
        if (plain < end) escaped(from, plain, end);
        bytes[size++] = '"';
    }

    private void escaped(byte[] from, int begin, int end) {
        // A character of four bytes becomes two numbers, of six each.
        room((end - begin) * NUMBERED + 1);
        for (int i = begin; i < end; i++) {
            byte b = from[i];
            if ((b & 0xff) >= FOUR_BYTES) {
                int point = (b & 7) << 18 | (from[i + 1] & 0x3f) << 12 | (from[i + 2] & 0x3f) << 6 | from[i + 3] & 0x3f;
                size = numbered(bytes, size, Character.highSurrogate(point));
                size = numbered(bytes, size, Character.lowSurrogate(point));
                i += 3;
            } else if (b < 0 || ESCAPES[b] == 0) {
                bytes[size++] = b;
            } else {
                size = escape(bytes, size, b);
            }
        }
    }

    /** The first byte that cannot stand for itself; {@code end} when there is none. */
    private static int plainUntil(byte[] from, int begin, int end) {
        int i = begin;
        for (int last = end - 8; i <= last; i += 8) {
            long eight = (long) ByteSearch.LONGS.get(from, i);
            long quote = eight ^ ByteSearch.ONES * '"';
            long slash = eight ^ ByteSearch.ONES * '\\';
            // Below 0x20, a quote, a backslash, or 0xf0 and above; bytes behind the first of these may show, too.
            long found = (eight - ByteSearch.ONES * 0x20) & ~eight
                    | (quote - ByteSearch.ONES) & ~quote
                    | (slash - ByteSearch.ONES) & ~slash
                    | eight & eight << 1 & eight << 2 & eight << 3;
            found &= ByteSearch.TOPS;
            if (found != 0) return i + (Long.numberOfTrailingZeros(found) >>> 3);
        }
        while (i < end && (from[i] < 0 ? (from[i] & 0xff) < FOUR_BYTES : ESCAPES[from[i]] == 0)) i++;
        return i;
    }

    private void one(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
    }

    private void room(int more) {
        if (bytes.length - size < more) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
