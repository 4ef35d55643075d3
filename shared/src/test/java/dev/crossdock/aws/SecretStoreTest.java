package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.web.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Over a server that answers as the two services do. */
class SecretStoreTest {
    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-01T00:00:00Z"));
    /** What is answered next: {@code 200 {…}}. The last one stays. */
    private final Deque<String> answers = new ArrayDeque<>();

    private final List<String> asked = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            asked.add(headers.getFirst("X-Amz-Target") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8) + " "
                    + headers.getFirst("Authorization"));
            var answer = answers.size() > 1 ? answers.poll() : answers.peek();
            var body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private SecretStore store(SecretStore.Kind kind, String prefix) {
        var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "key"));
        return new SecretStore(
                kind,
                prefix,
                new SecretStore.Place(endpoint, "eu-north-1", credentials),
                UrlConnectionHttpClient.create());
    }

    private Secrets secrets() {
        var store = store(SecretStore.Kind.SECRETS_MANAGER, "crossdock/prod/");
        return new Secrets(Optional.empty(), Optional.of(new KeptSecrets(store, clock)));
    }

    @Test
    void secretsManagerIsAskedByStageAndNameUnderTheRolesSignature() {
        answers.add("200 {\"Name\":\"crossdock/prod/shop-api-key\",\"SecretString\":\"s3\"}");
        assertThat(store(SecretStore.Kind.SECRETS_MANAGER, "crossdock/prod/").apply("shop-api-key"))
                .contains(new Secret("s3"));
        assertThat(asked.get(0))
                .startsWith(
                        "secretsmanager.GetSecretValue {\"SecretId\":\"crossdock/prod/shop-api-key\"} AWS4-HMAC-SHA256")
                .contains("/eu-north-1/secretsmanager/aws4_request", "x-amz-target");
    }

    @Test
    void theParameterStoreIsAskedForItsValueInTheClear() {
        answers.add("200 {\"Parameter\":{\"Value\":\"s3\"}}");
        assertThat(store(SecretStore.Kind.PARAMETER_STORE, "/crossdock/prod/").apply("shop-api-key"))
                .contains(new Secret("s3"));
        assertThat(asked.get(0))
                .startsWith(
                        "AmazonSSM.GetParameter {\"Name\":\"/crossdock/prod/shop-api-key\",\"WithDecryption\":true}")
                .contains("/eu-north-1/ssm/aws4_request");
    }

    @Test
    void whatIsNotThereIsTheUsersAndWhatIsOutOfReachIsTheWorlds() {
        answers.add("400 {\"__type\":\"ResourceNotFoundException\",\"Message\":\"no\"}");
        assertThatThrownBy(() -> secrets().of("a")).isInstanceOf(Refused.class).hasMessageContaining("secret.unset");
        answers.clear();
        answers.add("400 {\"__type\":\"com.amazon#AccessDeniedException\"}");
        assertThatThrownBy(() -> secrets().of("a")).hasMessageContaining("secret.denied");
        answers.clear();
        answers.add("200 {\"SecretBinary\":\"AAAA\"}");
        assertThatThrownBy(() -> secrets().of("a")).hasMessageContaining("secret.unreadable");
        answers.clear();
        answers.add("400 {\"__type\":\"ThrottlingException\"}");
        answers.add("500 {}");
        answers.add("200 {\"SecretString\":\"s3\"}");
        assertThat(secrets().of("a")).isEqualTo(new Secret("s3"));
        answers.clear();
        answers.add("503 {}");
        assertThatThrownBy(() -> secrets().of("a")).isInstanceOf(WorldException.class);
    }

    @Test
    void aValueIsKeptForFiveMinutesAndNobodyAsksBeforeItIsNeeded() {
        answers.add("200 {\"SecretString\":\"old\"}");
        var secrets = secrets();
        assertThat(asked).isEmpty();
        assertThat(secrets.of("a")).isEqualTo(new Secret("old"));
        answers.clear();
        answers.add("200 {\"SecretString\":\"new\"}");
        clock.step(KeptSecrets.LONGEST.minusMillis(1));
        assertThat(secrets.of("a")).isEqualTo(new Secret("old"));
        clock.step(Duration.ofMillis(1));
        assertThat(secrets.of("a")).isEqualTo(new Secret("new"));
        assertThat(asked).hasSize(2);
        clock.step(Duration.ofHours(-1));
        assertThat(secrets.of("a")).isEqualTo(new Secret("new"));
        assertThat(asked).as("a clock that was set back keeps nothing alive").hasSize(3);
    }

    @Test
    void whoWasRefusedGetsTheRotatedValueAtOnceAndAskingOftenCostsNothing() {
        answers.add("200 {\"SecretString\":\"old\"}");
        var secrets = secrets();
        secrets.of("a");
        answers.clear();
        answers.add("200 {\"SecretString\":\"new\"}");
        clock.step(KeptSecrets.FRESH);
        for (int i = 0; i < 100; i++) assertThat(secrets.fresh("a")).isEqualTo(new Secret("new"));
        assertThat(secrets.of("a")).isEqualTo(new Secret("new"));
        assertThat(asked).hasSize(2);
    }

    @Test
    void noSnapshotHoldsASecret() {
        answers.add("200 {\"SecretString\":\"s3\"}");
        var kept = new KeptSecrets(store(SecretStore.Kind.SECRETS_MANAGER, "crossdock/prod/"), clock);
        kept.of("a");
        kept.beforeCheckpoint(null);
        kept.of("a");
        kept.afterRestore(null);
        kept.of("a");
        assertThat(asked).hasSize(3);
    }

    @Test
    void aSecretDoesNotShowItself() {
        assertThat(new Secret("s3").toString() + List.of(new Secret("s3"))).isEqualTo("***[***]");
    }
}
