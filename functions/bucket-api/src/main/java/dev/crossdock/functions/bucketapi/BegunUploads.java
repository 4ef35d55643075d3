package dev.crossdock.functions.bucketapi;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which uploads are under way, by name and size, for a sender that broke off and comes again. Thread-safe. */
final class BegunUploads {
    private final ObjectStore objects;

    BegunUploads(ObjectStore objects) {
        this.objects = objects;
    }

    /** The store's id of the last one that was begun. */
    Optional<String> find(String key, long sizeBytes) {
        return objects.read(note(key, sizeBytes), null, 0).map(in -> {
            try (in) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void note(String key, long sizeBytes, String upload) {
        objects.write(note(key, sizeBytes), upload.getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    void forget(String key, long sizeBytes) {
        objects.delete(note(key, sizeBytes), null);
    }

    private static String note(String key, long sizeBytes) {
        return ".runs/uploads/" + Sha256.hex(sizeBytes + " " + key).substring(0, 32);
    }
}
