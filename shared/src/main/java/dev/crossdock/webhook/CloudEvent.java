package dev.crossdock.webhook;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a CloudEvent says of itself in its headers. Source: cloudevents {@code http-protocol-binding.md}. */
final class CloudEvent {
    private CloudEvent() {}

    /** Source and id together are one event's; empty for what is no CloudEvent in binary mode. */
    static Optional<String> id(Map<String, List<String>> headers) {
        return Proof.id(headers, "ce-source")
                .flatMap(source -> Proof.id(headers, "ce-id").map(id -> source + " " + id));
    }
}
