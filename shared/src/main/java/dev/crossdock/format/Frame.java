package dev.crossdock.format;

import java.util.Arrays;

/**
 * What stands around a file's records, for a file that is put together from bodies written apart: {@code head}, then bodies
 * with {@code between} between them, then {@code tail}. Not changed after creation.
 *
 * @param none the whole file when there are no records
 */
public record Frame(byte[] head, byte[] between, byte[] tail, byte[] none) {
    /** The records of a whole file, without what stands around them; empty when there are none. */
    public byte[] body(byte[] file) {
        if (file.length <= head.length + tail.length || Arrays.equals(file, none)) return new byte[0];
        return Arrays.copyOfRange(file, head.length, file.length - tail.length);
    }
}
