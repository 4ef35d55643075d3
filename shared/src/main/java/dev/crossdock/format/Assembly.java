package dev.crossdock.format;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * How one file comes of what several workers wrote, in a format whose files cannot be put together from bodies: records wait in
 * pieces, and one worker makes the file of them. Not changed after creation; thread-safe.
 */
public interface Assembly {
    /** Checks records as the format's own writer does, and writes them as pieces: those of several writers may be joined. */
    RecordWriter pieces(OutputStream out);

    /**
     * Makes the file; streams. The same pieces give the same bytes.
     *
     * @param pieces all of them, one after the other in the order of the records; closed by the caller
     * @param out closed by the caller
     * @throws dev.crossdock.flow.Refused when a file of this format cannot hold so many
     */
    void assemble(InputStream pieces, OutputStream out);
}
