package org.xerial.snappy;

import io.airlift.compress.snappy.SnappyDecompressor;
import java.nio.ByteBuffer;

/**
 * The one method of snappy-java that the Parquet reader calls, over the codec that is there anyway: the library of this name
 * brings the native code of all platforms, 2.4 MB in every function's zip. See docs/decisions.
 */
public final class Snappy {
    private Snappy() {}

    /** @return how many bytes came out, from the position of {@code out} on, whose limit is behind them */
    public static int uncompress(ByteBuffer in, ByteBuffer out) {
        int before = out.position();
        new SnappyDecompressor().decompress(in.duplicate(), out);
        int bytes = out.position() - before;
        out.limit(out.position()).position(before);
        return bytes;
    }
}
