package dev.crossdock.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.web.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/**
 * Secrets Manager or the SSM Parameter Store: one call of one operation of the one that the deployment names. Both speak JSON with a
 * target in a header; the SDK's signer and HTTP client, which are here anyway, do the rest, and their two clients (6 MB in every zip)
 * stay out. Thread-safe.
 */
final class SecretStore implements Function<String, Optional<Secret>> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
    private static final int ATTEMPTS = 3;

    private final Kind kind;
    private final String prefix;
    private final Place place;
    private final SdkHttpClient http;

    /** @param endpoint of the service @param credentials of the function's role */
    record Place(URI endpoint, String region, AwsCredentialsProvider credentials) {}

    enum Kind {
        SECRETS_MANAGER("secretsmanager", "secretsmanager.GetSecretValue"),
        PARAMETER_STORE("ssm", "AmazonSSM.GetParameter");

        final String service;
        private final String target;

        Kind(String service, String target) {
            this.service = service;
            this.target = target;
        }

        private String ask(String name) {
            var body = JSON.createObjectNode();
            if (this == SECRETS_MANAGER) return body.put("SecretId", name).toString();
            return body.put("Name", name).put("WithDecryption", true).toString();
        }

        private JsonNode value(JsonNode answer) {
            return this == SECRETS_MANAGER
                    ? answer.path("SecretString")
                    : answer.path("Parameter").path("Value");
        }
    }

    /** @param prefix what stands before a secret's name: {@code crossdock/prod/} */
    SecretStore(Kind kind, String prefix, Place place, SdkHttpClient http) {
        this.kind = kind;
        this.prefix = prefix;
        this.place = place;
        this.http = http;
    }

    /** @param text {@code secrets-manager:crossdock/prod/} or {@code parameter-store:/crossdock/prod/} */
    static Kind kind(String text) {
        return text.startsWith("parameter-store:") ? Kind.PARAMETER_STORE : Kind.SECRETS_MANAGER;
    }

    @Override
    public Optional<Secret> apply(String name) {
        IOException last = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                var answer = call(kind.ask(prefix + name));
                if (answer.status() < 500 && !answer.throttled()) return read(name, answer);
                last = new IOException(kind.service + " answered " + answer.status() + " " + answer.type());
            } catch (IOException e) {
                last = e;
            }
        }
        // Not the name of the value's owner and never a body: the message is written down.
        throw new WorldException("the secret " + name + " cannot be fetched now (" + last.getMessage() + ")", null);
    }

    private record Answer(int status, JsonNode body) {
        String type() {
            var type = body.path("__type").asText("");
            return type.substring(type.lastIndexOf('#') + 1);
        }

        boolean throttled() {
            return type().contains("Throttl") || type().equals("TooManyRequestsException");
        }
    }

    private Optional<Secret> read(String name, Answer answer) {
        if (answer.status() == 200) {
            var value = kind.value(answer.body());
            if (value.isTextual()) return Optional.of(new Secret(value.asText()));
            throw new Refused(Problem.of(
                    "secret.unreadable",
                    "the secret " + prefix + name + " is no text.",
                    "Keep it as a text (SecretString), the value and nothing else."));
        }
        if (answer.type().equals("ResourceNotFoundException") || answer.type().equals("ParameterNotFound"))
            return Optional.empty();
        throw new Refused(Problem.of(
                "secret.denied",
                kind.service + " answered " + answer.status() + " " + answer.type() + " for " + prefix + name + ".",
                "See whether the function's role may read it, and the key that it is encrypted by."));
    }

    private Answer call(String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(place.endpoint())
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", kind.target)
                .build();
        ContentStreamProvider payload = () -> new ByteArrayInputStream(bytes);
        var signed = SIGNER.sign(sign -> sign.identity(place.credentials().resolveCredentials())
                .request(request)
                .payload(payload)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, kind.service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, place.region()));
        var answer = http.prepareRequest(HttpExecuteRequest.builder()
                        .request(signed.request())
                        .contentStreamProvider(payload)
                        .build())
                .call();
        try (var in = answer.responseBody().orElse(null)) {
            return new Answer(
                    answer.httpResponse().statusCode(), in == null ? JSON.createObjectNode() : JSON.readTree(in));
        }
    }
}
