package dev.crossdock.bucket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Fenced;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/**
 * Notes that the chunks of one phase of a run leave for the next phase, in the run's own folder. As with {@link FileWriter} each
 * flush leaves a small piece, many small ones become one, pieces are named by their content, and only what a receipt names counts:
 * a worker that lost its chunk changes nothing.
 */
public final class Trail {
    /** So many small pieces are put together: a receipt below 64 KB names the notes of 60 million records. */
    private static final int MOST_SMALL = 64;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectStore objects;
    private final String folder;

    /** @param name of the notes, one folder's */
    public Trail(ObjectStore objects, String run, String name) {
        this.objects = objects;
        this.folder = ".runs/" + run + "/" + name + "/";
    }

    /**
     * What a receipt says.
     *
     * @param pieces large ones, then small ones: keys in the order of the notes
     * @param notes how many
     * @param missed how many records left no note
     */
    private record Left(List<String> large, List<String> small, long notes, long missed) {
        static Left of(Receipt receipt) {
            if (receipt.equals(Receipt.NONE)) return new Left(List.of(), List.of(), 0, 0);
            try {
                return JSON.readValue(receipt.text(), Left.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not a trail's receipt: " + receipt.text(), e);
            }
        }

        List<String> keys() {
            var keys = new ArrayList<>(large);
            keys.addAll(small);
            return keys;
        }
    }

    public static long notes(List<Receipt> receipts) {
        return receipts.stream().mapToLong(receipt -> Left.of(receipt).notes()).sum();
    }

    public static long missed(List<Receipt> receipts) {
        return receipts.stream().mapToLong(receipt -> Left.of(receipt).missed()).sum();
    }

    /** All notes of some chunks, one after the other. The caller closes it. */
    public static InputStream read(ObjectStore objects, List<Receipt> receipts) {
        var keys = receipts.stream()
                .flatMap(receipt -> Left.of(receipt).keys().stream())
                .iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return keys.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return piece(objects, keys.next());
            }
        });
    }

    private static InputStream piece(ObjectStore objects, String key) {
        return objects.read(key, null, 0).orElseThrow(() -> new Fenced(key + " was cleared away"));
    }

    public Writer open(int chunk, Receipt sofar) {
        return new Writer(chunk, Left.of(sofar));
    }

    /** Not thread-safe. */
    public final class Writer {
        private final int chunk;
        private final ByteArrayOutputStream fresh = new ByteArrayOutputStream();
        private Left left;
        private long notes;
        private long missed;

        private Writer(int chunk, Left left) {
            this.chunk = chunk;
            this.left = left;
            this.notes = left.notes();
            this.missed = left.missed();
        }

        /** @param note as readers know its end: of a fixed length, or a line */
        public void note(byte[] note) {
            fresh.writeBytes(note);
            notes++;
        }

        public void missed() {
            missed++;
        }

        /** Makes all notes durable. */
        public Receipt flush() {
            var large = new ArrayList<>(left.large());
            var small = new ArrayList<>(left.small());
            if (fresh.size() > 0) small.add(store(fresh.toByteArray()));
            fresh.reset();
            if (small.size() >= MOST_SMALL) {
                large.add(store(together(small)));
                small.clear();
            }
            left = new Left(large, small, notes, missed);
            if (notes == 0 && missed == 0) return Receipt.NONE;
            try {
                return new Receipt(JSON.writeValueAsString(left));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        private byte[] together(List<String> keys) {
            var all = new ByteArrayOutputStream();
            for (var key : keys) {
                try (var in = piece(objects, key)) {
                    in.transferTo(all);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return all.toByteArray();
        }

        private String store(byte[] content) {
            var key = folder + "%06d-%s".formatted(chunk, hash(content));
            objects.write(key, content, "application/octet-stream");
            return key;
        }
    }

    private static String hash(byte[] content) {
        return Sha256.hex(content).substring(0, 32);
    }
}
