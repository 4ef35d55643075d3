package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952), all members of it. The JDK's own stream asks {@code available()} whether another member follows, so
 * over a network it may stop, silently, after the first (JDK-7036144); and it passes over what is no member. Not thread-safe.
 */
final class Gunzip extends InputStream {
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CRC = 2;

    private final InputStream in;
    private final String file;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] packed = new byte[64 << 10];
    private int at;
    private int filled;
    private long before;
    private long out;
    private boolean inMember;
    private boolean ended;
    private int members;
    private Refused failure;

    Gunzip(InputStream in, String file) {
        this.in = in;
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (failure != null) throw failure;
        if (len == 0) return 0;
        try {
            while (!ended) {
                if (!inMember) begin();
                int n = ended ? 0 : inflate(b, off, len);
                if (n > 0) return n;
            }
            return -1;
        } catch (EOFException e) {
            failure = refused(
                    "gzip.truncated",
                    "the packed data ends in the middle, after byte %,d.",
                    "The upload was cut off, or the file was dropped before it was complete. Drop it again.");
        } catch (DataFormatException e) {
            failure = refused(
                    "gzip.invalid",
                    "the packed data is damaged before byte %,d (" + said(e) + ").",
                    "Pack it again, or drop it unpacked.");
        }
        throw failure;
    }

    private static String said(DataFormatException e) {
        return e.getMessage() == null ? "not inflatable" : e.getMessage();
    }

    private int inflate(byte[] b, int off, int len) throws IOException, DataFormatException {
        while (true) {
            int n = inflater.inflate(b, off, len);
            if (n > 0) {
                crc.update(b, off, n);
                out += n;
                guard();
                return n;
            }
            if (inflater.needsDictionary()) throw new DataFormatException("needs a dictionary");
            if (inflater.finished()) {
                finish();
                return 0;
            }
            // Only now: the inflater may hold bytes back though it has read all of its input.
            if (at == filled && !fill()) throw new EOFException();
            inflater.setInput(packed, at, filled - at);
            at = filled;
        }
    }

    private void guard() {
        long read = before + at - inflater.getRemaining();
        var bomb = Bombs.found("gzip", file, read, out);
        if (bomb.isEmpty()) return;
        failure = bomb.get();
        throw failure;
    }

    /** A member's end: its checksum and length must be those of what came out. */
    private void finish() throws IOException, DataFormatException {
        at -= inflater.getRemaining();
        inMember = false;
        long sum = number(4);
        long length = number(4);
        if (sum != crc.getValue()) throw new DataFormatException("checksum differs");
        if (length != (inflater.getBytesWritten() & 0xffffffffL)) throw new DataFormatException("length differs");
    }

    /** A member's header, or the end of all; zeros fill up the last block of a tape or an archive. */
    private void begin() throws IOException, DataFormatException {
        int first = next();
        if (members > 0) while (first == 0) first = next();
        if (first < 0 && members > 0) {
            ended = true;
            return;
        }
        if (first < 0) throw new EOFException();
        if (first != 0x1f || must() != 0x8b) {
            throw new DataFormatException(members > 0 ? "something else follows its end" : "not gzip");
        }
        if (must() != 8) throw new DataFormatException("unknown method");
        int flags = must();
        number(6);
        if ((flags & EXTRA) != 0) for (long left = number(2); left > 0; left--) must();
        if ((flags & NAME) != 0) while (must() != 0) {}
        if ((flags & COMMENT) != 0) while (must() != 0) {}
        if ((flags & HEADER_CRC) != 0) number(2);
        inflater.reset();
        crc.reset();
        inMember = true;
        members++;
    }

    private long number(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) value |= (long) must() << 8 * i;
        return value;
    }

    private int must() throws IOException {
        int b = next();
        if (b < 0) throw new EOFException();
        return b;
    }

    private int next() throws IOException {
        return at == filled && !fill() ? -1 : packed[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        before += filled;
        at = 0;
        filled = 0;
        int n = in.read(packed, 0, packed.length);
        if (n > 0) filled = n;
        return n > 0;
    }

    private Refused refused(String code, String message, String hint) {
        long read = before + at - (inMember ? inflater.getRemaining() : 0);
        return new Refused(Problem.of(code, String.format(Locale.ROOT, message, read), hint)
                .at(file));
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
