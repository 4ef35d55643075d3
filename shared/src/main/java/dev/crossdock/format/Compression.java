package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** How a file's bytes are packed. */
public enum Compression {
    NONE,
    GZIP;

    /** More than this many bytes out of one byte in, once enough came out to be sure, is a bomb and no file of records. */
    private static final long LARGEST_RATIO = 500;

    private static final long RATIO_COUNTS_FROM = 64L << 20;

    /** By the bytes it begins with; the name only misleads when a file is unpacked and not renamed. */
    static Compression of(byte[] head) {
        return head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b ? GZIP : NONE;
    }

    /** The name without the compression's suffix. */
    static String bareName(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    /**
     * The bytes unpacked.
     *
     * @throws Refused {@code gzip.invalid} also while reading; so does {@code gzip.truncated}
     */
    public InputStream open(InputStream in, String file) {
        return this == NONE ? in : new Gunzip(in, file);
    }

    private static final class Counting extends FilterInputStream {
        long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) count++;
            return b;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n = super.read(b, off, len);
            if (n > 0) count += n;
            return n;
        }
    }

    private static final class Gunzip extends InputStream {
        private final Counting packed;
        private final String file;
        private InputStream unpacked;
        private long out;

        Gunzip(InputStream in, String file) {
            this.packed = new Counting(new PushbackInputStream(in, 1));
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            try {
                if (unpacked == null) unpacked = new GZIPInputStream(packed, 64 << 10);
                int n = unpacked.read(b, off, len);
                if (n > 0) out += n;
                if (out > RATIO_COUNTS_FROM && out / Math.max(1, packed.count) > LARGEST_RATIO) {
                    throw refused(
                            "gzip.bomb",
                            "unpacks to more than " + LARGEST_RATIO + " times its size.",
                            "A file of records does not pack so well; look where it comes from.",
                            null);
                }
                return n;
            } catch (EOFException e) {
                throw refused(
                        "gzip.truncated",
                        "the packed data ends in the middle, after byte %,d.".formatted(packed.count),
                        "The upload was cut off, or the file was dropped before it was complete. Drop it again.",
                        e);
            } catch (ZipException e) {
                throw refused(
                        "gzip.invalid",
                        "the packed data is damaged before byte %,d (%s).".formatted(packed.count, e.getMessage()),
                        "Pack it again, or drop it unpacked.",
                        e);
            }
        }

        private Refused refused(String code, String message, String hint, Exception cause) {
            return new Refused(Problem.of(code, message, hint).at(file), cause);
        }

        @Override
        public void close() throws IOException {
            if (unpacked != null) unpacked.close();
            packed.close();
        }
    }
}
