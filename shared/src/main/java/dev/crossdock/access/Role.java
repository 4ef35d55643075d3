package dev.crossdock.access;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token is good for; {@link Routes} says which requests each may make. */
public enum Role {
    /** Looks at everything but tokens and mails. */
    READER,
    /** Brings files and records and calls templates, and does not read what lies there. */
    INGEST,
    /** Reads, brings, and runs the machine: starts, stops, repeats, deletes files. */
    OPERATOR,
    /** Everything, definitions and tokens included. */
    ADMIN;

    /** {@code operator} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Exactly one of the words. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** @throws Refused {@code token.role} */
    public static Role parse(String word) {
        return of(word).orElseThrow(() -> new Refused(
                Problem.of("token.role", "\"" + word + "\" is no role.", "Known: reader, ingest, operator, admin.")
                        .in("/role")));
    }
}
