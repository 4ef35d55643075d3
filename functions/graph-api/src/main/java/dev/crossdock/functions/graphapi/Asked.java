package dev.crossdock.functions.graphapi;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordText;
import dev.crossdock.graph.Records.IfExists;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a request says, as what it means; each refuses what it cannot read, with a pointer. */
final class Asked {
    private static final int MOST_RECORDS = 1000;

    private Asked() {}

    static Object parsed(String body) {
        try {
            return RecordText.read(body == null ? "" : body);
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of("request.body", "the body is no JSON: " + e.getMessage() + ".", "Send JSON."));
        }
    }

    /** @throws Refused when the body is JSON, but no object */
    static Map<?, ?> object(String body) {
        if (parsed(body) instanceof Map<?, ?> map) return map;
        throw new Refused(Problem.of("request.body", "the body is no JSON object.", "See GET /openapi."));
    }

    /** @return empty when the request does not have it */
    static List<?> list(Map<?, ?> request, String name) {
        var value = request.get(name);
        if (value == null) return List.of();
        if (!(value instanceof List<?> list)) {
            throw new Refused(
                    Problem.of("request.body", "\"" + name + "\" is no list.", "Send {\"" + name + "\": […]}.")
                            .in("/" + name));
        }
        return list;
    }

    static void expectFew(int records) {
        if (records <= MOST_RECORDS) return;
        throw new Refused(Problem.of(
                        "request.too-many",
                        records + " records in one call.",
                        "Send at most " + MOST_RECORDS + ", or drop them as a file.")
                .in("/records"));
    }

    static IfExists ifExists(Object word) {
        if (word == null) return IfExists.REPLACE;
        try {
            return IfExists.valueOf(String.valueOf(word).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of(
                            "request.if-exists", "\"" + word + "\" is not known.", "Known: replace, merge, skip, fail.")
                    .in("/ifExists"));
        }
    }

    static Filter filter(String which, String since) {
        return new Filter(valid(which), time(since));
    }

    private static Optional<Boolean> valid(String which) {
        if (which == null || which.isEmpty() || which.equals("all")) return Optional.empty();
        if (which.equals("valid")) return Optional.of(true);
        if (which.equals("invalid")) return Optional.of(false);
        throw new Refused(
                Problem.of("request.records", "\"" + which + "\" is not known.", "Known: all, valid, invalid.")
                        .in("records"));
    }

    private static Optional<Instant> time(String text) {
        try {
            return text == null || text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new Refused(
                    Problem.of("request.time", "\"" + text + "\" is no time.", "For example 2026-01-31T12:00:00Z.")
                            .in("changedSince"));
        }
    }

    /** @param match {@code If-Match} @param none {@code If-None-Match} */
    static OptionalLong rev(String match, String none) {
        if (none != null && !none.isBlank()) {
            if (none.strip().equals("*")) return OptionalLong.of(0);
            throw new Refused(
                    Problem.of("record.precondition", "If-None-Match is " + none + ".", "Of a write it can only be *.")
                            .in("If-None-Match"));
        }
        if (match == null || match.isBlank() || match.strip().equals("*")) return OptionalLong.empty();
        try {
            return OptionalLong.of(
                    Long.parseLong(match.strip().replaceFirst("^W/", "").replace("\"", "")));
        } catch (NumberFormatException e) {
            throw new Refused(Problem.of(
                            "record.precondition",
                            "If-Match " + match + " is no ETag of a record.",
                            "Send the ETag you were given.")
                    .in("If-Match"));
        }
    }

    static Refused unknown(String collection, String id) {
        return new Refused(Problem.of(
                "record.unknown",
                "collection " + collection + " has no record \"" + id + "\".",
                "List them: GET /collections/" + collection + "/records."));
    }
}
