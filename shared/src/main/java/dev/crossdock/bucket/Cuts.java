package dev.crossdock.bucket;

import dev.crossdock.flow.WorldException;
import dev.crossdock.format.FileFormat;
import dev.crossdock.format.Options;
import dev.crossdock.format.Place;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds where a large file can be cut, by looking at a window at each cut instead of reading it all: 40 MB of a file of 10 GB.
 * Where a window does not tell, a wider one is taken, and at last what lies between this cut and the one before is read as a
 * worker would read it.
 */
final class Cuts {
    private static final int WINDOW_BYTES = 64 << 10;
    private static final int WIDEST_BYTES = 1 << 20;
    /** A record that begins before a cut ends within this much behind it: the largest there may be. */
    private static final long FARTHEST_BYTES = 32L << 20;

    /** Bytes of the file from an offset to another, exclusive. */
    interface Bytes {
        InputStream read(long from, long to);
    }

    private final Bytes bytes;
    private final String file;
    private final long sizeBytes;
    private final FileFormat format;
    private final Options options;
    private int widened;
    private int read;

    Cuts(Bytes bytes, String file, long sizeBytes, FileFormat format, Options options) {
        this.bytes = bytes;
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.format = format;
        this.options = options;
    }

    /** How many windows had to be widened, and how many cuts were found by reading, for the log. */
    String effort() {
        return "widened=" + widened + " read=" + read;
    }

    /** @return in their order; the first one is before the first record; of the others {@code record} and {@code line} are 0 */
    List<Place> every(long chunkBytes) {
        Place first;
        try (var reader = format.reader(bytes.read(0, sizeBytes), file, options, Place.START)) {
            first = reader.place();
        }
        var cuts = new ArrayList<>(List.of(first));
        for (long at = chunkBytes; at < sizeBytes - chunkBytes / 2; at += chunkBytes) {
            var last = cuts.get(cuts.size() - 1);
            if (at <= last.byteOffset()) continue;
            var probed = probed(at, first);
            var found = probed.isPresent() ? probed : sought(last, at, first);
            // What cannot be read is met by the worker of the last chunk, which says so.
            if (found.isEmpty() || found.get().byteOffset() >= sizeBytes) break;
            cuts.add(found.get());
        }
        return cuts;
    }

    private Optional<Place> probed(long at, Place first) {
        for (int width = WINDOW_BYTES; width <= WIDEST_BYTES; width *= 2) {
            if (width > WINDOW_BYTES) widened++;
            long to = Math.min(sizeBytes, at + width);
            var begin = format.probe(window(at, to), to == sizeBytes, options, first);
            if (begin.isPresent()) return Optional.of(new Place(at + begin.getAsLong(), 0, 0, first.state()));
            if (to == sizeBytes) break;
        }
        return Optional.empty();
    }

    private Optional<Place> sought(Place known, long at, Place first) {
        read++;
        long to = Math.min(sizeBytes, at + FARTHEST_BYTES);
        return format.seek(bytes.read(known.byteOffset(), to), file, options, known, at)
                .map(place -> new Place(place.byteOffset(), 0, 0, first.state()));
    }

    private byte[] window(long from, long to) {
        try (var in = bytes.read(from, to)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new WorldException("reading " + file + ": " + e.getMessage(), e);
        }
    }
}
