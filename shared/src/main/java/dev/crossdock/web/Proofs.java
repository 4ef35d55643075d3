package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What proves who calls, where it is made for each call: tokens and signatures. Thread-safe. */
final class Proofs {
    private final Tokens tokens;
    private final Function<String, Secret> secrets;
    private final Clock clock;

    /** @param headers all of the call's @param token that it shows */
    record Proof(Map<String, String> headers, Optional<Secret> token) {
        /** The headers are the proof. */
        @Override
        public String toString() {
            return headers.keySet().toString();
        }
    }

    Proofs(Tokens tokens, Function<String, Secret> secrets, Clock clock) {
        this.tokens = tokens;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * @param call without it
     * @param ready is told what must not be shown
     * @throws Http.NotSent when there is no token just now
     * @throws dev.crossdock.flow.Refused {@code auth.incomplete}, {@code auth.token}
     */
    Proof of(Connection connection, Http.Call call, Auth.Ready ready, Duration timeout) throws Http.NotSent {
        for (var auth : connection.auth().entrySet()) {
            var said = new Said(connection, auth.getValue(), ready);
            switch (auth.getKey()) {
                case "oauth2" -> {
                    var client = new Tokens.Client(
                            said.must("tokenUrl"),
                            said.must("clientId"),
                            said.secret("clientSecret"),
                            said.or("scope", ""));
                    var token = tokens.of(connection, client, timeout);
                    ready.hide(token);
                    var headers = new HashMap<>(call.headers());
                    headers.put("Authorization", "Bearer " + token.value());
                    return new Proof(headers, Optional.of(token));
                }
                case "hmac" -> {
                    var signature = new Signature(
                            said.secret("secret"),
                            said.or("header", "X-Signature"),
                            said.or("prefix", ""),
                            said.or("algorithm", "sha256"),
                            said.or("encoding", "hex"),
                            said.maybe("timestamp"));
                    return new Proof(signature.headers(call, clock.instant()), Optional.empty());
                }
                case "aws" -> {
                    var signature = new AwsSignature(
                            said.must("region"),
                            said.must("service"),
                            said.must("accessKey"),
                            said.secret("secretKey"),
                            said.has("sessionToken") ? said.secret("sessionToken") : new Secret(""));
                    return new Proof(signature.headers(call, clock.instant()), Optional.empty());
                }
                default -> {
                    // Stands in the request already.
                }
            }
        }
        return new Proof(call.headers(), Optional.empty());
    }

    /** The other side does not take this token. */
    void refused(Connection connection, Secret token) {
        tokens.refused(connection, token);
    }

    /** One kind of auth's values, with secrets resolved, and hidden in what is shown. */
    private final class Said {
        private final Connection connection;
        private final Object values;
        private final Auth.Ready ready;

        private Said(Connection connection, Object values, Auth.Ready ready) {
            this.connection = connection;
            this.values = values;
            this.ready = ready;
        }

        boolean has(String key) {
            return Auth.has(values, key);
        }

        String must(String key) {
            return secret(key).value();
        }

        Secret secret(String key) {
            return Auth.text(connection, values, key, name -> {
                var value = secrets.apply(name);
                ready.hide(value);
                return value;
            });
        }

        Optional<String> maybe(String key) {
            return has(key) ? Optional.of(must(key)) : Optional.empty();
        }

        String or(String key, String otherwise) {
            return maybe(key).orElse(otherwise);
        }
    }
}
