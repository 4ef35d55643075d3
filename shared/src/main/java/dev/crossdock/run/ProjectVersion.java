package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What held of a whole project from a moment on. Immutable; never changed once it is written.
 *
 * @param number 1 at first; 0 = what holds without having been written as a version
 * @param note what its author said of it; may be empty
 * @param of the version it brought back; 0 = none
 * @param changes how many definitions were {@code created}, {@code changed}, {@code deleted}; what is missing is 0
 * @param definitions by {@code kind/name}, in the order of names: their versions
 */
public record ProjectVersion(
        long number, Instant at, String note, long of, Map<String, Long> changes, Map<String, Long> definitions) {
    public ProjectVersion {
        changes = Collections.unmodifiableMap(new TreeMap<>(changes));
        definitions = Collections.unmodifiableMap(new TreeMap<>(definitions));
    }

    private record Body(
            @JsonProperty("at") String at,
            @JsonProperty("note") String note,
            @JsonProperty("of") long of,
            @JsonProperty("changes") Map<String, Long> changes,
            @JsonProperty("definitions") Map<String, Long> definitions) {}

    static ProjectVersion of(Map<String, Long> definitions) {
        return new ProjectVersion(0, Instant.EPOCH, "", 0, Map.of(), definitions);
    }

    static ProjectVersion read(Ledger.Entry entry) {
        var body = Json.read(entry.body(), Body.class);
        return new ProjectVersion(
                Long.parseLong(entry.sort().substring(1)),
                Instant.parse(body.at()),
                body.note(),
                body.of(),
                body.changes(),
                body.definitions());
    }

    String body() {
        return Json.write(new Body(at.toString(), note, of, changes, definitions));
    }
}
