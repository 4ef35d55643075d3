package dev.crossdock.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Checkpoint;
import java.util.Map;
import java.util.Optional;

/**
 * How far a pull has come: so many records of a page, and what guards against going round in circles.
 *
 * @param page from 1
 * @param item records of that page that were handed on
 * @param records of all pages that were handed on
 * @param bytes of the bodies of all earlier pages
 * @param empty pages without any record in a row
 * @param anchor hash of what was asked for at an earlier page; asked for again, the pages go round (R. P. Brent, "An improved
 *     Monte Carlo factorization algorithm", 1980, section 3: finds every circle, in time linear to its length, in one value)
 * @param steps since the anchor was set; at {@code power} it is set anew, and {@code power} doubles
 * @param state what the last page gave to be remembered; empty = nothing yet
 */
record PullPlace(
        int page,
        int item,
        long records,
        long bytes,
        int empty,
        String anchor,
        int steps,
        int power,
        Optional<Map<String, Object>> state) {
    private static final PullPlace BEGINNING = new PullPlace(1, 0, 0, 0, 0, "", 0, 1, Optional.empty());

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new com.fasterxml.jackson.datatype.jdk8.Jdk8Module())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    static PullPlace of(Checkpoint checkpoint) {
        if (checkpoint.equals(Checkpoint.START)) return BEGINNING;
        try {
            return JSON.readValue(checkpoint.text(), PullPlace.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a pull's place: " + checkpoint.text(), e);
        }
    }

    Checkpoint checkpoint() {
        try {
            return new Checkpoint(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    PullPlace taken(int count) {
        return new PullPlace(page, item + count, records + count, bytes, empty, anchor, steps, power, state);
    }

    PullPlace remembering(Map<String, Object> values) {
        return new PullPlace(page, item, records, bytes, empty, anchor, steps, power, Optional.of(values));
    }

    /** @param hash of what is asked for next */
    boolean seen(String hash) {
        return hash.equals(anchor);
    }

    PullPlace turned(String hash, long pageBytes) {
        boolean moved = steps + 1 == power;
        return new PullPlace(
                page + 1,
                0,
                records,
                bytes + pageBytes,
                item == 0 ? empty + 1 : 0,
                moved ? hash : anchor,
                moved ? 0 : steps + 1,
                moved ? power * 2 : power,
                state);
    }
}
