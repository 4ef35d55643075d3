package dev.crossdock.bucket;

import dev.crossdock.flow.FileRef;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Objects under keys in the one S3 bucket of a deployment: data buckets are prefixes ({@code incoming/products.csv}),
 * {@code .runs/…} is the product's own. Thread-safe. Every method throws {@link dev.crossdock.flow.WorldException} when the
 * store is out of reach.
 */
public interface ObjectStore {
    /**
     * @param key as stored, never encoded
     * @param etag without quotes
     */
    record Stored(String key, long sizeBytes, String etag, Instant modified) {}

    /**
     * @param items in the order of their keys (UTF-8 bytes)
     * @param next where the next page begins; empty at the end
     */
    record Page(List<Stored> items, Optional<String> next) {}

    Optional<Stored> head(String key);

    /**
     * Reads bytes from an offset to the end.
     *
     * @param etag only this state; null = whatever is there
     * @return empty when there is no such object, or only in another state
     */
    Optional<InputStream> read(String key, String etag, long fromByte);

    /** As {@link #read(String, String, long)}, up to {@code toByte} exclusive. */
    Optional<InputStream> read(String key, String etag, long fromByte, long toByte);

    /** Writes a small object as a whole, replacing what was there. */
    Stored write(String key, byte[] content, String contentType);

    /** Writes only where nothing is; empty when something is there already. */
    Optional<Stored> create(String key, byte[] content, String contentType);

    /** Writes a file of any size, from a local file, as a whole. */
    Stored write(String key, Path content, String contentType);

    /** As {@link #write(String, Path, String)}, only where nothing is; empty when something is there already. */
    Optional<Stored> create(String key, Path content, String contentType);

    /**
     * Copies within the store, on the store's side.
     *
     * @return empty when the source is gone or is in another state than {@code etag}
     */
    Optional<Stored> copy(String from, String etag, String to);

    /** Begins an object that is put together from others; nothing is seen of it before {@link #compose}. @return its token */
    String begin(String key, String contentType);

    /** What became of a composition. */
    enum Composed {
        DONE,
        /** The token was used before; nothing was changed now. */
        USED,
        /** There is an object at the key, and there should be none; nothing was changed. */
        EXISTS
    }

    /**
     * Puts objects one after the other and makes them the object at the key, as a whole. A token is good for one time, so whoever
     * comes late with it, after a crash or a pause, cannot replace what came after.
     *
     * @param token of {@link #begin} for this key
     * @param pieces keys in their order; small ones pass through this process, large ones stay in the store
     * @param onlyNew only where nothing is
     * @throws IllegalStateException when a piece is gone
     */
    Composed compose(String key, String token, List<Piece> pieces, boolean onlyNew);

    /** @param sizeBytes as it was written: pieces are never changed */
    record Piece(String key, long sizeBytes) {}

    /**
     * Deletes an object in this state; what replaced it meanwhile stays.
     *
     * @param etag null = whatever is there
     * @return true when the object is gone now (also when it was gone before), false when another state is there
     */
    boolean delete(String key, String etag);

    /**
     * @param prefix empty = everything
     * @param after only keys behind this one; empty = from the beginning
     * @param limit 1 to 1,000
     */
    Page list(String prefix, String after, int limit);

    /** The state of a file that a drop announced, as a reference. */
    static Optional<FileRef> ref(Stored stored) {
        var slash = stored.key().indexOf('/');
        return slash <= 0
                ? Optional.empty()
                : Optional.of(new FileRef(
                        stored.key().substring(0, slash),
                        stored.key().substring(slash + 1),
                        stored.sizeBytes(),
                        stored.etag()));
    }
}
