package com.github.luben.zstd;

import io.airlift.compress.zstd.ZstdDecompressor;
import java.nio.ByteBuffer;

/**
 * The one method of zstd-jni that the Parquet reader calls, over the codec that is there anyway: the library of this name brings
 * the native code of all platforms, 7.6 MB in every function's zip. See docs/decisions.
 */
public final class Zstd {
    private Zstd() {}

    /** @return how many bytes of {@code out} were filled */
    public static int decompress(byte[] out, ByteBuffer in) {
        var bytes = new byte[in.remaining()];
        in.get(bytes);
        return new ZstdDecompressor().decompress(bytes, 0, bytes.length, out, 0, out.length);
    }
}
