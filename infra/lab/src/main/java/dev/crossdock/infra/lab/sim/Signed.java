package dev.crossdock.infra.lab.sim;

import dev.crossdock.webhook.Arrival;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Webhooks as GitHub sends them, with the secret that all listeners of the simulator know. */
final class Signed {
    private Signed() {}

    /** @param delivery the sender's own id of it */
    static Arrival arrival(String listener, String delivery, String json) {
        var body = json.getBytes(StandardCharsets.UTF_8);
        var headers = Map.of(
                "x-github-delivery", List.of(delivery),
                "x-github-event", List.of("order"),
                "content-type", List.of("application/json"),
                "x-hub-signature-256", List.of("sha256=" + signature(body)));
        return new Arrival(listener, Optional.empty(), "POST", Map.of(), headers, body);
    }

    private static String signature(byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("secret of hook".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
