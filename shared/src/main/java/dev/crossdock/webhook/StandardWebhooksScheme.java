package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Standard Webhooks: {@code v1,} HMAC-SHA256 and {@code v1a,} Ed25519 over {@code id.timestamp.body}. Source: standard-webhooks
 * {@code spec/standard-webhooks.md}; the window to both sides as in its libraries.
 */
class StandardWebhooksScheme implements SignatureScheme {
    private static final String SHARED = "whsec_";
    private static final String PUBLIC = "whpk_";
    /** What stands before the 32 bytes of an Ed25519 key in an X.509 SubjectPublicKeyInfo (RFC 8410). */
    private static final byte[] ED25519 = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private static final int KEY_BYTES = 32;

    private final String name;
    private final String prefix;

    StandardWebhooksScheme() {
        this("standard-webhooks", "webhook-");
    }

    /** @param prefix of the three headers */
    StandardWebhooksScheme(String name, String prefix) {
        this.name = name;
        this.prefix = prefix;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        var header = prefix + "signature";
        var id = id(headers, body);
        var sent = Proof.header(headers, prefix + "timestamp");
        var given = Proof.header(headers, header);
        if (id.isEmpty()) return Optional.of(Proof.missing(prefix + "id"));
        if (sent.isEmpty()) return Optional.of(Proof.missing(prefix + "timestamp"));
        if (given.isEmpty()) return Optional.of(Proof.missing(header));
        var at = Proof.seconds(sent.get());
        // With a dot inside, "a.b" + "1" and "a" + "b.1" would be signed alike.
        if (id.get().contains(".")) return Optional.of(Proof.malformed(prefix + "id"));
        if (at.isEmpty()) return Optional.of(Proof.malformed(prefix + "timestamp"));
        // A header that came twice may have been joined by a comma on its way.
        if (!given.get().matches("[^, ]+,[^, ]+( [^, ]+,[^, ]+)*")) return Optional.of(Proof.malformed(header));

        var signed = Proof.joined(id.get() + "." + sent.get() + ".", body);
        var shared = new ArrayList<byte[]>();
        var published = new ArrayList<PublicKey>();
        for (var secret : secrets) {
            if (secret.startsWith(PUBLIC)) {
                var key = publicKey(secret.substring(PUBLIC.length()));
                if (key.isEmpty()) return Optional.of(Proof.unusable(form()));
                published.add(key.get());
            } else {
                var key = secret.isBlank() ? Optional.<byte[]>empty() : key(secret);
                if (key.isEmpty()) return Optional.of(Proof.unusable(form()));
                shared.add(key.get());
            }
        }
        if (secrets.isEmpty()) return Optional.of(Proof.unusable(form()));
        boolean fits = Proof.fits("HmacSHA256", shared, signed, signatures(given.get(), "v1,"));
        for (var key : published) {
            for (var signature : signatures(given.get(), "v1a,")) fits |= signedBy(key, signed, signature);
        }
        if (!fits) return Optional.of(Proof.mismatch("HMAC-SHA256", signed.length, secrets.size(), header));
        return Proof.window(at.get(), now);
    }

    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return Proof.id(headers, prefix + "id");
    }

    @Override
    public boolean timed() {
        return true;
    }

    /** @return the key that a shared secret stands for; empty when it is none */
    Optional<byte[]> key(String secret) {
        return Coded.key(secret.startsWith(SHARED) ? secret.substring(SHARED.length()) : secret, "base64");
    }

    String form() {
        return "whsec_… or whpk_… and base64";
    }

    private static List<byte[]> signatures(String list, String version) {
        var signatures = new ArrayList<byte[]>();
        for (var item : list.split(" ", -1)) {
            if (item.startsWith(version))
                Coded.base64(item.substring(version.length())).ifPresent(signatures::add);
        }
        return signatures;
    }

    private static Optional<PublicKey> publicKey(String text) {
        var raw = Coded.key(text, "base64").filter(bytes -> bytes.length == KEY_BYTES);
        if (raw.isEmpty()) return Optional.empty();
        var encoded = new byte[ED25519.length + KEY_BYTES];
        System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
        System.arraycopy(raw.get(), 0, encoded, ED25519.length, KEY_BYTES);
        try {
            return Optional.of(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static boolean signedBy(PublicKey key, byte[] signed, byte[] signature) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // of another length, or no point of the curve
        }
    }
}
