package dev.crossdock.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Packed bytes on their way to a library: how many, the last of them, and whether the world failed. Not thread-safe. */
final class Counted extends FilterInputStream {
    private static final int KEPT = 1024;

    private final byte[] last = new byte[KEPT];
    private long bytes;
    private IOException failure;

    Counted(InputStream in) {
        super(in);
    }

    long bytes() {
        return bytes;
    }

    /** Whether this came from the stream itself, not from the library that reads it. */
    boolean failed(IOException e) {
        return failure != null && (e == failure || e.getCause() == failure);
    }

    /** Whether these characters are among the last bytes that were read. */
    boolean endsAround(String latin) {
        return new String(last, java.nio.charset.StandardCharsets.ISO_8859_1).contains(latin);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        try {
            int n = in.read(b, off, len);
            if (n > 0) keep(b, off, n);
            return n;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void keep(byte[] b, int off, int n) {
        bytes += n;
        int kept = Math.min(n, KEPT);
        System.arraycopy(last, kept, last, 0, KEPT - kept);
        System.arraycopy(b, off + n - kept, last, KEPT - kept, kept);
    }

    @Override
    public int available() {
        // Libraries that ask take 0 for the end.
        return 1;
    }

    @Override
    public long skip(long n) throws IOException {
        var skipped = new byte[(int) Math.min(n, 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
