package dev.crossdock.functions.graphapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.Ledger;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Requests with an {@code Idempotency-Key}: the first is worked on and its answer kept, its repeats get that answer. One that was refused
 * is not kept, nor one whose worker died: its repeat is worked on anew. Thread-safe.
 */
@ApplicationScoped
class Repeats {
    private static final Duration KEPT = Duration.ofHours(24);
    /** No request takes longer: API Gateway gives up after 30 s. */
    private static final Duration AT_WORK = Duration.ofSeconds(30);

    private static final int LONGEST_KEY = 255;
    private static final int LARGEST = 300_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ledger ledger;
    private final Clock clock;

    Repeats(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @param status 0 while it is worked on @param body packed JSON */
    private record Kept(String request, String since, int status, String etag, String body) {}

    /**
     * @param key of the caller; null or blank = none, and nothing is kept
     * @param request everything that makes it this request: method, path, body
     */
    Response once(String key, String request, Supplier<Response> work) {
        if (key == null || key.isBlank()) return work.get();
        if (key.length() > LONGEST_KEY) {
            throw new Refused(Problem.of(
                            "request.idempotency-key",
                            "the key has %,d characters.".formatted(key.length()),
                            "Send up to " + LONGEST_KEY + ".")
                    .in("Idempotency-Key"));
        }
        var name = RecordText.hash(key, "");
        var hash = RecordText.hash(request, "");
        var now = clock.instant();
        var there = ledger.read("idempotency", name);
        if (there.isPresent()) {
            var kept = read(there.get().body());
            if (!kept.request().equals(hash)) throw other(key);
            if (kept.status() != 0) return answer(kept);
            if (now.isBefore(Instant.parse(kept.since()).plus(AT_WORK))) throw atWork(key);
        }
        long version = there.map(Ledger.Entry::version).orElse(Ledger.ABSENT);
        var claim = ledger.write(
                "idempotency", name, version, write(new Kept(hash, now.toString(), 0, "", "")), now.plus(KEPT));
        if (claim.isEmpty()) throw atWork(key);
        long mine = claim.get().version();
        try {
            var response = work.get();
            var text = write(new Kept(
                    hash,
                    now.toString(),
                    response.getStatus(),
                    String.valueOf(response.getHeaderString("ETag")),
                    packed(response.getEntity())));
            // One that is too large is not kept: its repeat is worked on, and finds most of it unchanged.
            if (response.getStatus() >= 500 || text.length() > LARGEST) ledger.delete("idempotency", name, mine);
            else ledger.write("idempotency", name, mine, text, now.plus(KEPT));
            return response;
        } catch (RuntimeException e) {
            ledger.delete("idempotency", name, mine);
            throw e;
        }
    }

    private static Response answer(Kept kept) {
        var response = Response.status(kept.status()).header("Idempotency-Replayed", "true");
        if (!kept.etag().equals("null")) response.header("ETag", kept.etag());
        if (kept.body().isEmpty()) return response.build();
        return response.entity(unpacked(kept.body()))
                .type(
                        kept.status() >= 400
                                ? MediaType.valueOf("application/problem+json")
                                : MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private static Refused other(String key) {
        return new Refused(Problem.of(
                        "request.idempotency-conflict",
                        "the key \"" + key + "\" was sent before, with another request.",
                        "Take a new key for a new request.")
                .in("Idempotency-Key"));
    }

    private static Refused atWork(String key) {
        return new Refused(Problem.of(
                        "request.at-work",
                        "the request with the key \"" + key + "\" is being worked on.",
                        "Ask again in a few seconds: its answer is kept.")
                .in("Idempotency-Key"));
    }

    private static Kept read(String text) {
        try {
            return JSON.readValue(text, Kept.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no kept answer", e);
        }
    }

    private static String write(Kept kept) {
        return RecordText.write(Map.of(
                "request", kept.request(),
                "since", kept.since(),
                "status", kept.status(),
                "etag", kept.etag(),
                "body", kept.body()));
    }

    /** A thousand results say much the same. */
    private static String packed(Object entity) {
        if (entity == null) return "";
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(RecordText.write(entity).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static Object unpacked(String text) {
        try (var zip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return RecordText.read(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
