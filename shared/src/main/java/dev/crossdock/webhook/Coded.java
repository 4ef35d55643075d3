package dev.crossdock.webhook;

import dev.crossdock.flow.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Bytes as text, read strictly: only the one spelling that a sender writes is taken. Lenient readers pass over blanks, the case of
 * letters and a last character's unused bits, and so take several texts for the same signature.
 */
final class Coded {
    private Coded() {}

    /** Lower case, as all providers write it. */
    static Optional<byte[]> hex(String text) {
        if (text.isEmpty() || !text.matches("([0-9a-f]{2})+")) return Optional.empty();
        return Optional.of(HexFormat.of().parseHex(text));
    }

    /** Padded, in the standard alphabet. */
    static Optional<byte[]> base64(String text) {
        try {
            var bytes = Base64.getDecoder().decode(text);
            var same = Base64.getEncoder().encodeToString(bytes).equals(text);
            return same && bytes.length > 0 ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A secret's spelling is its owner's: padding may be missing, letters of hexadecimal may be large. */
    static Optional<byte[]> key(String text, String form) {
        try {
            var bytes = switch (form) {
                case "hex" -> HexFormat.of().parseHex(text);
                case "base64" -> Base64.getDecoder().decode(text);
                default -> text.getBytes(StandardCharsets.UTF_8);
            };
            return bytes.length == 0 ? Optional.empty() : Optional.of(bytes);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether two texts are the same, in a time that tells nothing of them, their length included. */
    static boolean same(String a, String b) {
        return MessageDigest.isEqual(Sha256.of(a), Sha256.of(b));
    }
}
