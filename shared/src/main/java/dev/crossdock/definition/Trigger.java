package dev.crossdock.definition;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A rule that turns a record's change into a call, or into the run of a template: one of {@code call} and {@code run} is there.
 *
 * @param events of created, updated, deleted
 * @param changed for updates: top-level fields of which at least one must have changed; empty = any
 * @param when JSONata over {@code $new}, {@code $old}, {@code $changed}, {@code $event}, {@code $record}
 * @param settle how long the changes of one record are gathered into one, since the first of them; empty = each counts
 */
public record Trigger(
        String name,
        String collection,
        Set<String> events,
        Set<String> changed,
        Optional<String> when,
        Optional<Call> call,
        Optional<Run> run,
        Optional<Duration> settle) {
    public Trigger {
        if (call.isPresent() == run.isPresent()) {
            throw new IllegalArgumentException("trigger " + name + " needs one of call, run");
        }
    }

    /**
     * @param request {@code PUT /path/{$record.id}}: method and a path with expressions, percent-encoded where they land
     * @param body JSONata for the request's body; empty = the changed record's data
     * @param headers JSONata giving an object of further headers
     */
    public record Call(String connection, String request, Optional<String> body, Optional<String> headers) {}

    /** @param template its name */
    public record Run(String template) {}
}
