package dev.crossdock.flow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4), of text as its UTF-8, in hexadecimal by small letters. The one place that asks the JDK for it. Thread-safe. */
public final class Sha256 {
    private Sha256() {}

    /** To be fed piece by piece; not thread-safe. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it (MessageDigest, "Every implementation")
        }
    }

    /** @return 32 bytes */
    public static byte[] of(byte[] content) {
        return digest().digest(content);
    }

    /** @return 32 bytes */
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @return 64 digits */
    public static String hex(byte[] content) {
        return HexFormat.of().formatHex(of(content));
    }

    /** @return 64 digits */
    public static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
