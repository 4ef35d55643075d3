package dev.crossdock.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An HMAC over the body of a call, in a header; the other side of what a listener verifies with {@code scheme: hmac}.
 *
 * @param prefix that stands before it
 * @param algorithm {@code sha256}, {@code sha512}, {@code sha1}
 * @param encoding {@code hex}, {@code base64}
 * @param timestamp header for the second at which it is signed; then the text {@code second.body} is signed. Empty: the body alone
 */
record Signature(
        Secret secret, String header, String prefix, String algorithm, String encoding, Optional<String> timestamp) {

    /** @return the call's headers and those that prove it */
    Map<String, String> headers(Http.Call call, Instant now) {
        var headers = new HashMap<>(call.headers());
        var second = Long.toString(now.getEpochSecond());
        timestamp.ifPresent(name -> headers.put(name, second));
        try {
            var mac = Mac.getInstance("Hmac" + algorithm.toUpperCase(java.util.Locale.ROOT));
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            if (timestamp.isPresent()) mac.update((second + ".").getBytes(StandardCharsets.UTF_8));
            var signature = mac.doFinal(call.body());
            headers.put(
                    header,
                    prefix
                            + (encoding.equals("base64")
                                    ? Base64.getEncoder().encodeToString(signature)
                                    : HexFormat.of().formatHex(signature)));
            return headers;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
