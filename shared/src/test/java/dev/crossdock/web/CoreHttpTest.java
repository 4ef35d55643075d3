package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoreHttpTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final Http http = new CoreHttp(new AllowList(), () -> List.of("127.0.0.1", "nowhere.invalid"));
    private RawServer server;

    @BeforeEach
    void open() throws IOException {
        server = new RawServer();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void aCallArrivesAsItIsAndItsAnswerComesBack() throws Exception {
        var answer = http.send(call("PUT", server.at("/a%20b?x=1"), "{\"ø\":1}"), LONG);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("fine");
        assertThat(answer.headers()).containsEntry("x-two", List.of("a", "b"));
        assertThat(answer.header("X-Two")).contains("a");
        assertThat(server.effects).containsExactly("PUT /a%20b?x=1 {\"ø\":1}");
        assertThat(server.heads.get(0)).contains("X-Test: yes").contains("Host: 127.0.0.1");
    }

    @Test
    void whatWasCommittedBeforeAResetIsLostNotUnsent() {
        assertThatThrownBy(() -> http.send(call("POST", server.at("/reset"), "order"), LONG))
                .isInstanceOf(Http.Lost.class);
        assertThat(server.effects).containsExactly("POST /reset order");
    }

    @Test
    void halfAnAnswerIsALostCall() {
        assertThatThrownBy(() -> http.send(call("POST", server.at("/half"), "order"), LONG))
                .isInstanceOf(Http.Lost.class);
    }

    @Test
    void theTimeoutIsForTheWholeExchange() {
        var time = Duration.ofMillis(300);
        assertThatThrownBy(() -> http.send(call("POST", server.at("/silent"), "order"), time))
                .isInstanceOf(Http.Lost.class)
                .hasMessageContaining("300 ms");
        assertThatThrownBy(() -> http.send(call("POST", server.at("/drip"), "order"), time))
                .isInstanceOf(Http.Lost.class);
    }

    @Test
    void noMoreOfAnAnswerIsTakenThanAllowed() throws Exception {
        var answer = http.send(call("GET", server.at("/endless"), ""), LONG);
        assertThat(answer.cut()).isTrue();
        assertThat(answer.body()).hasSize(1000);
    }

    @Test
    void aRedirectIsAnAnswer() throws Exception {
        assertThat(http.send(call("GET", server.at("/moved"), ""), LONG).status())
                .isEqualTo(302);
        assertThat(server.effects).hasSize(1);
    }

    @Test
    void aFreshCallHasAConnectionOfItsOwn() throws Exception {
        var fresh = new Http.Call("POST", server.at("/x"), Map.of(), new byte[] {'1'}, 1000, true);
        for (int i = 0; i < 3; i++) assertThat(http.send(fresh, LONG).status()).isEqualTo(200);
        assertThat(server.effects).hasSize(3);
    }

    @Test
    void withoutAConnectionNothingIsSent() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        var uri = URI.create("http://127.0.0.1:" + closed + "/");
        assertThatThrownBy(() -> http.send(call("POST", uri, "x"), LONG)).isInstanceOf(Http.NotSent.class);
    }

    @Test
    void aNameWithoutAnAddressIsNotSent() {
        assertThatThrownBy(() -> http.send(call("GET", URI.create("http://nowhere.invalid/"), ""), LONG))
                .isInstanceOf(Http.NotSent.class);
    }

    @Test
    void theGateStandsBeforeEveryCall() {
        var closed = new CoreHttp(new AllowList(), List::of);
        assertThatThrownBy(() -> closed.send(call("GET", server.at("/"), ""), LONG))
                .hasMessageContaining("egress.private");
        assertThat(server.effects).isEmpty();
    }

    @Test
    void aHeaderThatCannotBeSentIsRefusedWithoutShowingIt() {
        var call = new Http.Call("GET", server.at("/"), Map.of("X-A", "secret\r\nX-B: 1"), new byte[0], 1000, false);
        assertThatThrownBy(() -> http.send(call, LONG))
                .hasMessageStartingWith("web.request")
                .hasMessageNotContaining("secret");
    }

    @Test
    void oneConnectionIsUsedAgain() throws Exception {
        for (int i = 0; i < 5; i++) http.send(call("POST", server.at("/x"), "order"), LONG);
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void aQuestionOnAConnectionThatHasDiedIsAskedAgain() throws Exception {
        for (int i = 0; i < 20; i++)
            assertThat(http.send(call("GET", server.at("/last"), ""), LONG).status())
                    .isEqualTo(200);
        assertThat(server.connections).hasValue(20);
    }

    @Test
    void aConnectionIsKeptNoLongerThanTheOtherSideKeepsIt() throws Exception {
        for (int i = 0; i < 3; i++) http.send(call("GET", server.at("/a-second"), ""), LONG);
        assertThat(server.connections).hasValue(3);
    }

    @Test
    void anAnswerBeforeTheEndOfTheBodyIsTheAnswer() throws Exception {
        var large = new Http.Call("POST", server.at("/early"), Map.of(), new byte[32 << 20], 1000, false);
        assertThat(http.send(large, LONG).status()).isEqualTo(413);
    }

    @Test
    void chunksAreOneAnswerAndHalfOfThemNone() throws Exception {
        assertThat(new String(
                        http.send(call("GET", server.at("/chunks"), ""), LONG).body(), StandardCharsets.UTF_8))
                .isEqualTo("fine");
        assertThatThrownBy(() -> http.send(call("POST", server.at("/half-a-chunk"), "order"), LONG))
                .isInstanceOf(Http.Lost.class);
    }

    @Test
    void headersWithoutEndAreALostCall() {
        assertThatThrownBy(() -> http.send(call("POST", server.at("/headers"), "order"), LONG))
                .isInstanceOf(Http.Lost.class);
    }

    @Test
    void aBodyOfMegabytesArrivesWhole() throws Exception {
        var text = "0123456789abcdef".repeat(200_000);
        assertThat(http.send(call("PUT", server.at("/large"), text), LONG).status())
                .isEqualTo(200);
        assertThat(server.effects).containsExactly("PUT /large " + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "Transfer-Encoding",
                "Connection",
                "Expect",
                "Upgrade",
                "TE",
                "a b",
                "",
                "X:",
                "Ø"
            })
    void whatOnlyTheClientMaySayIsRefused(String name) {
        var call = new Http.Call("GET", server.at("/"), Map.of(name, "x"), new byte[0], 1000, false);
        assertThatThrownBy(() -> http.send(call, LONG)).hasMessageStartingWith("web.request");
        assertThat(server.effects).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /x", "G\r\nX", "CONNECT", "GÆT"})
    void aMethodIsAWord(String method) {
        assertThatThrownBy(() -> http.send(call(method, server.at("/"), ""), LONG))
                .hasMessageStartingWith("web.request");
        assertThat(server.effects).isEmpty();
    }

    private static Http.Call call(String method, URI uri, String body) {
        return new Http.Call(method, uri, Map.of("X-Test", "yes"), body.getBytes(StandardCharsets.UTF_8), 1000, false);
    }
}
