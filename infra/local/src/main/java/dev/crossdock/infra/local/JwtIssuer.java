package dev.crossdock.infra.local;

import dev.crossdock.access.Access;
import dev.crossdock.access.Caller;
import dev.crossdock.access.IssuedClaims;
import dev.crossdock.flow.Refused;
import dev.crossdock.web.Http;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.http.Response;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens of {@code CROSSDOCK_JWT_ISSUER} as API Gateway's authorizer does it in a deployment: signature by the issuer's keys,
 * issuer, audience ({@code aud}, else {@code client_id}), times. The keys come through the gate like everything else. Thread-safe.
 */
@ApplicationScoped
class JwtIssuer implements Access.Issuer {
    private static final Logger LOG = LoggerFactory.getLogger(JwtIssuer.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int LARGEST_KEYS = 1 << 20;
    /** As much as the clocks of two machines may differ. */
    private static final int SKEW_S = 30;
    /** Signatures by a key pair alone: what is checked by a shared key or not at all is no token. */
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384);

    private final Optional<String> issuer = set("CROSSDOCK_JWT_ISSUER");
    private final Http http;
    private final Clock clock;
    private HttpsJwksVerificationKeyResolver keys;

    JwtIssuer(Http http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    private static Optional<String> set(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }

    @Override
    public Optional<Caller> caller(String token) {
        if (issuer.isEmpty() || token.chars().filter(c -> c == '.').count() != 2) return Optional.empty();
        try {
            var consumer = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(ALGORITHMS)
                    .setExpectedIssuer(issuer.get())
                    .setSkipDefaultAudienceValidation()
                    .setRequireExpirationTime()
                    .setAllowedClockSkewInSeconds(SKEW_S)
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .setVerificationKeyResolver(keys())
                    .build();
            var claims = consumer.processToClaims(token);
            var meant = claims.hasAudience()
                    ? claims.getAudience()
                    : List.of(String.valueOf(claims.getClaimValue("client_id")));
            if (meant.stream().noneMatch(audience()::contains)) {
                throw Access.unknown("access.token", "the token is meant for somebody else (aud, client_id).");
            }
            return Optional.of(IssuedClaims.caller(claims.getSubject(), claims.getClaimValue(IssuedClaims.claim())));
        } catch (InvalidJwtException e) {
            // Never its message, which holds the token.
            var reasons = e.getErrorDetails().stream()
                    .map(detail -> detail.getErrorMessage().replaceAll("\\s.*", ""))
                    .toList();
            LOG.debug("token.refused reasons={}", reasons);
            throw Access.unknown("access.token", "the token of " + issuer.get() + " does not hold here.");
        } catch (MalformedClaimException e) {
            throw Access.unknown("access.token", "the claims of the token cannot be read.");
        }
    }

    private static Collection<String> audience() {
        return set("CROSSDOCK_JWT_AUDIENCE").stream()
                .flatMap(said -> Arrays.stream(said.split(",")))
                .map(String::strip)
                .filter(said -> !said.isEmpty())
                .toList();
    }

    private synchronized HttpsJwksVerificationKeyResolver keys() {
        if (keys == null) {
            var jwks = new HttpsJwks(keysAddress());
            jwks.setSimpleHttpGet(this::get);
            // An unknown key asks the issuer again, at most so often.
            jwks.setRefreshReprieveThreshold(SKEW_S * 1_000L);
            keys = new HttpsJwksVerificationKeyResolver(jwks);
        }
        return keys;
    }

    /** As the issuer's discovery document says it. */
    private String keysAddress() {
        try {
            var text = get(issuer.get().replaceAll("/+$", "") + "/.well-known/openid-configuration")
                    .getBody();
            var found = Lambda.JSON.readTree(text);
            if (found.path("jwks_uri").isTextual())
                return found.path("jwks_uri").asText();
        } catch (IOException e) {
            LOG.warn("issuer.out-of-reach issuer={} reason=\"{}\"", issuer.get(), e.getMessage());
        }
        throw Access.unknown("access.token", "the issuer " + issuer.get() + " cannot be asked for its keys now.");
    }

    private SimpleResponse get(String address) throws IOException {
        try {
            var call = new Http.Call(
                    "GET", URI.create(address), Map.of("Accept", "application/json"), new byte[0], LARGEST_KEYS, false);
            var answer = http.send(call, ANSWER);
            if (answer.status() != 200) throw new IOException("status " + answer.status());
            var body = new String(answer.body(), StandardCharsets.UTF_8);
            return new Response(answer.status(), "", answer.headers(), body);
        } catch (Http.NotSent | Http.Lost | Refused | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
