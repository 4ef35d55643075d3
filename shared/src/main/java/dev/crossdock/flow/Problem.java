package dev.crossdock.flow;

import java.util.Objects;

/**
 * A coded message that a user can act on, as a value: {@code code · place: what is wrong, with the value. What to do.}
 *
 * <p>Never holds a secret or a whole payload. Immutable and thread-safe.
 *
 * @param code stable, listed in docs/problems.md, for example {@code csv.unclosed-quote}; its meaning never changes
 * @param place where it is: file and line of a definition, or file, record and byte of the data; empty when there is none
 * @param message what is wrong, with the value
 * @param hint what to do about it; empty when the message says it
 * @param field the field concerned as a JSON Pointer or column name; empty when no single field is
 */
public record Problem(String code, String place, String message, String hint, String field) {
    public Problem {
        Objects.requireNonNull(code);
        Objects.requireNonNull(place);
        Objects.requireNonNull(message);
        Objects.requireNonNull(hint);
        Objects.requireNonNull(field);
    }

    public static Problem of(String code, String message, String hint) {
        return new Problem(code, "", message, hint, "");
    }

    public Problem at(String newPlace) {
        return new Problem(code, newPlace, message, hint, field);
    }

    public Problem in(String newField) {
        return new Problem(code, place, message, hint, newField);
    }

    /** In the field of this name, at the top of the record. */
    public Problem inField(String name) {
        return in(pointer(name));
    }

    /** {@code /name}, escaped as RFC 6901 asks for. */
    public static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The one line a user sees. */
    @Override
    public String toString() {
        var text = new StringBuilder(code);
        if (!place.isEmpty()) text.append(" · ").append(place);
        text.append(": ").append(message);
        if (!hint.isEmpty()) text.append(' ').append(hint);
        return text.toString();
    }
}
