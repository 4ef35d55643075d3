package dev.crossdock.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A stream of another encoding as UTF-8. What cannot be decoded becomes a byte that is no UTF-8, so that the record it stands
 * in is refused as it would be in a UTF-8 file. Not thread-safe.
 */
final class Transcoded extends InputStream {
    /** Never a byte of UTF-8. */
    private static final byte BROKEN = (byte) 0xff;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final boolean utf16;
    private final ByteBuffer raw = ByteBuffer.allocate(32 << 10).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(16 << 10);
    private byte[] bytes = new byte[0];
    private int at;
    private boolean ended;
    private boolean flushed;
    private boolean broken;

    Transcoded(InputStream in, Charset from) {
        this.in = in;
        this.utf16 = from.name().startsWith("UTF-16");
        this.decoder = from.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read() throws IOException {
        return more() ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) return 0;
        if (!more()) return -1;
        int n = Math.min(len, bytes.length - at);
        System.arraycopy(bytes, at, b, off, n);
        at += n;
        return n;
    }

    private boolean more() throws IOException {
        while (at == bytes.length) {
            at = 0;
            if (broken) {
                broken = false;
                bytes = new byte[] {BROKEN};
                return true;
            }
            if (flushed) {
                bytes = new byte[0];
                return false;
            }
            decode();
            bytes = chars.flip().toString().getBytes(StandardCharsets.UTF_8);
            chars.clear();
        }
        return true;
    }

    private void decode() throws IOException {
        var result = decoder.decode(raw, chars, ended);
        if (result.isError()) {
            // Of a surrogate that lacks its other half only itself is damaged, not what stands in the other's place.
            raw.position(raw.position() + (utf16 ? Math.min(2, result.length()) : result.length()));
            broken = true;
        } else if (result.isUnderflow() && ended) {
            flushed = decoder.flush(chars).isUnderflow();
        } else if (result.isUnderflow()) {
            raw.compact();
            int n = in.read(raw.array(), raw.position(), raw.remaining());
            ended = n < 0;
            raw.position(raw.position() + Math.max(0, n)).flip();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
