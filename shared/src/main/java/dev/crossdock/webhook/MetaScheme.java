package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Meta (WhatsApp, Messenger, Instagram): {@code sha256=hex} over the body as sent, its escapes included; the app's secret. */
final class MetaScheme implements SignatureScheme {
    private static final BodySignature SIGNATURE = new BodySignature(
            "x-hub-signature-256", "sha256=", Coded::hex, secret -> Coded.key(secret, "text"), "the app's secret");

    @Override
    public String name() {
        return "meta";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        return SIGNATURE.verify(headers, body, secrets);
    }

    /** The bytes: an entry's id and time are the same for several events of a second, and WhatsApp's have no time at all. */
    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return Optional.of(Sha256.hex(body));
    }
}
