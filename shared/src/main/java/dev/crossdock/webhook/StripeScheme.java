package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stripe: {@code t=…,v1=hex[,v1=hex]} over {@code t.body}, the secret as text with its {@code whsec_}. Source: stripe-java {@code
 * Webhook.java}, which lets times in the future pass; here they do not.
 */
final class StripeScheme implements SignatureScheme {
    private static final String HEADER = "stripe-signature";

    @Override
    public String name() {
        return "stripe";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        var given = Proof.header(headers, HEADER);
        if (given.isEmpty()) return Optional.of(Proof.missing(HEADER));
        var times = new ArrayList<String>();
        var signatures = new ArrayList<byte[]>();
        for (var item : given.get().split(",", -1)) {
            if (item.startsWith("t=")) times.add(item.substring(2));
            // Others are of other schemes: v0 is for tests.
            if (item.startsWith("v1=")) Coded.hex(item.substring(3)).ifPresent(signatures::add);
        }
        // A header that came twice may have been joined by a comma and a blank on its way.
        if (given.get().contains(" ")) return Optional.of(Proof.malformed(HEADER));
        var at = times.size() == 1 ? Proof.seconds(times.get(0)) : Optional.<Instant>empty();
        if (at.isEmpty()) return Optional.of(Proof.malformed(HEADER));
        var keys = Proof.keys(secrets, secret -> Coded.key(secret, "text"));
        if (keys.isEmpty()) return Optional.of(Proof.unusable("the endpoint's signing secret"));
        var signed = Proof.joined(times.get(0) + ".", body);
        if (!Proof.fits("HmacSHA256", keys.get(), signed, signatures)) {
            return Optional.of(Proof.mismatch("HMAC-SHA256", signed.length, secrets.size(), HEADER));
        }
        return Proof.window(at.get(), now);
    }

    /** The event's {@code id}. */
    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return Body.field(body, "id").or(() -> Optional.of(Sha256.hex(body)));
    }

    @Override
    public boolean timed() {
        return true;
    }
}
