package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final String VALUE = "c4n4ry-v4lue";
    private static final Secret SECRET = new Secret(VALUE);

    /** Whoever logs one of them by mistake, alone or inside of something, shows nothing. */
    @Test
    void nothingThatHoldsOneShowsIt() {
        SecretValues values = name -> SECRET;
        var request = new Request("POST", "/a", Map.of("X", VALUE), Optional.of(VALUE)).hiding(List.of(SECRET));
        var held = new LinkedHashMap<String, Object>();
        held.put("secret", SECRET);
        held.put("resolved", values.resolve("user:${secret:a}"));
        held.put("fresh", values.resolveFresh("${secret:a}"));
        held.put("request", request);
        held.put("client", new Tokens.Client("https://id.example/token", "id", SECRET, ""));
        held.put("signature", new Signature(SECRET, "X-Signature", "", "sha256", "hex", Optional.empty()));
        held.put("aws", new AwsSignature("r", "s", "AKID", SECRET, SECRET));
        held.put("proof", new Proofs.Proof(Map.of("Authorization", "Bearer " + VALUE), Optional.of(SECRET)));
        for (var auth : List.<Map<String, Object>>of(
                Map.of("bearer", "${secret:a}"),
                Map.of("basic", Map.of("user", "u", "password", "${secret:a}")),
                Map.of("apiKey", Map.of("query", "key", "value", "${secret:a}")),
                Map.of("apiKey", Map.of("header", "X-Key", "value", "${secret:a}")))) {
            var connection = new Connection(
                    "shop",
                    "https://shop.example",
                    auth,
                    Connection.Limits.DEFAULT,
                    Connection.Retry.DEFAULT,
                    Connection.Delivery.AT_LEAST_ONCE);
            var ready = Auth.ready(connection, request, values::of);
            assertThat(ready.headers() + " " + ready.uri()).as(auth.toString()).containsAnyOf(VALUE, "Basic ");
            held.put(auth.toString(), ready);
            held.put(auth + " call", ready.call(connection, "POST", new byte[0], ready.headers()));
        }
        held.forEach((name, value) ->
                assertThat(value + " " + List.of(value)).as(name).doesNotContain(VALUE, "Basic "));
    }
}
