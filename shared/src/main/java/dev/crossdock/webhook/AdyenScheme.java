package dev.crossdock.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Adyen, both ways: platform webhooks sign the body in a header; payments sign eight fields of each item inside of it, joined by
 * colons and not escaped. The key is hexadecimal, the signature base64. Source: adyen-java-api-library {@code HMACValidator.java}.
 *
 * <p>The fields of a payment that are not signed (the date, the additional data) are whatever the sender's line lets through.
 */
final class AdyenScheme implements SignatureScheme {
    private static final String FORM = "hexadecimal, as the customer area shows it";
    private static final BodySignature PLATFORM =
            new BodySignature("hmacsignature", "", Coded::base64, secret -> Coded.key(secret, "hex"), FORM);
    private static final String INSIDE = "additionalData.hmacSignature";

    @Override
    public String name() {
        return "adyen";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        if (headers.containsKey("hmacsignature")) return PLATFORM.verify(headers, body, secrets);
        var items = items(body);
        if (items.isEmpty()) return Optional.of(Proof.malformed(INSIDE));
        var keys = Proof.keys(secrets, secret -> Coded.key(secret, "hex"));
        if (keys.isEmpty()) return Optional.of(Proof.unusable(FORM));
        boolean fits = true;
        int bytes = 0;
        for (var item : items) {
            var signed = signed(item).getBytes(StandardCharsets.UTF_8);
            bytes += signed.length;
            var signature = Coded.base64(
                    item.path("additionalData").path("hmacSignature").asText(""));
            fits &= Proof.fits(
                    "HmacSHA256", keys.get(), signed, signature.stream().toList());
        }
        return fits ? Optional.empty() : Optional.of(Proof.mismatch("HMAC-SHA256", bytes, secrets.size(), INSIDE));
    }

    /** What Adyen says a repeat has in common; of a platform webhook, the bytes. */
    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        if (headers.containsKey("hmacsignature")) return Optional.of(Sha256.hex(body));
        return Optional.of(items(body).stream()
                .map(item -> String.join(
                        " ",
                        item.path("pspReference").asText(""),
                        item.path("eventCode").asText(""),
                        item.path("success").asText(""),
                        item.path("eventDate").asText("")))
                .collect(Collectors.joining("\n")));
    }

    /** {@code pspReference:originalReference:merchantAccountCode:merchantReference:value:currency:eventCode:success} */
    static String signed(JsonNode item) {
        var amount = item.path("amount");
        return String.join(
                ":",
                text(item, "pspReference"),
                text(item, "originalReference"),
                text(item, "merchantAccountCode"),
                text(item, "merchantReference"),
                text(amount, "value"),
                text(amount, "currency"),
                text(item, "eventCode"),
                text(item, "success"));
    }

    private static String text(JsonNode item, String field) {
        var value = item.path(field);
        return value.isNull() ? "" : value.asText("");
    }

    private static List<JsonNode> items(byte[] body) {
        var items = Body.json(body).map(node -> node.path("notificationItems"));
        if (items.isEmpty()) return List.of();
        return StreamSupport.stream(items.get().spliterator(), false)
                .map(item -> item.path("NotificationRequestItem"))
                .toList();
    }
}
