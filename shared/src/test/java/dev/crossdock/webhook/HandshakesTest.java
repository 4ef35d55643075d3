package dev.crossdock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakesTest {
    private final Gate gate = new Gate();

    @BeforeEach
    void listeners() {
        gate.secrets.put("slack", "8f742231b10e8888abcd99yyyzzz85a5");
        gate.secrets.put("meta", "verify-me");
        gate.listener("slack", "{\"verify\": {\"scheme\": \"slack\", \"secret\": \"${secret:slack}\"}}")
                .listener(
                        "meta",
                        "{\"verify\": {\"scheme\": \"meta\", \"secret\": \"${secret:slack}\"}, \"handshake\": {\"meta\": {\"token\": \"${secret:meta}\"}}}")
                .listener("graph", listener("graph"))
                .listener("cloudevents", listener("cloudevents").replace("}}", "}, \"limits\": {\"rate\": \"2/s\"}}"))
                .listener("sns", listener("sns"))
                .listener("commercetools", listener("commercetools"))
                .listener("plain", "{\"verify\": {\"scheme\": \"none\"}}");
    }

    private static String listener(String handshake) {
        return "{\"handshake\": \"" + handshake
                + "\", \"verify\": {\"scheme\": \"bearer\", \"secret\": \"${secret:meta}\"}}";
    }

    private static final Map<String, String> BEARER = Map.of("authorization", "Bearer verify-me");

    private Reply slack(String body, String secret) {
        var time = Long.toString(gate.clock.instant().getEpochSecond());
        var signature = Proof.hmac(
                "HmacSHA256",
                secret.getBytes(StandardCharsets.UTF_8),
                ("v0:" + time + ":" + body).getBytes(StandardCharsets.UTF_8));
        return gate.receive(Gate.post(
                "slack",
                Map.of(
                        "x-slack-request-timestamp",
                        time,
                        "x-slack-signature",
                        "v0=" + HexFormat.of().formatHex(signature)),
                body));
    }

    private Reply meta(Map<String, String> query) {
        return gate.receive(Gate.request("GET", "meta", query, Map.of(), ""));
    }

    private Reply graph(String token) {
        return gate.receive(Gate.request("POST", "graph", Map.of("validationToken", token), Map.of(), ""));
    }

    private static void said(Reply reply, String text) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(reply.headers())
                .containsEntry("Content-Type", "text/plain; charset=utf-8")
                .containsEntry("X-Content-Type-Options", "nosniff");
    }

    @Test
    void slackHearsItsChallengeOnceItHasProvedWhoItIs() {
        var body = "{\"type\":\"url_verification\",\"challenge\":\"3eZbrw1aB\"}";
        said(slack(body, "8f742231b10e8888abcd99yyyzzz85a5"), "3eZbrw1aB");
        assertThat(slack(body, "another")).isSameAs(Reply.REFUSED);
        assertThat(gate.all("slack")).isEmpty();
        // Anything else is a delivery.
        slack("{\"type\":\"event_callback\",\"challenge\":\"x\"}", "8f742231b10e8888abcd99yyyzzz85a5");
        assertThat(gate.all("slack")).hasSize(1);
    }

    @Test
    void metaHearsItsChallengeWhenItShowsTheToken() {
        said(
                meta(Map.of("hub.mode", "subscribe", "hub.verify_token", "verify-me", "hub.challenge", "1158201444")),
                "1158201444");
        assertThat(meta(Map.of("hub.mode", "subscribe", "hub.verify_token", "verify-m", "hub.challenge", "1")))
                .isSameAs(Reply.REFUSED);
        assertThat(meta(Map.of("hub.mode", "unsubscribe", "hub.verify_token", "verify-me", "hub.challenge", "1")))
                .isSameAs(Reply.REFUSED);
        assertThat(meta(Map.of("hub.mode", "subscribe", "hub.verify_token", "verify-me")))
                .isSameAs(Reply.REFUSED);
        gate.secrets.put("meta", "");
        assertThat(meta(Map.of("hub.mode", "subscribe", "hub.verify_token", "", "hub.challenge", "1")))
                .isSameAs(Reply.REFUSED);
    }

    @Test
    void graphHearsItsTokenDecoded() {
        said(graph("Validation: Testing client application (1)"), "Validation: Testing client application (1)");
        assertThat(gate.receive(Gate.request("GET", "graph", Map.of("validationToken", "t"), Map.of(), "")))
                .isSameAs(Reply.REFUSED);
        assertThat(gate.receive(Gate.post("graph", BEARER, "{}")).status()).isEqualTo(200);
    }

    /** Whatever is sent back is text, short, and in no header. */
    @ParameterizedTest
    @ValueSource(
            strings = {"<script>alert(1)</script>", "a\r\nSet-Cookie: b", "\u0000", "\u202e\u00e9\ud83d\ude00", ""})
    void nothingThatIsSentBackCanBeRun(String challenge) {
        said(graph(challenge), challenge);
        said(
                meta(Map.of("hub.mode", "subscribe", "hub.verify_token", "verify-me", "hub.challenge", challenge)),
                challenge);
        assertThat(graph("x".repeat(8192)).status()).isEqualTo(400);
        assertThat(graph("\u00e9".repeat(600)).status()).isEqualTo(400);
        said(graph("x".repeat(1024)), "x".repeat(1024));
    }

    @Test
    void cloudEventsAreAllowedTheirOriginAndRate() {
        var reply = gate.receive(Gate.request(
                "OPTIONS", "cloudevents", Map.of(), Map.of("webhook-request-origin", "eventemitter.example.com"), ""));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers())
                .containsEntry("WebHook-Allowed-Origin", "eventemitter.example.com")
                .containsEntry("WebHook-Allowed-Rate", "120");
        for (var origin : List.of("a\r\nX: y", "<b>", "", "x".repeat(254))) {
            assertThat(gate.receive(Gate.request(
                            "OPTIONS", "cloudevents", Map.of(), Map.of("webhook-request-origin", origin), "")))
                    .isSameAs(Reply.REFUSED);
        }
        assertThat(gate.receive(Gate.request("OPTIONS", "cloudevents", Map.of(), Map.of(), "")))
                .isSameAs(Reply.REFUSED);
    }

    private Reply confirm(String url) {
        return gate.receive(
                Gate.post("sns", BEARER, "{\"Type\":\"SubscriptionConfirmation\",\"SubscribeURL\":\"" + url + "\"}"));
    }

    @Test
    void snsIsConfirmedThroughTheGate() {
        var url = "https://sns.eu-north-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336";
        assertThat(confirm(url).status()).isEqualTo(200);
        assertThat(gate.called).hasSize(1);
        assertThat(gate.called.get(0).uri()).hasToString(url);
        gate.outside = 500;
        assertThat(confirm(url).status()).isEqualTo(503);
        gate.outside = 0;
        assertThat(confirm(url).status()).isEqualTo(503);
        assertThat(gate.all("sns")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sns.eu-north-1.amazonaws.com/",
                "https://sns.eu-north-1.amazonaws.com.evil.example/",
                "https://evil.example/sns.eu-north-1.amazonaws.com",
                "https://sns.eu-north-1.amazonaws.com:8443/",
                "https://sns.eu-north-1.amazonaws.com@evil.example/",
                "https://a@sns.eu-north-1.amazonaws.com/",
                "https://sns.a.b.amazonaws.com/",
                "https://169.254.169.254/latest/meta-data",
                "https://127.0.0.1:9001/",
                "file:///proc/self/environ",
                "not a url"
            })
    void nothingElseIsFetchedForSns(String url) {
        assertThat(confirm(url)).isSameAs(Reply.REFUSED);
        assertThat(gate.called).isEmpty();
    }

    @Test
    void snsHasToProveWhoItIsFirst() {
        assertThat(
                        gate.receive(
                                Gate.post(
                                        "sns",
                                        Map.of(),
                                        "{\"Type\":\"SubscriptionConfirmation\",\"SubscribeURL\":\"https://sns.eu-north-1.amazonaws.com/\"}")))
                .isSameAs(Reply.REFUSED);
        assertThat(gate.called).isEmpty();
    }

    @Test
    void whatCommercetoolsSaysOfItsSubscriptionConcernsNobody() {
        var test = "{\"notificationType\":\"ResourceCreated\",\"resource\":{\"typeId\":\"subscription\",\"id\":\"1\"}}";
        assertThat(gate.receive(Gate.post("commercetools", BEARER, test)).status())
                .isEqualTo(200);
        assertThat(gate.all("commercetools")).isEmpty();
        gate.receive(Gate.post("commercetools", BEARER, test.replace("subscription", "order")));
        assertThat(gate.all("commercetools")).hasSize(1);
    }

    @Test
    void aListenerWithoutAHandshakeAnswersNone() {
        assertThat(gate.receive(Gate.request("OPTIONS", "plain", Map.of(), Map.of("webhook-request-origin", "a"), "")))
                .isSameAs(Reply.REFUSED);
        assertThat(gate.receive(Gate.request("GET", "plain", Map.of("hub.mode", "subscribe"), Map.of(), "")))
                .isSameAs(Reply.REFUSED);
        var reply = gate.receive(Gate.request("POST", "plain", Map.of("validationToken", "t"), Map.of(), ""));
        assertThat(reply.body()).isEmpty();
    }
}
