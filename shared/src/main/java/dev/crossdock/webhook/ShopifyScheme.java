package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shopify: base64 over the body; the app's client secret, two of them for an hour after it was rotated. Source: shopify.dev. */
final class ShopifyScheme implements SignatureScheme {
    private static final BodySignature SIGNATURE = new BodySignature(
            "x-shopify-hmac-sha256", "", Coded::base64, secret -> Coded.key(secret, "text"), "the app's client secret");

    @Override
    public String name() {
        return "shopify";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        return SIGNATURE.verify(headers, body, secrets);
    }

    /**
     * The delivery's id, which a repeat keeps. The event's id does not do: what a merchant did once can be several topics' event,
     * and each of them is a delivery that counts.
     */
    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return Proof.id(headers, "x-shopify-webhook-id")
                .or(() -> event(headers))
                .or(() -> Optional.of(Sha256.hex(body)));
    }

    private static Optional<String> event(Map<String, List<String>> headers) {
        return Proof.id(headers, "x-shopify-event-id")
                .map(id -> id + " " + Proof.id(headers, "x-shopify-topic").orElse(""));
    }
}
