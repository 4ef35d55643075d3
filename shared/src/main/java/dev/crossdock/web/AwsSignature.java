package dev.crossdock.web;

import dev.crossdock.flow.Percent;
import dev.crossdock.flow.Sha256;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 in the Authorization header (IAM User Guide, "Create a signed AWS API request"). Our own, because only the
 * AWS adapter may name the SDK and this is all of it; the tests hold it against the SDK's signer.
 *
 * @param session token of temporary credentials; empty = none
 */
record AwsSignature(String region, String service, String accessKey, Secret secretKey, Secret session) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** @return the call's headers and those that prove it */
    Map<String, String> headers(Http.Call call, Instant now) {
        var time = TIME.format(now);
        var signed = new TreeMap<String, String>();
        call.headers().forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
        // Set by the client, or changed on the way.
        List.of("user-agent", "expect", "connection", "authorization").forEach(signed::remove);
        var added = new HashMap<String, String>();
        added.put("X-Amz-Date", time);
        if (!session.isEmpty()) added.put("X-Amz-Security-Token", session.value());
        var hash = Sha256.hex(call.body());
        if (service.equals("s3")) added.put("X-Amz-Content-Sha256", hash);
        added.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
        signed.put("host", host(call.uri()));

        var names = String.join(";", signed.keySet());
        var canonical = String.join(
                "\n",
                call.method(),
                path(call.uri()),
                query(call.uri()),
                signed.entrySet().stream()
                        .map(header -> header.getKey() + ":"
                                + header.getValue().strip().replaceAll(" +", " ") + "\n")
                        .collect(Collectors.joining()),
                names,
                hash);
        var scope = String.join("/", time.substring(0, 8), region, service, "aws4_request");
        var text = String.join("\n", ALGORITHM, time, scope, Sha256.hex(canonical));
        var key = bytes("AWS4" + secretKey.value());
        for (var part : scope.split("/")) key = hmac(key, part);

        var headers = new HashMap<>(call.headers());
        headers.putAll(added);
        headers.put(
                "Authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(ALGORITHM, accessKey, scope, names, hex(hmac(key, text))));
        return headers;
    }

    private static String host(URI uri) {
        boolean usual = uri.getPort() < 0
                || uri.getScheme().equals("https") && uri.getPort() == 443
                || uri.getScheme().equals("http") && uri.getPort() == 80;
        return usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    /** Encoded once more, save for S3, whose keys may hold anything. */
    private String path(URI uri) {
        var path = uri.getRawPath();
        if (path == null || path.isEmpty()) return "/";
        if (service.equals("s3")) return path;
        var normal = URI.create(path.replaceAll("/+", "/")).normalize().getRawPath();
        return java.util.Arrays.stream(normal.split("/", -1))
                .map(AwsSignature::encoded)
                .collect(Collectors.joining("/"));
    }

    private static String query(URI uri) {
        if (uri.getRawQuery() == null || uri.getRawQuery().isEmpty()) return "";
        var pairs = new ArrayList<String>();
        for (var pair : uri.getRawQuery().split("&")) {
            int at = pair.indexOf('=');
            var name = at < 0 ? pair : pair.substring(0, at);
            var value = at < 0 ? "" : pair.substring(at + 1);
            pairs.add(encoded(decoded(name)) + "=" + encoded(decoded(value)));
        }
        // '=' sorts behind what names are encoded to, as pairs are compared by their names first.
        pairs.sort((a, b) -> a.replaceFirst("=", "\0").compareTo(b.replaceFirst("=", "\0")));
        return String.join("&", pairs);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Percent.encoded(text).replace("*", "%2A").replace("%7E", "~");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
