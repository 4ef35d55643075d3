package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.Locale;
import java.util.Optional;

/** How much may come out of packed data. */
final class Bombs {
    /** More than this many bytes out of one byte in, once enough came out to be sure, is a bomb and no file of records. */
    static final long LARGEST_RATIO = 500;

    static final long RATIO_COUNTS_FROM = 64L << 20;
    /** No file of records is larger, unpacked. */
    static final long LARGEST = 100L << 30;

    private Bombs() {}

    /**
     * @param kind of packing, the code's beginning
     * @param read packed bytes so far
     * @param out unpacked bytes so far
     */
    static Optional<Refused> found(String kind, String file, long read, long out) {
        boolean bomb = out > RATIO_COUNTS_FROM && out / Math.max(1, read) > LARGEST_RATIO;
        if (!bomb && out <= LARGEST) return Optional.empty();
        var message = bomb
                ? "unpacks to more than " + LARGEST_RATIO + " times its size (byte %,d)."
                : "unpacks to more than " + (LARGEST >> 30) + " GB (byte %,d).";
        return Optional.of(new Refused(Problem.of(
                        kind + ".bomb",
                        String.format(Locale.ROOT, message, read),
                        "A file of records does not pack so well, nor gets so large; look where it comes from.")
                .at(file)));
    }
}
