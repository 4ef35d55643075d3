package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a delivery proves its sender. Stateless and thread-safe. */
public interface SignatureScheme {
    /** Between the sender's clock and ours, to both sides; at exactly so much it is still accepted. */
    Duration WINDOW = Duration.ofMinutes(5);

    /** The word of YAML, and the name of its golden file. */
    String name();

    /**
     * @param headers by lower-case name; a header that came twice has two values
     * @param body the bytes as received
     * @param secrets all that are active, as their provider shows them; one that fits is enough
     * @return empty = genuine, else why not: for the log, never for the sender
     */
    Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now);

    /**
     * What tells a delivery from all others and is the same whenever it is sent again. Asked only when the delivery is genuine.
     *
     * @return empty = the provider says nothing, so each arrival is a delivery of its own
     */
    default Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return Optional.empty();
    }

    /** Whether a captured delivery is worthless after {@link #WINDOW}. */
    default boolean timed() {
        return false;
    }

    /** Lower-case names of the headers that hold a secret itself: they are never kept. Signatures are none. */
    default Set<String> secretHeaders() {
        return Set.of();
    }
}
