package dev.crossdock.engine;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A value that is written down: in an entry of the ledger itself, or, where it is large, in the object store.
 *
 * @param value as read from JSON; null when {@code key} is given
 * @param key of the object; null when the value is here
 */
record Kept(Object value, String key) {
    /**
     * @param at key of the object, should one be needed
     * @throws Refused {@code execution.too-large}
     */
    static Kept of(Object value, String at, ObjectStore objects) {
        var text = Json.write(value).getBytes(StandardCharsets.UTF_8);
        if (text.length <= Bounds.INLINE) return new Kept(value, null);
        if (text.length > Bounds.RESULT) {
            throw new Refused(Problem.of(
                    "execution.too-large",
                    "the value has %,d bytes; at most %,d are kept.".formatted(text.length, Bounds.RESULT),
                    "Take only what is needed of it, or put it into a file."));
        }
        objects.write(at, text, "application/json");
        return new Kept(null, at);
    }

    Object read(ObjectStore objects) {
        if (key == null) return value;
        var content = objects.read(key, null, 0);
        if (content.isEmpty()) throw new IllegalStateException(key + " is not in the store");
        try (var in = content.get()) {
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), Object.class);
        } catch (IOException e) {
            throw new WorldException("reading " + key + ": " + e.getMessage(), e);
        }
    }
}
