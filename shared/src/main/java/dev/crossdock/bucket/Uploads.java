package dev.crossdock.bucket;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Large files in parts, which their owner sends straight to the store. What is not completed leaves no file. Thread-safe. Every
 * method throws {@link dev.crossdock.flow.WorldException} when the store is out of reach.
 */
public interface Uploads {
    /** Parts but the last are at least so large. */
    long SMALLEST_PART = 5L << 20;

    int MOST_PARTS = 10_000;

    /** @param number 1-based @param etag as the store answered the part, without quotes */
    record Part(int number, String etag) {}

    /** Begins an upload. @return its id in the store */
    String start(String key, String contentType);

    /** An address to which one part can be PUT without credentials. @param number 1 to {@value #MOST_PARTS} */
    URI address(String key, String upload, int number, Duration within);

    /** A part that is there. @param etag without quotes */
    record Sent(int number, String etag, long sizeBytes) {}

    /** The parts that are there, by their numbers. @return empty when there is no such upload: completed or given up before */
    Optional<List<Sent>> sent(String key, String upload);

    /** What became of a completion. */
    enum Completed {
        DONE,
        /** There is no such upload: completed or given up before. */
        UNKNOWN,
        /** A part is missing, too small, or has another etag. */
        BAD_PARTS,
        /** There is a file of that name, and there should be none. */
        EXISTS
    }

    /**
     * Makes the parts the file, as a whole.
     *
     * @param parts in any order
     * @param onlyNew only where nothing is
     */
    Completed complete(String key, String upload, List<Part> parts, boolean onlyNew);

    /** Gives an upload up; nothing happens when it is not there. */
    void abort(String key, String upload);

    /**
     * How large the parts of a file should be: so few parts that their addresses are one answer, none too small, none missing.
     *
     * @param sizeBytes at least 0
     * @return empty when the file is larger than {@value #MOST_PARTS} parts of 5 GB can be
     */
    static Optional<Long> partSize(long sizeBytes) {
        final long mega = 1L << 20;
        long of500 = (sizeBytes / 500 / mega + 1) * mega;
        long size = Math.max(8 * mega, of500);
        return size > 5L << 30 ? Optional.empty() : Optional.of(size);
    }
}
