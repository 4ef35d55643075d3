package dev.crossdock.bucket;

import dev.crossdock.definition.Units;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;

/**
 * Which files are cut into chunks, and how.
 *
 * @param overBytes larger files are cut
 * @param chunkBytes about so large is a chunk; larger where there would be more than {@link #MOST_CHUNKS}
 * @param numbered whether every record is to have its number in the file: that takes a pass over the whole file, which ends
 *     within one invocation for some GB. Else cuts are found by looking at a window each, whatever the file's size, and records
 *     are numbered within their chunk.
 */
public record Splitting(long overBytes, long chunkBytes, boolean numbered) {
    /** A smaller file is read in seconds, and its records keep their numbers in messages. */
    public static final long OVER_BYTES = 64L << 20;

    /** At 20 MB/s a chunk is done in a second, and a file of 1 GB still gives few enough messages. */
    public static final long CHUNK_BYTES = 16L << 20;

    /** Each is a few writes to the ledger. */
    private static final int MOST_CHUNKS = 1000;

    public static final Splitting DEFAULT = new Splitting(OVER_BYTES, CHUNK_BYTES, true);

    /**
     * As the deployment says: property {@code crossdock.split}, else variable {@code CROSSDOCK_SPLIT}; a size such as
     * {@code 256MB}, or {@code never}; behind a slash that of a chunk, {@code 2KB/1KB}. Read here and not handed in, so that every job type that reads files heeds it.
     *
     * @throws Refused {@code config.value}
     */
    public static Splitting deployed() {
        var property = System.getProperty("crossdock.split");
        return of(property != null ? property : System.getenv("CROSSDOCK_SPLIT"));
    }

    /** @param text null or empty = the default */
    static Splitting of(String text) {
        if (text == null || text.isBlank()) return DEFAULT;
        if (text.equals("never")) return new Splitting(Long.MAX_VALUE, CHUNK_BYTES, true);
        try {
            int slash = text.indexOf('/');
            if (slash < 0) return new Splitting(Units.bytes(text), CHUNK_BYTES, true);
            return new Splitting(Units.bytes(text.substring(0, slash)), Units.bytes(text.substring(slash + 1)), true);
        } catch (Refused e) {
            throw new Refused(Problem.of(
                    "config.value",
                    "CROSSDOCK_SPLIT \"" + text + "\" is neither a size such as 64MB nor never.",
                    "Set it to the size from which files are cut into chunks."));
        }
    }

    /** For job types to which a record's number in its file means nothing before the end. */
    public Splitting probed() {
        return new Splitting(overBytes, chunkBytes, false);
    }

    long chunkBytes(long sizeBytes) {
        return Math.max(chunkBytes, sizeBytes / MOST_CHUNKS + 1);
    }
}
