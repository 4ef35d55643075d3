package dev.crossdock.definition;

import java.util.Optional;
import java.util.Set;

/**
 * A rule that turns a record's change into a call.
 *
 * @param events of created, updated, deleted
 * @param changed for updates: top-level fields of which at least one must have changed; empty = any
 * @param when JSONata over {@code $new}, {@code $old}, {@code $changed}, {@code $event}, {@code $record}
 */
public record Trigger(
        String name, String collection, Set<String> events, Set<String> changed, Optional<String> when, Call call) {

    /**
     * @param request {@code PUT /path/{$record.id}}: method and a path with expressions, percent-encoded where they land
     * @param body JSONata for the request's body; empty = the changed record's data
     * @param headers JSONata giving an object of further headers
     */
    public record Call(String connection, String request, Optional<String> body, Optional<String> headers) {}
}
