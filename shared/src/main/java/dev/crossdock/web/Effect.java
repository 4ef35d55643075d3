package dev.crossdock.web;

import dev.crossdock.flow.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * An act on the outside world that counts once, by name: the same cause gives the same effect, however often it is delivered.
 *
 * @param connection through which it happens
 * @param cause the trigger or job that wants it
 * @param record about which it is: {@code collection/id}
 * @param version of the record; compared as text, later sorts after; 1 to 200 characters
 * @param op what happened to the record: {@code created}, {@code updated}, {@code deleted}
 */
public record Effect(String connection, String cause, String record, String version, String op) {
    private static final int LONGEST_PARTITION = 900;

    public Effect {
        Objects.requireNonNull(connection);
        Objects.requireNonNull(cause);
        Objects.requireNonNull(record);
        Objects.requireNonNull(op);
        if (version.isEmpty() || version.length() > 200) {
            throw new IllegalArgumentException("not a version: \"" + version + "\"");
        }
    }

    /** The idempotency key: 40 hexadecimal digits. Not the record's id alone, or its next change would be taken for this one. */
    public String key() {
        return Sha256.hex(String.join("\n", connection, cause, record, version, op))
                .substring(0, 40);
    }

    String partition() {
        var readable = "EFF#" + connection + "#" + cause + "#" + record;
        return readable.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PARTITION
                ? readable
                : "EFF#" + connection + "#" + cause + "##" + Sha256.hex(record);
    }

    /** For messages. */
    @Override
    public String toString() {
        return record + " for " + cause;
    }
}
