package dev.crossdock.infra.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Announces created objects as EventBridge does, at least once: an announcement is noted before the object can be seen, and the
 * note goes when the queue has it. What a kill left noted is settled at the next start. Thread-safe, as long as one thread at a
 * time creates an object under a key.
 */
final class Drops {
    /** Of a note that took the place of one whose object was never announced: no state of the object is settled yet. */
    private static final String UNSETTLED = "unsettled";

    private final Path notes;
    private final String sqs;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong sequencer = new AtomicLong();

    /**
     * An announcement to be made.
     *
     * @param sequencer 16 hexadecimal digits; grows with time, also across restarts
     * @param before what was there before the creation, as its caller names states
     */
    record Note(String sequencer, String reason, String time, String before, String key) {}

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

    /** What lies in {@code .runs/} is the product's own and starts nothing; {@code .s3proxy} are S3Proxy's own marks. */
    static boolean announced(String key) {
        return !key.startsWith(".runs/") && !key.startsWith(".s3proxy");
    }

    /** Notes that an object is about to be created; to be called before it can be seen. */
    Note note(String key, String reason, String before) {
        long micros = System.currentTimeMillis() * 1000;
        var hex = "%016X".formatted(sequencer.updateAndGet(last -> Math.max(last + 1, micros)));
        var file = notes.resolve(name(key));
        var note = new Note(hex, reason, Instant.now().toString(), Files.exists(file) ? UNSETTLED : before, key);
        try {
            // As a whole or not at all: a half note would be a lost drop.
            var half = notes.resolve(name(key) + "." + hex);
            Files.writeString(
                    half, String.join("\n", note.sequencer(), note.reason(), note.time(), note.before(), note.key()));
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return note;
    }

    /** Tells the queue, which has written it down when it answers, and forgets the note. */
    void announce(String bucket, Note note, long size, String etag) {
        Queues.send(http, sqs, Queues.DROPS, event(bucket, note.key(), size, etag, note));
        undo(note);
    }

    /** Forgets a note: nothing was created, or it is announced. */
    void undo(Note note) {
        try {
            Files.deleteIfExists(notes.resolve(name(note.key())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is noted, in the order in which it was. */
    List<Note> pending() {
        try (var all = Files.list(notes)) {
            return all.filter(file -> !file.getFileName().toString().contains("."))
                    .map(Drops::read)
                    .sorted(Comparator.comparing(Note::sequencer))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Note read(Path file) {
        try {
            var parts = Files.readString(file).split("\n", 5);
            return new Note(parts[0], parts[1], parts[2], parts[3], parts[4]);
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
