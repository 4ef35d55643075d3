package dev.crossdock.format;

/**
 * A record's bytes, from which its fields are read when they are asked for. It has them for itself: the reader goes on, and rows
 * are kept and handed to other threads. Immutable.
 */
final class CsvRow {
    private static final int DOUBLED = 1 << 31;

    private final CsvTexts texts;
    private final byte[] bytes;
    /** Of each field the beginning and the end in {@code bytes}, the latter with {@link #DOUBLED}. */
    private final int[] bounds;

    private CsvRow(CsvTexts texts, byte[] bytes, int[] bounds) {
        this.texts = texts;
        this.bytes = bytes;
        this.bounds = bounds;
    }

    /**
     * Of the record that the scanner found last.
     *
     * @param fields which, by their numbers
     */
    static CsvRow of(CsvScanner scanner, CsvTexts texts, int[] fields) {
        int start = scanner.start();
        var bounds = new int[2 * fields.length];
        for (int n = 0; n < fields.length; n++) {
            int field = fields[n];
            bounds[2 * n] = scanner.from(field) - start;
            bounds[2 * n + 1] = scanner.to(field) - start | (scanner.doubled(field) ? DOUBLED : 0);
        }
        return new CsvRow(texts, scanner.copy(), bounds);
    }

    int from(int field) {
        return bounds[2 * field];
    }

    int to(int field) {
        return bounds[2 * field + 1] & ~DOUBLED;
    }

    boolean doubled(int field) {
        return bounds[2 * field + 1] < 0;
    }

    String text(int field) {
        return texts.text(bytes, from(field), to(field), doubled(field));
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Whether {@link #bytes()} say the same in UTF-8. */
    boolean utf8() {
        return texts.sameInUtf8(bytes);
    }
}
