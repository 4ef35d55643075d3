package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The time that a refusal takes: whoever sends a signature is refused after one HMAC over the body, and whoever sends none at once,
 * whether there is such a listener or not. With a body of megabytes the difference could be seen from far away.
 */
final class Decoy {
    private static final SignatureScheme SCHEME = new GithubScheme();
    private static final Map<String, List<String>> HEADERS =
            Map.of("x-hub-signature-256", List.of("sha256=" + "0".repeat(64)));

    private Decoy() {}

    static void work(Arrival arrival) {
        if (arrival.headers().keySet().stream().anyMatch(Decoy::signature)) {
            SCHEME.verify(HEADERS, arrival.body(), List.of("nobody's"), Instant.EPOCH);
        }
    }

    /** Whether a scheme has come as far as to compare before it refused. */
    static boolean worked(Problem refusal) {
        return refusal.code().equals("delivery.signature") || refusal.code().equals("delivery.timestamp");
    }

    private static boolean signature(String header) {
        return header.contains("signature") || header.contains("hmac");
    }
}
