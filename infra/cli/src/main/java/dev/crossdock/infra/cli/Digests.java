package dev.crossdock.infra.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** Checksums of what is read to its end. */
final class Digests {
    private Digests() {}

    /** In hexadecimal digits, as S3 names a part. */
    static String md5(InputStream in) {
        return HexFormat.of().formatHex(of("MD5", in));
    }

    /** In base64. */
    static String sha256(InputStream in) {
        return Base64.getEncoder().encodeToString(of("SHA-256", in));
    }

    private static byte[] of(String algorithm, InputStream bytes) {
        try (var in = bytes) {
            var digest = MessageDigest.getInstance(algorithm);
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return digest.digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
