package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** User and password (RFC 7617). */
final class BasicScheme implements SignatureScheme {
    private static final String HEADER = "authorization";
    private static final String PREFIX = "Basic ";
    private final String user;

    /** @param options {@code user} */
    BasicScheme(Map<String, String> options) {
        this.user = options.getOrDefault("user", "");
    }

    @Override
    public String name() {
        return "basic";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(String::isBlank)) {
            return Optional.of(Proof.unusable("a password"));
        }
        var given = Proof.header(headers, HEADER);
        if (given.isEmpty()) return Optional.of(Proof.missing(HEADER));
        var decoded = given.filter(text -> text.startsWith(PREFIX))
                .flatMap(text -> Coded.base64(text.substring(PREFIX.length())));
        if (decoded.isEmpty()) return Optional.of(Proof.malformed(HEADER));
        var shown = new String(decoded.get(), StandardCharsets.UTF_8);
        boolean fits = false;
        for (var secret : secrets) fits |= Coded.same(user + ":" + secret, shown);
        return fits
                ? Optional.empty()
                : Optional.of(Problem.of(
                        "delivery.token",
                        "user and password are none of " + secrets.size() + " known here.",
                        "Check them here and at the sender."));
    }

    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return EventId.of(headers);
    }

    @Override
    public Set<String> secretHeaders() {
        return Set.of(HEADER);
    }
}
