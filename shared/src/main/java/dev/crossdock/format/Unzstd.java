package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Unpacks zstd (RFC 8878), all frames of it. Not thread-safe. */
final class Unzstd extends InputStream {
    /** What the library has unpacked in a call that then fails is lost; so it is asked for little. */
    private static final int AT_ONCE = 2048;

    private final Counted counted;
    private final ZstdInputStream in;
    private final String file;
    private long out;
    private Refused failure;

    Unzstd(InputStream in, String file) {
        this.counted = new Counted(new BufferedInputStream(in, 64 << 10));
        this.in = new ZstdInputStream(new ZstdFrames(counted, this::window));
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
        int n = 0;
        try {
            n = in.read(b, off, Math.min(len, AT_ONCE));
        } catch (Refused e) {
            failure = e;
        } catch (RuntimeException e) {
            // Of damaged data the library throws MalformedInputException, and what its arithmetic and arrays throw.
            failure = invalid(e);
        } catch (IOException e) {
            if (counted.failed(e)) throw e;
            failure = refused(
                    "zstd.truncated",
                    "the packed data ends in the middle, after byte %,d.",
                    "The upload was cut off, or the file was dropped before it was complete. Drop it again.");
        }
        if (failure == null && n > 0) {
            out += n;
            failure = Bombs.found("zstd", file, counted.bytes(), out).orElse(null);
        }
        if (failure != null) throw failure;
        return n;
    }

    private Refused window() {
        return refused(
                "zstd.window",
                "it was packed with a window of more than 8 MB (byte %,d).",
                "Pack it at a level up to 19, without --long and --ultra.");
    }

    private Refused invalid(RuntimeException e) {
        var said = String.valueOf(e.getMessage()).replaceFirst(": offset=.*", "");
        return refused(
                "zstd.invalid",
                "the packed data is damaged before byte %,d (" + said + ").",
                "Pack it again, or drop it unpacked.");
    }

    private Refused refused(String code, String message, String hint) {
        return new Refused(Problem.of(code, String.format(Locale.ROOT, message, counted.bytes()), hint)
                .at(file));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
