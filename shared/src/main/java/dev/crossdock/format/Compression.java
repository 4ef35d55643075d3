package dev.crossdock.format;

import java.io.InputStream;
import java.util.Locale;

/** How a file's bytes are packed. */
public enum Compression {
    NONE,
    GZIP;

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
     * The bytes unpacked, by streaming.
     *
     * @throws dev.crossdock.flow.Refused while reading: {@code gzip.invalid}, {@code gzip.truncated}, {@code gzip.bomb}
     */
    public InputStream open(InputStream in, String file) {
        return this == NONE ? in : new Gunzip(in, file);
    }
}
