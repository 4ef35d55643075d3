package dev.crossdock.flow;

import java.util.Objects;

/**
 * One state of one file: reading by it never sees another state.
 *
 * @param bucket a data bucket's name
 * @param name the file's name in its bucket; may hold slashes
 * @param sizeBytes as stored, compressed or not
 * @param etag as the store gives it, without quotes; every read asks for exactly this state
 */
public record FileRef(String bucket, String name, long sizeBytes, String etag) {
    public FileRef {
        Objects.requireNonNull(bucket);
        Objects.requireNonNull(name);
        Objects.requireNonNull(etag);
    }

    /** {@code bucket/name}: the key in the store, and what messages call the file. */
    public String path() {
        return bucket + "/" + name;
    }

    /** The last part of the name. */
    public String baseName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
