package dev.crossdock.webhook;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What messages say of themselves in headers that belong to no scheme: CloudEvents in binary mode, and Amazon SNS. */
final class EventId {
    private EventId() {}

    /** A CloudEvent's source and id together are one event's (cloudevents {@code spec.md}). */
    static Optional<String> of(Map<String, List<String>> headers) {
        return Proof.id(headers, "ce-source")
                .flatMap(source -> Proof.id(headers, "ce-id").map(id -> source + " " + id))
                .or(() -> Proof.id(headers, "x-amz-sns-message-id"));
    }
}
