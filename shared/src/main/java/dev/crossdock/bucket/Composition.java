package dev.crossdock.bucket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes pieces one file, at one moment, once: the token of the composition, which is good for one time, lets neither a repeated
 * finish nor a late one replace what came after.
 */
final class Composition {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectStore objects;
    private final OutputFile file;
    private final String decided;

    /** @param decided key of the object that keeps the token */
    Composition(ObjectStore objects, OutputFile file, String decided) {
        this.objects = objects;
        this.file = file;
        this.decided = decided;
    }

    /** @param token of the composition @param done whether it has taken place */
    private record Decision(String token, boolean done) {}

    /**
     * @param pieces asked for only when it is not done yet
     * @throws Refused {@code file.taken}
     */
    void make(Supplier<List<Piece>> pieces) {
        var decision = decide();
        if (decision.done()) return;
        if (compose(decision.token(), pieces) == ObjectStore.Composed.EXISTS) throw taken(file);
        objects.write(decided, json(new Decision(decision.token(), true)), "application/json");
    }

    private ObjectStore.Composed compose(String token, Supplier<List<Piece>> pieces) {
        try {
            return objects.compose(file.key(), token, pieces.get(), file.onlyNew());
        } catch (IllegalStateException e) {
            // Somebody else was quicker, and has cleared the pieces away.
            if (decision().done()) return ObjectStore.Composed.USED;
            throw e;
        }
    }

    /** The one token of this run, whoever asks first. */
    private Decision decide() {
        var before = decision();
        if (before != null) return before;
        var mine = new Decision(objects.begin(file.key(), file.contentType()), false);
        return objects.create(decided, json(mine), "application/json").isPresent() ? mine : decision();
    }

    private Decision decision() {
        return objects.read(decided, null, 0)
                .map(in -> {
                    try (in) {
                        return JSON.readValue(in, Decision.class);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(null);
    }

    static Refused taken(OutputFile file) {
        return new Refused(Problem.of(
                "file.taken",
                "bucket " + file.bucket() + " has a file \"" + file.name()
                        + "\" already, and the job says ifExists: fail.",
                "Take it away or choose another name, and start the job again."));
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
