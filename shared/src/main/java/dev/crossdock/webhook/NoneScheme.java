package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whoever knows the address is believed: for trying things, and behind a token in the address. */
final class NoneScheme implements SignatureScheme {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        return Optional.empty();
    }

    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return EventId.of(headers);
    }
}
