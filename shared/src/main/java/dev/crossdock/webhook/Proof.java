package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the schemes share: headers that stand once, secrets that are some, signatures that are compared without telling anything. */
final class Proof {
    private Proof() {}

    /** A header's value; empty when it is missing, or stands there more than once: which one was meant nobody knows. */
    static Optional<String> header(Map<String, List<String>> headers, String name) {
        var values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    static Problem missing(String header) {
        return Problem.of(
                "delivery.no-signature",
                "the header " + shown(header) + " is missing, or stands there twice.",
                "See whether the sender signs what it sends here.");
    }

    static Problem malformed(String header) {
        return Problem.of(
                "delivery.no-signature",
                "the header " + shown(header) + " holds nothing that this scheme writes.",
                "See whether the listener's scheme is the sender's.");
    }

    static Problem mismatch(String algorithm, int bytes, int secrets, String header) {
        return Problem.of(
                "delivery.signature",
                "%s over %,d bytes fits none of %d secrets (header %s)."
                        .formatted(algorithm, bytes, secrets, shown(header)),
                "Check the secret, and that no proxy rewrites the body.");
    }

    /**
     * The secrets as keys.
     *
     * @return empty when there is none, or one is no key: an empty one would let everybody sign
     */
    static Optional<List<byte[]>> keys(List<String> secrets, Function<String, Optional<byte[]>> key) {
        var keys = new ArrayList<byte[]>();
        for (var secret : secrets) {
            var bytes = secret.isBlank() ? Optional.<byte[]>empty() : key.apply(secret);
            if (bytes.isEmpty()) return Optional.empty();
            keys.add(bytes.get());
        }
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys);
    }

    static Problem unusable(String form) {
        return Problem.of(
                "delivery.secret",
                "the listener's secret is empty, or is not " + form + ".",
                "Store it as the sender shows it.");
    }

    /** Whether a signature fits a key: all are tried with all, so that the time tells nothing of which. */
    static boolean fits(String algorithm, List<byte[]> keys, byte[] signed, List<byte[]> signatures) {
        boolean fits = false;
        for (var key : keys) {
            var expected = hmac(algorithm, key, signed);
            for (var signature : signatures) fits |= MessageDigest.isEqual(expected, signature);
        }
        return fits;
    }

    /** @param algorithm {@code HmacSHA256} */
    static byte[] hmac(String algorithm, byte[] key, byte[] signed) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whole seconds since 1970, as ten digits or so; anything else is none. */
    static Optional<Instant> seconds(String text) {
        return text.matches("[0-9]{1,12}")
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(text)))
                : Optional.empty();
    }

    /** Too old is a replay; too new would be one that is good for longer than others. */
    static Optional<Problem> window(Instant sent, Instant now) {
        var apart = Duration.between(sent, now);
        if (apart.abs().compareTo(SignatureScheme.WINDOW) <= 0) return Optional.empty();
        return Optional.of(
                Problem.of(
                        "delivery.timestamp",
                        "it was signed %,d s %s."
                                .formatted(apart.abs().toSeconds(), apart.isNegative() ? "from now" : "ago"),
                        "It may be 300 s at most: see whether both clocks are right, and whether somebody repeats old deliveries."));
    }

    static byte[] joined(String before, byte[] body) {
        var head = before.getBytes(StandardCharsets.UTF_8);
        var all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** A provider's id is a short line; anything else is somebody's attempt at something. */
    static Optional<String> id(Map<String, List<String>> headers, String name) {
        return header(headers, name).filter(id -> id.matches("[\\x21-\\x7e]{1,256}"));
    }

    private static String shown(String header) {
        var name = new StringBuilder();
        for (var part : header.split("-")) {
            if (!name.isEmpty()) name.append('-');
            name.append(part.substring(0, Math.min(1, part.length())).toUpperCase(Locale.ROOT))
                    .append(part.substring(Math.min(1, part.length())));
        }
        return name.toString();
    }
}
