package dev.crossdock.web;

import dev.crossdock.bucket.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/**
 * What could not be delivered, or may not have been, kept as objects under {@code .runs/undelivered/connection/cause/} with all
 * that is needed to send it again. Written before the ledger calls the effect ended, so nothing ends without its object.
 */
final class Undelivered {
    private static final String FOLDER = ".runs/undelivered/";

    private final ObjectStore objects;

    Undelivered(ObjectStore objects) {
        this.objects = objects;
    }

    /** @param message what would be put on the queue to send it again */
    void keep(Effect effect, Note note, String message) {
        var about = new LinkedHashMap<String, Object>();
        about.put("state", note.state());
        about.put("connection", effect.connection());
        about.put("cause", effect.cause());
        about.put("record", effect.record());
        about.put("version", effect.version());
        about.put("op", effect.op());
        about.put("request", note.method() + " " + note.target());
        about.put("attempts", note.attempts());
        about.put("first", note.first());
        about.put("status", note.status());
        about.put("problem", note.problem());
        about.put("message", message);
        objects.write(key(effect), Note.json(about).getBytes(StandardCharsets.UTF_8), "application/json");
    }

    void forget(Effect effect) {
        objects.delete(key(effect), null);
    }

    /** Record ids may hold anything; the object's name holds a hash of it. */
    static String key(Effect effect) {
        return FOLDER + effect.connection() + "/" + effect.cause() + "/" + effect.key() + ".json";
    }
}
