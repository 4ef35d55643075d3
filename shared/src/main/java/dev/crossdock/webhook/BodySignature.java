package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * HMAC-SHA256 over the body as it was sent, in one header.
 *
 * @param prefix that stands before it
 * @param coding how the signature is written
 * @param key how the secret becomes a key
 * @param form of the secret, for messages
 */
record BodySignature(
        String header,
        String prefix,
        Function<String, Optional<byte[]>> coding,
        Function<String, Optional<byte[]>> key,
        String form) {
    Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets) {
        var given = Proof.header(headers, header);
        if (given.isEmpty()) return Optional.of(Proof.missing(header));
        var signature = given.filter(text -> text.startsWith(prefix))
                .flatMap(text -> coding.apply(text.substring(prefix.length())));
        if (signature.isEmpty()) return Optional.of(Proof.malformed(header));
        var keys = Proof.keys(secrets, key);
        if (keys.isEmpty()) return Optional.of(Proof.unusable(form));
        return Proof.fits("HmacSHA256", keys.get(), body, List.of(signature.get()))
                ? Optional.empty()
                : Optional.of(Proof.mismatch("HMAC-SHA256", body.length, secrets.size(), header));
    }
}
