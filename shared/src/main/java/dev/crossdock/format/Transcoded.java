package dev.crossdock.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A stream of another encoding as UTF-8. Not thread-safe. */
final class Transcoded extends InputStream {
    private final Reader reader;
    private final char[] chars = new char[16 << 10];
    private byte[] bytes = new byte[0];
    private int at;
    private char high;

    Transcoded(InputStream in, Charset from) {
        reader = new InputStreamReader(in, from);
    }

    @Override
    public int read() throws IOException {
        return more() ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (!more()) return -1;
        int n = Math.min(len, bytes.length - at);
        System.arraycopy(bytes, at, b, off, n);
        at += n;
        return n;
    }

    private boolean more() throws IOException {
        while (at == bytes.length) {
            int kept = high == 0 ? 0 : 1;
            if (kept == 1) chars[0] = high;
            high = 0;
            int n = reader.read(chars, kept, chars.length - kept);
            if (n < 0 && kept == 0) return false;
            int length = kept + Math.max(0, n);
            // A surrogate pair must not be cut in two.
            if (n >= 0 && Character.isHighSurrogate(chars[length - 1])) high = chars[--length];
            bytes = new String(chars, 0, length).getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
