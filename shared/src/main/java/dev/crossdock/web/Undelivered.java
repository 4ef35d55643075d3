package dev.crossdock.web;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What could not be delivered, or may not have been, kept as objects under {@code .runs/undelivered/connection/cause/} with all
 * that is needed to send it again. Written before the ledger calls the effect ended, so nothing ends without its object.
 */
public final class Undelivered {
    private static final String FOLDER = ".runs/undelivered/";

    private final ObjectStore objects;

    public Undelivered(ObjectStore objects) {
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

    /**
     * What is kept of one connection's effects for one cause, without the message, in no particular order: {@code state, record, op,
     * request, attempts, first, status, problem}.
     *
     * @param limit 1 to 1,000
     */
    public List<Map<String, Object>> list(String connection, String cause, int limit) {
        var found = new ArrayList<Map<String, Object>>();
        for (var stored :
                objects.list(FOLDER + connection + "/" + cause + "/", "", limit).items()) {
            objects.read(stored.key(), null, 0).ifPresent(content -> found.add(about(content)));
        }
        return found;
    }

    /** How many {@link #list} would find, without reading them. @param most 1 to 1,000 */
    public int count(String connection, String cause, int most) {
        return objects.list(FOLDER + connection + "/" + cause + "/", "", most)
                .items()
                .size();
    }

    private static Map<String, Object> about(InputStream content) {
        try (content) {
            var about = Note.tree(new String(content.readAllBytes(), StandardCharsets.UTF_8));
            about.remove("message");
            return about;
        } catch (IOException e) {
            throw new WorldException("reading what is undelivered: " + e.getMessage(), e);
        }
    }

    void forget(Effect effect) {
        objects.delete(key(effect), null);
    }

    /** Record ids may hold anything; the object's name holds a hash of it. */
    static String key(Effect effect) {
        return FOLDER + effect.connection() + "/" + effect.cause() + "/" + effect.key() + ".json";
    }
}
