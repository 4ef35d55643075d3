package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.Outcome;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.SteppedClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Who calls is proved with each call: tokens that are asked for, signatures. */
class ProofsTest {
    private static final Map<String, Object> OAUTH2 = Map.of(
            "oauth2",
            Map.of(
                    "tokenUrl", "https://auth.shop.example/token",
                    "clientId", "me:too",
                    "clientSecret", "${secret:pw}",
                    "scope", "a b"));

    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final List<Http.Call> asked = new ArrayList<>();
    private final List<Http.Call> calls = new ArrayList<>();
    /** The token that the shop takes; empty = none. */
    private String good = "token-1";

    private int tokenStatus = 200;
    private String echo = "";
    private Map<String, Object> auth = OAUTH2;
    private final Sender sender = new Sender(
            this::answer,
            new MemoryLedger(clock),
            new MemoryObjectStore(clock),
            name -> new Secret("secret of " + name),
            new Pace(clock, new Random(3), clock::step));

    private Http.Answer answer(Http.Call call, Duration timeout) {
        if (call.uri().getHost().equals("auth.shop.example")) {
            asked.add(call);
            return Shop.answer(
                    tokenStatus,
                    "{\"access_token\": \"token-" + asked.size()
                            + "\", \"token_type\": \"bearer\", \"expires_in\": 600}");
        }
        calls.add(call);
        if (!auth.equals(OAUTH2)) return Shop.answer(200, "");
        boolean taken = call.headers().getOrDefault("Authorization", "").equals("Bearer " + good);
        return Shop.answer(
                taken ? 200 : 401, "not you: " + echo + call.headers().get("Authorization"));
    }

    private Sending send(int number) {
        return send(sender, number);
    }

    private Sending send(Sender sender, int number) {
        var connection = new Connection(
                "shop",
                "https://shop.example/v1",
                auth,
                Connection.Limits.DEFAULT,
                Connection.Retry.DEFAULT,
                Delivery.AT_MOST_ONCE);
        return sender.send(
                connection,
                new Effect("shop", "reindex", "products/A-" + number, "1", "updated"),
                () -> new Request("POST", "/orders", Map.of(), Optional.of("{\"n\": 1}")),
                "{}",
                clock.instant().plusSeconds(60));
    }

    private Outcome sent(int number) {
        return ((Sending.Ended) send(number)).outcome();
    }

    @Test
    void aTokenIsAskedForOnceAndKeptUntilShortlyBeforeItsEnd() {
        for (int i = 0; i < 5; i++) assertThat(sent(i)).isEqualTo(Outcome.WRITTEN);
        assertThat(asked).hasSize(1);
        var ask = asked.get(0);
        assertThat(new String(ask.body(), StandardCharsets.UTF_8))
                .isEqualTo("grant_type=client_credentials&scope=a%20b");
        // me%3Atoo:secret%20of%20pw
        assertThat(ask.headers()).containsEntry("Authorization", "Basic bWUlM0F0b286c2VjcmV0JTIwb2YlMjBwdw==");
        clock.step(Duration.ofSeconds(569));
        sent(5);
        assertThat(asked).hasSize(1);
        clock.step(Duration.ofSeconds(2));
        good = "token-2";
        assertThat(sent(6)).isEqualTo(Outcome.WRITTEN);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aTokenThatIsRefusedIsAskedForAnewOnceAndTheCallIsMadeAgain() {
        sent(1);
        good = "token-2";
        assertThat(sent(2)).isEqualTo(Outcome.WRITTEN);
        assertThat(asked).hasSize(2);
        assertThat(calls).hasSize(3);
        good = "none";
        var outcome = sent(3);
        assertThat(outcome.problem().orElseThrow().code()).isEqualTo("web.unauthorised");
        assertThat(asked).hasSize(3);
        assertThat(calls).hasSize(5);
    }

    @Test
    void neitherTokenNorSecretIsShown() {
        good = "none";
        echo = "secret of pw ";
        var problem = sent(1).problem().orElseThrow().toString();
        assertThat(problem)
                .contains("not you: *** Bearer ***")
                .doesNotContain("token-")
                .doesNotContain("secret of pw");
    }

    @Test
    void withoutATokenNothingWasCalledSoItIsTriedAgainLater() {
        tokenStatus = 503;
        var later = (Sending.Later) send(1);
        assertThat(later.why().toString()).contains("no access token", "503");
        assertThat(calls).isEmpty();
        tokenStatus = 200;
        good = "token-" + (asked.size() + 1);
        clock.step(Duration.between(clock.instant(), later.at()));
        assertThat(sent(1)).isEqualTo(Outcome.WRITTEN);
    }

    @Test
    void wrongCredentialsAreToldAndNotTriedAgain() {
        tokenStatus = 400;
        var problem = sent(1).problem().orElseThrow();
        assertThat(problem.code()).isEqualTo("auth.token");
        assertThat(asked).hasSize(1);
    }

    @Test
    void anHmacSignsTheBodyAndTheSecondOfTheCall() throws Exception {
        auth = Map.of(
                "hmac",
                Map.of("secret", "${secret:key}", "header", "X-Sig", "prefix", "sha256=", "timestamp", "X-Time"));
        sent(1);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret of key".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var second = clock.instant().getEpochSecond();
        var hex = java.util.HexFormat.of()
                .formatHex(mac.doFinal((second + ".{\"n\": 1}").getBytes(StandardCharsets.UTF_8)));
        assertThat(calls.get(0).headers())
                .containsEntry("X-Sig", "sha256=" + hex)
                .containsEntry("X-Time", "" + second);
        auth = Map.of("hmac", Map.of("secret", "${secret:key}", "algorithm", "sha512", "encoding", "base64"));
        sent(2);
        assertThat(calls.get(1).headers().get("X-Signature")).hasSize(88).endsWith("==");
    }

    @Test
    void awsSignsWithTheTimeOfTheCallAndWhatIsMissingIsSaid() {
        var keys = Map.<String, Object>of(
                "region", "eu-central-1", "service", "execute-api", "accessKey", "AKID", "secretKey", "${secret:aws}");
        auth = Map.of("aws", keys);
        sent(1);
        assertThat(calls.get(0).headers().get("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKID/20260301/eu-central-1/execute-api/aws4_request,"
                        + " SignedHeaders=content-type;host;x-amz-date, Signature=");
        auth = Map.of("aws", Map.of("region", "eu-central-1"));
        assertThat(sent(2).problem().orElseThrow().code()).isEqualTo("auth.incomplete");
    }

    @Test
    void aSecretThatWasChangedAtTheOtherSideIsFetchedAnewOn401AndNoCallIsLost() {
        var fetched = new ArrayList<String>();
        var secrets = new SecretValues() {
            @Override
            public Secret of(String name) {
                return new Secret(fetched.isEmpty() ? "old" : "new");
            }

            @Override
            public Secret fresh(String name) {
                fetched.add(name);
                return new Secret("new");
            }
        };
        auth = Map.of("bearer", "${secret:token}");
        var sender = new Sender(
                (call, timeout) -> {
                    calls.add(call);
                    return Shop.answer(call.headers().get("Authorization").equals("Bearer new") ? 200 : 401, "");
                },
                new MemoryLedger(clock),
                new MemoryObjectStore(clock),
                secrets,
                new Pace(clock, new Random(3), clock::step));
        assertThat(((Sending.Ended) send(sender, 1)).outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(((Sending.Ended) send(sender, 2)).outcome()).isEqualTo(Outcome.WRITTEN);
        assertThat(calls).hasSize(3);
        assertThat(fetched).hasSize(1);
    }
}
