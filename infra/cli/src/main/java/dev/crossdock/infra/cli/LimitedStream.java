package dev.crossdock.infra.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream. */
final class LimitedStream extends FilterInputStream {
    private long left;

    LimitedStream(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        if (left <= 0) return -1;
        left--;
        return in.read();
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        if (left <= 0) return -1;
        var read = in.read(into, from, (int) Math.min(most, left));
        left -= Math.max(0, read);
        return read;
    }
}
