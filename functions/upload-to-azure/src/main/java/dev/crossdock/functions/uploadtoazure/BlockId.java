package dev.crossdock.functions.uploadtoazure;

import dev.crossdock.flow.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Names of blocks: chunk, number, and what tells this run's block from that of another one which uploads to the same blob. All
 * are of one length, as Azure demands of the blocks of one blob; it is also the length of the SDKs' own ids, so that what one of
 * them has left behind is in nobody's way.
 */
final class BlockId {
    private static final int BYTES = 36;
    /** For what stands around the chunks' own blocks. */
    static final int AROUND = Integer.MAX_VALUE;

    private BlockId() {}

    /** Of a file as it is: the same block of the same run is the same bytes. */
    static String of(String run, int chunk, int number) {
        return of(run, chunk, number, new byte[0]);
    }

    /**
     * Of a file that is written: where its blocks begin depends on where a worker began, so their content is a part of the name.
     * A worker that lost its lease cannot change what the receipt of its successor names.
     */
    static String of(String run, int chunk, int number, byte[] content) {
        var digest = Sha256.digest();
        digest.update(run.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(content);
        var id = ByteBuffer.allocate(BYTES).putInt(chunk).putInt(number);
        id.put(digest.digest(), 0, id.remaining());
        return Base64.getEncoder().encodeToString(id.array());
    }
}
