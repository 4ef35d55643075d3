package dev.crossdock.format;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file's syntax: bytes to records and back. Stateless and thread-safe. Implementations are listed in {@link Formats#ALL};
 * the contract test and lint walk that list.
 */
public interface FileFormat {
    /** As written in YAML: {@code csv}. */
    String name();

    /** {@code .csv}, {@code .tsv}; lower case, with the dot, without the compression's suffix. */
    List<String> suffixes();

    /**
     * Whether a file's beginning looks like this format.
     *
     * @param head up to 64 KB, decompressed
     */
    boolean sniff(byte[] head);

    /**
     * What is to be known about a file before it is read, added to what the job says: a CSV's delimiter and encoding.
     *
     * @param head as for {@link #sniff}; never empty
     * @return the options with everything a reader on another machine needs; {@link Detected#remark} for the report
     * @throws dev.crossdock.flow.Refused when the file cannot be of this format
     */
    default Detected detect(String file, byte[] head, Options options) {
        return new Detected(options, "");
    }

    /** Whether a file without a byte is one without records; else it is taken for an export that has failed. */
    default boolean mayBeEmpty(Options options) {
        return false;
    }

    /** @param remark what a person would like to know about it; empty when nothing */
    record Detected(Options options, String remark) {}

    /**
     * Cuts a file: the places where readers can begin, one for about every {@code targetBytes}, the first of them before the
     * first record. One exact pass over all bytes.
     */
    default List<Place> cuts(InputStream in, String file, Options options, long targetBytes) {
        return List.of(Place.START);
    }

    /**
     * Tells from some bytes of a file alone where a record begins in them.
     *
     * @param toEnd whether the file ends where they end
     * @param first the place before the file's first record
     * @return the offset in {@code window}; empty when so few bytes do not tell it for certain
     */
    default OptionalLong probe(byte[] window, boolean toEnd, Options options, Place first) {
        return OptionalLong.empty();
    }

    /**
     * Finds the first record that begins at or behind an offset, by reading from a place that is known.
     *
     * @param in beginning at {@code known}; closed afterwards
     * @return empty when there is none, or what lies before it cannot be read
     */
    default Optional<Place> seek(InputStream in, String file, Options options, Place known, long offset) {
        return Optional.empty();
    }

    /**
     * Whether a reader can begin at any record's first byte, so that large files are cut into ranges and a
     * killed worker goes on by a ranged read.
     */
    boolean seekable(Options options);

    /**
     * Reads records; streams, never holds the file.
     *
     * @param in decompressed bytes, beginning at {@code from.byteOffset()}; closed by {@link RecordReader#close}
     * @param from {@link Place#START}, or what {@link RecordReader#place()} gave. For formats that are not seekable {@code in}
     *     begins at the file's beginning and the reader steps over what lies before the place.
     * @throws dev.crossdock.flow.Refused when the file is not of this format at all
     */
    RecordReader reader(InputStream in, String file, Options options, Place from);

    /** Whether {@link #writer} works; of some formats files are only read. */
    default boolean written() {
        return true;
    }

    /** Writes records; the caller closes {@code out} after {@link RecordWriter#close}. */
    RecordWriter writer(OutputStream out, Options options);

    /**
     * What stands around the records, so that several workers can write one file.
     *
     * @param options as for {@link #writer}; of CSV with its {@code columns}
     * @return empty when a file of this format cannot be put together from bodies
     */
    default Optional<Frame> frame(Options options) {
        return Optional.empty();
    }

    /**
     * How records become a file that cannot be put together from bodies.
     *
     * @param options as for {@link #writer}, with its {@code columns}
     * @return empty when there is a {@link #frame}, or the format is not written
     */
    default Optional<Assembly> assembly(Options options) {
        return Optional.empty();
    }
}
