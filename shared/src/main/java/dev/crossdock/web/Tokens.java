package dev.crossdock.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.definition.Connection;
import dev.crossdock.flow.Percent;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Access tokens by client credentials (RFC 6749, 4.4), asked for when they are needed first and kept by this process until shortly
 * before they end. Thread-safe: several calls that need one make one request.
 */
final class Tokens {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What is asked for with a token that is about to end would come too late. */
    private static final Duration BEFORE_END = Duration.ofSeconds(30);
    /** Where the answer says nothing of it. */
    private static final Duration UNSAID = Duration.ofMinutes(5);

    private static final long LARGEST_ANSWER = 64 << 10;

    private final Http http;
    private final Clock clock;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    /** @param of whom it was asked, and as whom: another one is no longer good when the definition or a secret changes */
    private record Token(String of, Secret value, Instant end) {}

    /** What a connection says of it, with secrets resolved. @param scope may be empty */
    record Client(String tokenUrl, String id, Secret secret, String scope) {
        private String digest() {
            return Sha256.hex(String.join("\n", tokenUrl, id, secret.value(), scope));
        }
    }

    Tokens(Http http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /**
     * @throws Http.NotSent when there is none just now: then the call was not made either
     * @throws Refused {@code auth.token} when the token endpoint refuses
     */
    Secret of(Connection connection, Client client, Duration timeout) throws Http.NotSent {
        synchronized (lock(connection)) {
            var known = tokens.get(connection.name());
            if (known != null
                    && known.of().equals(client.digest())
                    && known.end().isAfter(clock.instant())) return known.value();
            var token = asked(connection, client, timeout);
            tokens.put(connection.name(), token);
            return token.value();
        }
    }

    /** It is not taken any more. Where another call has a newer one already, that one is kept. */
    void refused(Connection connection, Secret value) {
        synchronized (lock(connection)) {
            var known = tokens.get(connection.name());
            if (known != null && known.value().equals(value)) tokens.remove(connection.name());
        }
    }

    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    private Object lock(Connection connection) {
        return locks.computeIfAbsent(connection.name(), name -> new Object());
    }

    private Token asked(Connection connection, Client client, Duration timeout) throws Http.NotSent {
        var form = "grant_type=client_credentials"
                + (client.scope().isEmpty() ? "" : "&scope=" + Percent.encoded(client.scope()));
        // RFC 6749, 2.3.1: both are encoded before they become user and password.
        var pair = Percent.encoded(client.id()) + ":"
                + Percent.encoded(client.secret().value());
        var headers = Map.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Accept",
                "application/json",
                "User-Agent",
                "crossdock");
        var call = new Http.Call(
                "POST",
                URI.create(client.tokenUrl()),
                headers,
                form.getBytes(StandardCharsets.UTF_8),
                LARGEST_ANSWER,
                false);
        Http.Answer answer;
        try {
            answer = http.send(call, timeout);
        } catch (Http.NotSent | Http.Lost e) {
            throw new Http.NotSent("no access token: " + e.getMessage());
        }
        if (answer.status() == 429 || answer.status() >= 500) {
            throw new Http.NotSent("no access token: the token endpoint answered " + answer.status());
        }
        if (answer.status() != 200) throw refusal(connection, "the token endpoint answered " + answer.status());
        return read(connection, client, answer);
    }

    private Token read(Connection connection, Client client, Http.Answer answer) {
        try {
            var said = JSON.readTree(answer.body());
            var value = said == null ? "" : said.path("access_token").asText("");
            if (value.isEmpty() || !value.matches("[\\x21-\\x7e]+")) {
                throw refusal(connection, "the token endpoint's answer has no access_token");
            }
            var time = said.path("expires_in").asLong(0) > 0
                    ? Duration.ofSeconds(Math.min(said.path("expires_in").asLong(), 86_400))
                    : UNSAID;
            var kept = time.compareTo(BEFORE_END.multipliedBy(2)) > 0 ? time.minus(BEFORE_END) : time.dividedBy(2);
            return new Token(client.digest(), new Secret(value), clock.instant().plus(kept));
        } catch (JsonProcessingException e) {
            // Never its message, which shows the text.
            throw refusal(connection, "the token endpoint's answer is no JSON");
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Refused refusal(Connection connection, String what) {
        return new Refused(Problem.of(
                        "auth.token", what + ".", "Check tokenUrl, clientId, clientSecret and scope under auth.oauth2.")
                .at("connections/" + connection.name() + ".yaml"));
    }
}
