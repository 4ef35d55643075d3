package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One webhook as received.
 *
 * @param id derived from the listener and what tells the delivery from others, so that the same delivery has the same id
 * @param receivedAt when it came first
 * @param query as expressions see it
 * @param headers as expressions see them, without those that hold secrets
 * @param content where the bytes are
 * @param scheme that found it genuine
 * @param group deliveries of one group are worked on in their order; empty = waits for no other
 * @param sequence of those in its group that have not ended, the lowest goes first; empty = as they came
 * @param attempt 1 at first, one more with each replay
 * @param endedAt empty until the attempt has ended
 * @param waitsUntil when the execution goes on that waits for its time or for a webservice
 * @param problem why it failed, or what it waits for
 */
public record Delivery(
        String id,
        String listener,
        State state,
        Instant receivedAt,
        String method,
        Map<String, String> query,
        Map<String, String> headers,
        Content content,
        String scheme,
        String group,
        Optional<Long> sequence,
        int attempt,
        Optional<Instant> endedAt,
        Optional<Instant> waitsUntil,
        Optional<Problem> problem) {

    public Delivery {
        // In their order: another process makes the same input of them.
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** What has become of a delivery. */
    public enum State {
        /** Kept; its sender waits for what its template answers. */
        RECEIVED,
        /** Kept for the engine's queue, which it reaches before its sender is told that it arrived. */
        QUEUED,
        DONE,
        FAILED,
        /** Genuine, but the listener does not accept it. */
        DROPPED;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        boolean ended() {
            return this == DONE || this == FAILED || this == DROPPED;
        }
    }

    /**
     * Bytes as they came.
     *
     * @param text of a small body that is text; else empty
     * @param base64 of a small body that is none; else empty
     * @param key of a large one in the object store; else empty
     * @param bytes its length
     */
    public record Content(Optional<String> text, Optional<String> base64, Optional<String> key, long bytes) {}

    /** The execution of the template: the same for every attempt, so that its effects stay single. */
    public String execution() {
        return "delivery/" + id;
    }

    Delivery in(State next, Instant now, Optional<Problem> why) {
        return new Delivery(
                id,
                listener,
                next,
                receivedAt,
                method,
                query,
                headers,
                content,
                scheme,
                group,
                sequence,
                attempt,
                next.ended() ? Optional.of(now) : Optional.empty(),
                Optional.empty(),
                why);
    }

    Delivery again() {
        return new Delivery(
                id,
                listener,
                State.RECEIVED,
                receivedAt,
                method,
                query,
                headers,
                content,
                scheme,
                group,
                sequence,
                attempt + 1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    Delivery waiting(Instant until, Optional<Problem> why) {
        return new Delivery(
                id,
                listener,
                state,
                receivedAt,
                method,
                query,
                headers,
                content,
                scheme,
                group,
                sequence,
                attempt,
                endedAt,
                Optional.of(until),
                why);
    }
}
