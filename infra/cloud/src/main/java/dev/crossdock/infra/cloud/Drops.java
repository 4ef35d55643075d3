package dev.crossdock.infra.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Announces created objects as EventBridge does, at least once: a note of each announcement is kept beside the object until the
 * object goes, and at every start all notes are announced again, with the sequencer they had. Whoever was told before recognises
 * it; what a kill kept from being told is told now. Thread-safe.
 */
final class Drops {
    private final Path notes;
    private final String sqs;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong sequencer = new AtomicLong();

    /** @param notes a folder of its own */
    Drops(Path notes, String sqs) {
        this.notes = notes;
        this.sqs = sqs;
        try {
            Files.createDirectories(notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lies in {@code .runs/} is the product's own and starts nothing. */
    static boolean announced(String key) {
        return !key.startsWith(".runs/");
    }

    /**
     * Notes that an object is about to be created; to be called before it can be seen.
     *
     * @return the sequencer: grows with time, also across restarts
     */
    String note(String key, String reason) {
        long micros = System.currentTimeMillis() * 1000;
        long next = sequencer.updateAndGet(last -> Math.max(last + 1, micros));
        var hex = "%016X".formatted(next);
        try {
            // As a whole or not at all: a half note would be a lost drop.
            var half = notes.resolve(name(key) + "." + hex);
            Files.writeString(half, hex + "\n" + reason + "\n" + Instant.now() + "\n" + key);
            Files.move(
                    half,
                    notes.resolve(name(key)),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hex;
    }

    void announce(String bucket, String key, long size, String etag) {
        var note = read(notes.resolve(name(key)));
        if (note.isEmpty()) return;
        Queues.send(http, sqs, Queues.DROPS, event(bucket, key, size, etag, note.get()));
    }

    void forget(String key) {
        try {
            Files.deleteIfExists(notes.resolve(name(key)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keys of all objects whose announcement is noted. */
    java.util.List<String> noted() {
        try (var all = Files.list(notes)) {
            return all.filter(file -> !file.getFileName().toString().contains("."))
                    .flatMap(file -> read(file).stream())
                    .map(Note::key)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Note(String sequencer, String reason, String time, String key) {}

    private static Optional<Note> read(Path file) {
        try {
            var parts = Files.readString(file).split("\n", 4);
            return Optional.of(new Note(parts[0], parts[1], parts[2], parts[3]));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String event(String bucket, String key, long size, String etag, Note note) {
        return ("{\"version\":\"0\",\"id\":\"%s\",\"detail-type\":\"Object Created\",\"source\":\"aws.s3\","
                        + "\"account\":\"000000000000\",\"time\":\"%s\",\"region\":\"us-east-1\","
                        + "\"resources\":[\"arn:aws:s3:::%s\"],\"detail\":{\"version\":\"0\",\"bucket\":{\"name\":\"%s\"},"
                        + "\"object\":{\"key\":%s,\"size\":%d,\"etag\":\"%s\",\"sequencer\":\"%s\"},"
                        + "\"request-id\":\"%s\",\"requester\":\"local\",\"reason\":\"%s\"}}")
                .formatted(
                        UUID.randomUUID(),
                        note.time(),
                        bucket,
                        bucket,
                        quoted(key),
                        size,
                        etag,
                        note.sequencer(),
                        UUID.randomUUID(),
                        note.reason());
    }

    /** A JSON string. */
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') quoted.append('\\').append((char) c);
            else if (c < 0x20) quoted.append("\\u%04x".formatted(c));
            else quoted.append((char) c);
        });
        return quoted.append('"').toString();
    }

    private static String name(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
