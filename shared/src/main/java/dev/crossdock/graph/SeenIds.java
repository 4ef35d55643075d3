package dev.crossdock.graph;

import dev.crossdock.flow.Sha256;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The ids that came with a feed, as 8 bytes of their SHA-256 each. Two ids that agree in them (one pair in 10 million records has a
 * chance of 1 in 400,000) would keep a record that could go, never delete one that must stay.
 */
final class SeenIds {
    /** So many are held at once: 8 MB. A larger feed is compared in several parts. */
    static final int MOST = 1 << 20;

    private final long[] sorted;
    private final int size;

    private SeenIds(long[] sorted, int size) {
        this.sorted = sorted;
        this.size = size;
    }

    /** As it is noted. */
    static byte[] note(String id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(hash(id)).array();
    }

    /** Which of several parts an id belongs to, 0-based. */
    static int part(String id, int parts) {
        return part(hash(id), parts);
    }

    private static int part(long hash, int parts) {
        return (int) Long.remainderUnsigned(hash, parts);
    }

    /** Reads one part of the notes. @param notes closed here */
    static SeenIds read(InputStream notes, int part, int parts) {
        var hashes = new long[1024];
        int size = 0;
        try (var in = new DataInputStream(new BufferedInputStream(notes, 1 << 16))) {
            while (true) {
                long hash = in.readLong();
                if (part(hash, parts) != part) continue;
                if (size == hashes.length) hashes = Arrays.copyOf(hashes, size * 2);
                hashes[size++] = hash;
            }
        } catch (EOFException e) {
            Arrays.sort(hashes, 0, size);
            return new SeenIds(hashes, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String id) {
        return Arrays.binarySearch(sorted, 0, size, hash(id)) >= 0;
    }

    private static long hash(String id) {
        return ByteBuffer.wrap(Sha256.of(id)).getLong();
    }
}
