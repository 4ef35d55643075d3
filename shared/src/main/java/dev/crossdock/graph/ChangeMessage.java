package dev.crossdock.graph;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A change that concerns a trigger, as it goes through the trigger's queue. {@link TriggerMail} opens it.
 *
 * @param key where the message lies when it is too large for the queue; else null, as are the others then
 * @param window where the changes are gathered when the trigger lets them settle; else null
 */
public record ChangeMessage(
        String trigger,
        Change change,
        String key,
        @JsonInclude(JsonInclude.Include.NON_NULL) Window window) {
    /** Bytes, and characters, of JSON that a queue takes with its envelope; larger changes go by the store. */
    public static final int LARGEST = 200_000;

    // Plain ASCII: a queue refuses some of Unicode's characters, and counts bytes.
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(2000)
                            .maxNameLength(1_000_000)
                            .build())
                    .build())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * One time in which the changes of one record are gathered for one trigger.
     *
     * @param number 1 for the first
     */
    public record Window(String collection, String id, long number) {}

    public static ChangeMessage of(String trigger, Change change) {
        return new ChangeMessage(trigger, change, null, null);
    }

    public static ChangeMessage at(String key) {
        return new ChangeMessage(null, null, key, null);
    }

    static ChangeMessage gathered(String trigger, Window window) {
        return new ChangeMessage(trigger, null, null, window);
    }

    /** One record's changes stay in order; what waits to settle holds up its own trigger only. */
    public String group() {
        return window == null
                ? RecordText.hash(change.collection() + "#" + change.id(), "")
                : RecordText.hash(trigger + "#" + window.collection() + "#" + window.id(), "#settle");
    }

    /** The same change for the same trigger, however often the stream tells it. */
    public String deduplication() {
        return window == null
                ? RecordText.hash(trigger + "#" + change.collection() + "#" + change.id(), "#" + change.version())
                : RecordText.hash(
                        trigger + "#" + window.collection() + "#" + window.id(), "#settle#" + window.number());
    }

    public String json() {
        return write(this);
    }

    public static ChangeMessage parse(String json) {
        return read(json, ChangeMessage.class);
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a change's message: " + e.getOriginalMessage(), e);
        }
    }
}
