package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may send to a queue has proved himself to it. A message has an id that is the same whenever it is received. */
final class QueueScheme implements SignatureScheme {
    /** A message's id among the headers. */
    static final String ID = "sqs-message-id";

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        return Optional.empty();
    }

    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return Proof.header(headers, ID);
    }
}
