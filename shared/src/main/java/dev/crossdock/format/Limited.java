package dev.crossdock.format;

import dev.crossdock.flow.Refused;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Ends the reading of a record that is too large to be one, before it fills the memory. Not thread-safe. */
final class Limited extends FilterInputStream {
    /** Parsers read ahead by less than this. */
    private static final int AHEAD = 1 << 20;

    private final Supplier<Refused> tooLarge;
    private long read;
    private long last = Long.MAX_VALUE;

    Limited(InputStream in, Supplier<Refused> tooLarge) {
        super(in);
        this.tooLarge = tooLarge;
    }

    void unlimited() {
        last = Long.MAX_VALUE;
    }

    /** From here on a record's most bytes may come, then no more. */
    void again() {
        last = read + JsonTrees.LARGEST_RECORD + AHEAD;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (read > last) throw tooLarge.get();
        int n = super.read(b, off, len);
        if (n > 0) read += n;
        return n;
    }
}
