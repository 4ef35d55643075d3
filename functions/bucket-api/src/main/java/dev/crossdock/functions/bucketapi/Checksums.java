package dev.crossdock.functions.bucketapi;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a sender says of its bytes: {@code Content-MD5} (RFC 1864) and {@code Content-Digest} with {@code sha-256} or {@code sha-512}
 * (RFC 9530). One use.
 */
final class Checksums {
    private static final Map<String, String> KNOWN = Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");
    private static final Pattern ENTRY = Pattern.compile("\\s*([a-z0-9*_.-]+)=:([A-Za-z0-9+/=]*):\\s*");

    private record Wanted(String name, MessageDigest digest, byte[] value) {}

    private final List<Wanted> wanted = new ArrayList<>();

    /**
     * @param md5 null when it is not said
     * @param digest null when it is not said
     * @throws Refused {@code request.checksum} when they cannot be read
     */
    static Checksums of(String md5, List<String> digest) {
        var sums = new Checksums();
        if (md5 != null && !md5.isBlank()) sums.add("Content-MD5", "MD5", md5.strip());
        // Several headers, or one: a list either way.
        if (digest != null && !digest.isEmpty()) sums.digests(String.join(",", digest));
        return sums;
    }

    private void digests(String header) {
        int known = 0;
        for (var text : header.split(",")) {
            var entry = ENTRY.matcher(text);
            if (!entry.matches()) throw unreadable("Content-Digest", header);
            var algorithm = KNOWN.get(entry.group(1));
            if (algorithm == null) continue;
            known++;
            add("Content-Digest", algorithm, entry.group(2));
        }
        // To take bytes unchecked of which somebody said how to check them would be no help.
        if (known == 0) throw unreadable("Content-Digest", header);
    }

    private void add(String header, String algorithm, String base64) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            var value = Base64.getDecoder().decode(base64);
            if (value.length != digest.getDigestLength()) throw unreadable(header, base64);
            wanted.add(new Wanted(algorithm, digest, value));
        } catch (IllegalArgumentException e) {
            throw unreadable(header, base64);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same bytes; {@link #check} knows them when they were read. */
    InputStream over(InputStream bytes) {
        var in = bytes;
        for (var sum : wanted) in = new DigestInputStream(in, sum.digest());
        return in;
    }

    /** @throws Refused {@code request.checksum} when other bytes arrived than were sent */
    void check() {
        for (var sum : wanted) {
            var is = sum.digest().digest();
            if (Arrays.equals(is, sum.value())) continue;
            throw new Refused(Problem.of(
                    "request.checksum",
                    "the bytes that arrived have the " + sum.name() + " " + encoded(is) + ", and not "
                            + encoded(sum.value()) + "; nothing was written.",
                    "Send the file again."));
        }
    }

    private static String encoded(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    private static Refused unreadable(String header, String value) {
        var shown = value.length() <= 100 ? value : value.substring(0, 100) + "…";
        return new Refused(Problem.of(
                "request.checksum",
                header + " \"" + shown + "\" is no checksum; nothing was written.",
                header.equals("Content-MD5")
                        ? "Send 16 bytes in base64."
                        : "Send sha-256=:BASE64: or sha-512=:BASE64:."));
    }
}
