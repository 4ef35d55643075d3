package dev.crossdock.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger keeps of an effect.
 *
 * @param method and {@code target}, {@code body}: the request as it was first rendered; every attempt sends the same bytes. Not
 *     the headers, which may hold secrets.
 * @param body empty when there is none, when it is larger than {@link #LARGEST_BODY}, and once the effect has happened
 * @param bodyHash of the body; empty when there is none
 * @param attempts calls so far
 * @param errors answers 500 so far
 * @param maybeTwice calls that were repeated although an earlier one may have had its effect
 * @param first when the first attempt began
 * @param nextAt in INTENT: not before then; in SENT: until then somebody may still be waiting for the answer
 * @param status the last answer's; 0 = none
 * @param kept of the answer, by whoever wants the effect ({@link Reply#keep})
 */
record Note(
        State state,
        String key,
        String method,
        String target,
        Optional<String> body,
        String bodyHash,
        int attempts,
        int errors,
        int maybeTwice,
        Instant first,
        Instant nextAt,
        int status,
        Optional<Problem> problem,
        Optional<String> kept) {

    /** Bodies above this are not kept but rendered again, from the same message, to the same bytes. */
    static final int LARGEST_BODY = 64 << 10;

    enum State {
        /** It is to happen, and no call is under way. */
        INTENT,
        /** A call is under way, or was when its function died. */
        SENT,
        CONFIRMED,
        REJECTED,
        UNKNOWN;

        boolean ended() {
            return this != INTENT && this != SENT;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new Jdk8Module())
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setSerializationInclusion(JsonInclude.Include.NON_ABSENT);

    static Note of(Effect effect, Request request, Instant now) {
        var body = request.body();
        boolean small = request.secrets().isEmpty()
                && body.map(b -> b.getBytes(StandardCharsets.UTF_8).length <= LARGEST_BODY)
                        .orElse(true);
        return new Note(
                State.INTENT,
                effect.key(),
                request.method(),
                request.target(),
                small ? body : Optional.empty(),
                body.map(Sha256::hex).orElse(""),
                0,
                0,
                0,
                now,
                now,
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** The request as it was rendered first, with the headers of now; empty when its body cannot be had again. */
    Optional<Request> frozen(Request now) {
        if (body.isPresent() || bodyHash.isEmpty()) {
            return Optional.of(new Request(method, target, now.headers(), body, now.secrets()));
        }
        return now.body()
                .filter(b -> Sha256.hex(b).equals(bodyHash))
                .map(b -> new Request(method, target, now.headers(), Optional.of(b), now.secrets()));
    }

    /** Rendered anew: the definition has changed since, and the first rendering was too large to keep. */
    Note with(Request rendered) {
        return new Note(
                state,
                key,
                rendered.method(),
                rendered.target(),
                Optional.empty(),
                rendered.body().map(Sha256::hex).orElse(""),
                attempts,
                errors,
                maybeTwice,
                first,
                nextAt,
                status,
                problem,
                kept);
    }

    Note sent(Instant until) {
        return with(State.SENT, attempts + 1, errors, maybeTwice, until, 0, Optional.empty());
    }

    Note waiting(Instant until, int answered, Problem why) {
        return with(
                State.INTENT,
                attempts,
                answered == 500 ? errors + 1 : errors,
                maybeTwice,
                until,
                answered,
                Optional.of(why));
    }

    Note repeated() {
        return with(state, attempts, errors, maybeTwice + 1, nextAt, status, problem);
    }

    Note ended(State end, int answered, Optional<Problem> why) {
        return with(end, attempts, errors, maybeTwice, nextAt, answered, why);
    }

    /** As if nothing had been tried yet. */
    Note reopened(Instant now) {
        return new Note(
                State.INTENT,
                key,
                method,
                target,
                body,
                bodyHash,
                0,
                0,
                maybeTwice,
                now,
                now,
                0,
                Optional.empty(),
                Optional.empty());
    }

    Note keeping(Optional<String> answer) {
        return new Note(
                state,
                key,
                method,
                target,
                body,
                bodyHash,
                attempts,
                errors,
                maybeTwice,
                first,
                nextAt,
                status,
                problem,
                answer);
    }

    private Note with(
            State newState,
            int newAttempts,
            int newErrors,
            int newMaybeTwice,
            Instant newNextAt,
            int newStatus,
            Optional<Problem> newProblem) {
        return new Note(
                newState,
                key,
                method,
                target,
                newState == State.CONFIRMED ? Optional.empty() : body,
                bodyHash,
                newAttempts,
                newErrors,
                newMaybeTwice,
                first,
                newNextAt,
                newStatus,
                newProblem,
                kept);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> tree(String json) {
        try {
            return JSON.readValue(json, LinkedHashMap.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not an effect's note", e);
        }
    }

    static Note read(String json) {
        return read(json, Note.class);
    }

    /** What the ledger keeps besides notes. */
    static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a " + type.getSimpleName(), e);
        }
    }
}
