package dev.crossdock.format;

import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * Passes zstd's frames on (RFC 8878, 3.1) but for skippable ones, which the library does not know, and for those whose window
 * is larger than allowed: the library would keep as much in memory before it gives the first byte. Not thread-safe.
 */
final class ZstdFrames extends InputStream {
    /** What decoders must be able to keep (RFC 8878, 3.1.1.1.2), and what levels up to 19 use. */
    static final long LARGEST_WINDOW = 8L << 20;

    private static final int MAGIC = 0xFD2FB528;
    private static final int SKIPPABLE = 0x184D2A50;
    private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
    private static final int RLE = 1;

    private enum Next {
        FRAME,
        BLOCK,
        CHECKSUM,
        /** What follows is for the library to refuse. */
        ANYTHING
    }

    private final InputStream in;
    private final Supplier<Refused> tooLarge;
    private final byte[] head = new byte[32];
    private int headAt;
    private int headLength;
    private Next next = Next.FRAME;
    private boolean checksum;
    /** Bytes to pass on before something new begins. */
    private long left;

    ZstdFrames(InputStream in, Supplier<Refused> tooLarge) {
        this.in = in;
        this.tooLarge = tooLarge;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) return 0;
        if (headAt == headLength && left == 0) begin();
        if (headAt < headLength) {
            int n = Math.min(len, headLength - headAt);
            System.arraycopy(head, headAt, b, off, n);
            headAt += n;
            return n;
        }
        int n = in.read(b, off, (int) Math.min(len, left));
        if (n > 0) left -= n;
        return n;
    }

    private void begin() throws IOException {
        headAt = 0;
        headLength = 0;
        switch (next) {
            case FRAME -> frame();
            case BLOCK -> block();
            case CHECKSUM -> {
                left = 4;
                next = Next.FRAME;
            }
            case ANYTHING -> left = Long.MAX_VALUE;
        }
    }

    /** @return whether so many bytes came; else those that came are passed on, and the library says what is missing */
    private boolean take(int bytes) throws IOException {
        int n = in.readNBytes(head, headLength, bytes);
        headLength += n;
        if (n < bytes) next = Next.ANYTHING;
        return n == bytes;
    }

    private long number(int from, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) value |= (head[from + i] & 0xffL) << 8 * i;
        return value;
    }

    private void frame() throws IOException {
        if (!take(4)) return;
        while (((int) number(0, 4) & 0xFFFFFFF0) == SKIPPABLE) {
            headLength = 0;
            if (!take(4)) return;
            long size = number(0, 4);
            headLength = 0;
            while (size > 0) {
                int n = in.read(head, 0, (int) Math.min(head.length, size));
                if (n < 0) return;
                size -= n;
            }
            if (!take(4)) return;
        }
        if ((int) number(0, 4) != MAGIC) {
            next = Next.ANYTHING;
            return;
        }
        if (!take(1)) return;
        int flags = head[4] & 0xff;
        boolean single = (flags & 0x20) != 0;
        checksum = (flags & 4) != 0;
        int dictionary = DICTIONARY_BYTES[flags & 3];
        int size = single && flags >> 6 == 0 ? 1 : CONTENT_SIZE_BYTES[flags >> 6];
        if (!take((single ? 0 : 1) + dictionary + size)) return;
        next = Next.BLOCK;
        long window = single ? number(5 + dictionary, size) + (size == 2 ? 256 : 0) : window(head[5] & 0xff);
        if (window < 0 || window > LARGEST_WINDOW) throw tooLarge.get();
    }

    private static long window(int descriptor) {
        long base = 1L << 10 + (descriptor >> 3);
        return base + base / 8 * (descriptor & 7);
    }

    private void block() throws IOException {
        if (!take(3)) return;
        int block = (int) number(0, 3);
        left = (block >> 1 & 3) == RLE ? 1 : block >> 3;
        if ((block & 1) != 0) next = checksum ? Next.CHECKSUM : Next.FRAME;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
