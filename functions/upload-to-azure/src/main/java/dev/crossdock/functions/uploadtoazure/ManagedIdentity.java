package dev.crossdock.functions.uploadtoazure;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.definition.Connection;
import dev.crossdock.flow.WorldException;
import dev.crossdock.web.Http;
import dev.crossdock.web.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Tokens of the identity that a machine in Azure has, by the two requests that are documented for it: of App Service, Functions
 * and Container Apps, which say their own address in the environment, and of the instance metadata service for all others
 * (learn.microsoft.com: "How to use managed identities for App Service", "… on an Azure VM to acquire an access token"). Kept
 * until they run out; thread-safe.
 */
final class ManagedIdentity {
    private static final String METADATA_SERVICE = "http://169.254.169.254/metadata/identity/oauth2/token";
    private static final String STORAGE = "https://storage.azure.com/";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RESERVE = Duration.ofMinutes(5);
    private static final long LONGEST_ANSWER = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final Function<String, Optional<String>> environment;
    private final Clock clock;
    private final Map<Optional<String>, Token> tokens = new ConcurrentHashMap<>();

    private record Token(Secret value, Instant until) {}

    /** @param environment a variable's value by its name */
    ManagedIdentity(Http http, Function<String, Optional<String>> environment, Clock clock) {
        this.http = http;
        this.environment = environment;
        this.clock = clock;
    }

    /** @throws dev.crossdock.flow.Refused {@code azure.identity} @throws WorldException when the token service is away */
    Secret token(Connection.Identity identity, AzureProblems problems) {
        var known = tokens.get(identity.client());
        if (known != null && known.until().isAfter(clock.instant().plus(RESERVE))) return known.value();
        var fresh = ask(identity, problems);
        tokens.put(identity.client(), fresh);
        return fresh.value();
    }

    private Token ask(Connection.Identity identity, AzureProblems problems) {
        try {
            var answer = http.send(call(identity), TIMEOUT);
            if (answer.status() / 100 == 2) return read(answer.body());
            if (answer.status() == 429 || answer.status() >= 500) {
                throw new WorldException("the token service answered " + answer.status(), null);
            }
            throw problems.refused(
                    "azure.identity",
                    "the token service of this machine answered " + answer.status() + ".",
                    "Assign it a managed identity, or correct identity.client.");
        } catch (Http.NotSent | Http.Lost e) {
            throw new WorldException(
                    "the token service of this machine (" + e.getMessage()
                            + "); outside of Azure there is none: use a sas there",
                    e);
        } catch (IOException e) {
            throw new WorldException("the token service's answer cannot be read", e);
        }
    }

    private Http.Call call(Connection.Identity identity) {
        var client = identity.client().map(id -> "&client_id=" + encoded(id)).orElse("");
        var endpoint = environment.apply("IDENTITY_ENDPOINT");
        var secret = environment.apply("IDENTITY_HEADER");
        boolean app = endpoint.isPresent() && secret.isPresent();
        var address = app ? endpoint.get() + "?api-version=2019-08-01" : METADATA_SERVICE + "?api-version=2018-02-01";
        return new Http.Call(
                "GET",
                URI.create(address + "&resource=" + encoded(STORAGE) + client),
                app ? Map.of("X-IDENTITY-HEADER", secret.get()) : Map.of("Metadata", "true"),
                new byte[0],
                LONGEST_ANSWER,
                false);
    }

    private Token read(byte[] body) throws IOException {
        var answer = JSON.readTree(body);
        var value = answer.path("access_token").asText();
        if (value.isEmpty()) throw new IOException("no token");
        return new Token(
                new Secret(value),
                Instant.ofEpochSecond(answer.path("expires_on").asLong()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
