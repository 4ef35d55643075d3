package dev.crossdock.engine;

import dev.crossdock.flow.Refused;
import dev.crossdock.web.Secret;
import dev.crossdock.web.SecretValues;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** {@code $secret} and {@code $hmac} of one request; remembers which values were used, so that nobody shows them. */
final class SecretFunctions {
    private final List<Secret> used = new ArrayList<>();
    private final SecretValues secrets;
    /** The evaluator may wrap what a function throws. */
    private Refused refused;

    SecretFunctions(SecretValues secrets) {
        this.secrets = secrets;
    }

    Map<String, Object> functions() {
        UnaryOperator<String> secret = this::secret;
        BinaryOperator<String> hmac = SecretFunctions::hmac;
        return Map.of("secret", secret, "hmac", hmac);
    }

    List<Secret> used() {
        return List.copyOf(used);
    }

    /** Why a secret could not be had, if one could not. */
    Refused refused(Refused otherwise) {
        return refused == null ? otherwise : refused;
    }

    private String secret(String name) {
        try {
            var value = secrets.of(name);
            if (!value.isEmpty()) used.add(value);
            return value.value();
        } catch (Refused e) {
            refused = e;
            throw e;
        }
    }

    /** HMAC-SHA256 as 64 hexadecimal digits. */
    private static String hmac(String key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
