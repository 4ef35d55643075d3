package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Slack: {@code v0=hex} over {@code v0:timestamp:body}. Source: java-slack-sdk {@code SlackSignature.java}, which only refuses old
 * ones; here new ones are too.
 */
final class SlackScheme implements SignatureScheme {
    private static final String HEADER = "x-slack-signature";
    private static final String TIME = "x-slack-request-timestamp";

    @Override
    public String name() {
        return "slack";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        var given = Proof.header(headers, HEADER);
        var sent = Proof.header(headers, TIME);
        if (given.isEmpty()) return Optional.of(Proof.missing(HEADER));
        if (sent.isEmpty()) return Optional.of(Proof.missing(TIME));
        var at = Proof.seconds(sent.get());
        if (at.isEmpty()) return Optional.of(Proof.malformed(TIME));
        var signature = given.filter(text -> text.startsWith("v0=")).flatMap(text -> Coded.hex(text.substring(3)));
        if (signature.isEmpty()) return Optional.of(Proof.malformed(HEADER));
        var keys = Proof.keys(secrets, secret -> Coded.key(secret, "text"));
        if (keys.isEmpty()) return Optional.of(Proof.unusable("the app's signing secret"));
        var signed = Proof.joined("v0:" + sent.get() + ":", body);
        if (!Proof.fits("HmacSHA256", keys.get(), signed, List.of(signature.get()))) {
            return Optional.of(Proof.mismatch("HMAC-SHA256", signed.length, secrets.size(), HEADER));
        }
        return Proof.window(at.get(), now);
    }

    /** An event's {@code event_id}; commands and clicks have none, and are what they say. */
    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return Body.field(body, "event_id").or(() -> Optional.of(Sha256.hex(body)));
    }

    @Override
    public boolean timed() {
        return true;
    }
}
