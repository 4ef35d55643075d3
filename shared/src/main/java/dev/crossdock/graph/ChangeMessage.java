package dev.crossdock.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A change that concerns a trigger, as it goes through the trigger's queue.
 *
 * @param key where the message lies when it is too large for the queue; else null, as are the others then
 */
public record ChangeMessage(String trigger, Change change, String key) {
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

    public static ChangeMessage of(String trigger, Change change) {
        return new ChangeMessage(trigger, change, null);
    }

    public static ChangeMessage at(String key) {
        return new ChangeMessage(null, null, key);
    }

    /** One record's changes stay in order. */
    public String group() {
        return RecordText.hash(change.collection() + "#" + change.id(), "");
    }

    /** The same change for the same trigger, however often the stream tells it. */
    public String deduplication() {
        return RecordText.hash(trigger + "#" + change.collection() + "#" + change.id(), "#" + change.version());
    }

    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ChangeMessage parse(String json) {
        try {
            return JSON.readValue(json, ChangeMessage.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a change's message: " + e.getOriginalMessage(), e);
        }
    }
}
