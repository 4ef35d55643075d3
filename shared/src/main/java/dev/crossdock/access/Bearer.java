package dev.crossdock.access;

import dev.crossdock.flow.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A token as its bearer sends it: {@code crossdock_NAME_} and 43 characters of Base64 that stand for 256 random bits. The prefix is for
 * the scanners that look for keys in what people publish.
 */
final class Bearer {
    private static final Pattern FORM = Pattern.compile("crossdock_([a-z0-9]+(?:-[a-z0-9]+)*)_[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Bearer() {}

    static String make(String name) {
        var bits = new byte[32];
        RANDOM.nextBytes(bits);
        return "crossdock_" + name + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** The name that it carries; empty when it is none of ours. */
    static Optional<String> name(String token) {
        var form = FORM.matcher(token);
        return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }

    /**
     * SHA-256 in hexadecimal. A slow hash makes guessing dear where there is something to guess; nobody guesses 256 random bits, and
     * every request has to be answered.
     */
    static String hash(String token) {
        return Sha256.hex(token);
    }

    /** In a time that does not depend on where they differ. */
    static boolean same(String hash, String other) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
