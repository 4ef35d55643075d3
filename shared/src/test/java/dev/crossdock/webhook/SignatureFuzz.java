package dev.crossdock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crossdock.flow.Problem;
import dev.crossdock.fuzz.Fuzzed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Headers of a request, then an empty line, then its body: no scheme takes it for genuine, and each says why it does not. */
class SignatureFuzz extends Fuzzed {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    /** Nobody finds it by trying. */
    private static final List<String> SECRETS =
            List.of("whsec_b3VyIG93biBzZWNyZXQgb2YgMzIgYnl0ZXMgISE=", "9f2c1c7e-and-no-other");

    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        var headers = new LinkedHashMap<String, List<String>>();
        for (var line : (end < 0 ? text : text.substring(0, end)).split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0)
                headers.put(
                        line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        List.of(line.substring(colon + 1).strip()));
        }
        var body = (end < 0 ? "" : text.substring(end + 2)).getBytes(StandardCharsets.ISO_8859_1);
        for (var scheme : Schemes.ALL) {
            var why = scheme.verify(headers, body, SECRETS, NOW);
            scheme.id(headers, body);
            if (scheme.name().equals("none")) continue;
            assertThat(why).as(scheme.name()).isPresent();
            coded(why.get());
            assertThat(why.map(Problem::toString).orElseThrow()).doesNotContain(SECRETS);
        }
    }

    @Override
    protected Map<String, byte[]> seeds() {
        var time = NOW.getEpochSecond();
        var seeds = new LinkedHashMap<String, byte[]>();
        for (var head : List.of(
                "x-hub-signature-256: sha256=" + "0".repeat(64) + "\nx-github-delivery: 1",
                "stripe-signature: t=" + time + ",v1=" + "0".repeat(64) + ",v1=00",
                "webhook-id: 1\nwebhook-timestamp: " + time + "\nwebhook-signature: v1,AAAA v1a,BBBB",
                "svix-id: 1\nsvix-timestamp: " + time + "\nsvix-signature: v1,AAAA",
                "x-shopify-hmac-sha256: AAAA",
                "x-slack-request-timestamp: " + time + "\nx-slack-signature: v0=00",
                "authorization: Basic QTpC",
                "authorization: Bearer x",
                "x-signature: 00",
                "webhook-timestamp: 99999999999999999999")) {
            seeds.put(
                    head,
                    (head
                                    + "\n\n{\"type\":\"order\",\"notificationItems\":[{\"NotificationRequestItem\":{\"additionalData\":{\"hmacSignature\":\"x\"}}}]}")
                            .getBytes(StandardCharsets.ISO_8859_1));
        }
        return seeds;
    }
}
