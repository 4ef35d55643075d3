package dev.crossdock.flow;

/**
 * Where a record came from.
 *
 * @param file the file as {@code bucket/name}, or what stands for it (a request, a collection)
 * @param record number of the record in its file, 1-based, header not counted
 * @param byteOffset where the record begins, 0-based, in the bytes after decompression and transcoding
 */
public record Origin(String file, long record, long byteOffset) {
    @Override
    public String toString() {
        return "%s, record %,d, byte %,d".formatted(file, record, byteOffset);
    }
}
