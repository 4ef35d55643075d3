package dev.crossdock.infra.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The uploads under way. S3Proxy writes an object beside its key, as {@code <key>-<UUID>}, before it takes its place: such a half is
 * nobody's object, must not be seen in a listing, and must be gone after a kill. Which names are halves cannot be told by the name
 * alone, since users have keys that end in a UUID; so each upload is noted before its first byte is written. Thread-safe.
 */
final class Unfinished {
    private static final Pattern HALF =
            Pattern.compile("(.+)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.DOTALL);

    private final Path notes;
    private final ConcurrentHashMap<UUID, Upload> uploads = new ConcurrentHashMap<>();

    /** @param since whole seconds, as listings tell times */
    record Upload(String key, Instant since) {
        boolean wrote(String name, Instant modified) {
            var half = HALF.matcher(name);
            return half.matches() && half.group(1).equals(key) && !modified.isBefore(since);
        }
    }

    /** @param notes a folder of its own */
    Unfinished(Path notes) {
        this.notes = notes;
        try {
            Files.createDirectories(notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be called before the first byte is written; closed when the object is in its place, or refused. */
    Open begin(String key) {
        var id = UUID.randomUUID();
        var note = notes.resolve(id.toString());
        try {
            Files.writeString(note, key);
            uploads.put(id, new Upload(key, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return () -> {
            uploads.remove(id);
            try {
                Files.deleteIfExists(note);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** Whether this is what an upload under way has written so far. */
    boolean isHalf(String name, Instant modified) {
        return uploads.values().stream().anyMatch(upload -> upload.wrote(name, modified));
    }

    /** What an earlier life left under way; to be asked before the first {@link #begin}, and forgotten by {@link #forget}. */
    List<Upload> left() {
        try (var all = Files.list(notes)) {
            return all.map(Unfinished::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forget() {
        try (var all = Files.list(notes)) {
            for (var note : all.toList()) Files.deleteIfExists(note);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Upload read(Path note) {
        try {
            return new Upload(
                    Files.readString(note),
                    Files.getLastModifiedTime(note).toInstant().truncatedTo(ChronoUnit.SECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes without a checked exception. */
    interface Open extends AutoCloseable {
        @Override
        void close();
    }
}
