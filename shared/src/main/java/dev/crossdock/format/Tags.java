package dev.crossdock.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * XML in UTF-8 on its way to the parser, which compares each attribute of an element with all others: a tag of 40,000 attributes,
 * 400 KB, takes it seconds, and one that fills a record takes it hours. A tag that has more than any vocabulary's is not handed
 * on. Not thread-safe.
 */
final class Tags extends FilterInputStream {
    /** Of one element. XBRL and SVG, which have the most, stay below 100. */
    static final int MOST_ATTRIBUTES = 1_000;

    private static final int TEXT = 0;
    private static final int OPENED = 1;
    private static final int TAG = 2;
    private static final int DECLARED = 3;
    private static final int SECTION = 4;

    private final String file;
    private int state;
    private int quote;
    private int attributes;
    /** What a section ends with: as many of this as it needs, then {@code >}. */
    private byte closing;

    private int needed;
    private int run;

    Tags(InputStream in, String file) {
        super(in);
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        int n = in.read(b, off, len);
        for (int i = off; i < off + n; i++) {
            byte c = b[i];
            switch (state) {
                case TEXT -> {
                    if (c == '<') state = OPENED;
                }
                case OPENED -> opened(c);
                case TAG -> tag(c);
                case DECLARED -> declared(c);
                default -> section(c);
            }
        }
        return n;
    }

    private void opened(byte c) {
        quote = 0;
        attributes = 0;
        if (c == '!') state = DECLARED;
        else if (c == '?') begin('?', 1, 0);
        else state = c == '>' ? TEXT : TAG;
    }

    /** Comments and sections of text have no attributes, and what is in them may look like some. A document type is refused. */
    private void declared(byte c) {
        if (c == '-') begin('-', 2, -1); // the second of its beginning does not count for its end
        else if (c == '[') begin(']', 2, 0);
        else state = TEXT;
    }

    private void begin(char with, int many, int from) {
        state = SECTION;
        closing = (byte) with;
        needed = many;
        run = from;
    }

    private void section(byte c) {
        if (c == closing) run++;
        else if (c == '>' && run >= needed) state = TEXT;
        else run = 0;
    }

    private void tag(byte c) {
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            state = TEXT;
        } else if (c == '=' && ++attributes > MOST_ATTRIBUTES) {
            throw XmlProblems.limit(file, "an element has more than 1,000 attributes.");
        }
    }
}
