package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EchoesTest {
    private static final String KEY = "k3y+of/the\"shop";

    private static Http.Answer through(Map<String, String> headers, String uri, String body, String answer)
            throws Exception {
        Http http = (call, timeout) ->
                new Http.Answer(400, Map.of("x-echo", List.of(answer)), answer.getBytes(StandardCharsets.UTF_8), false);
        return new Echoes(http, () -> List.of(new Secret(KEY), new Secret("shop"), new Secret("never sent at all")))
                .send(
                        new Http.Call(
                                "GET", URI.create(uri), headers, body.getBytes(StandardCharsets.UTF_8), 9_999, false),
                        Duration.ofSeconds(1));
    }

    private static String body(Http.Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void whatProvedTheCallIsTakenOutOfItsAnswerInEachSpelling() throws Exception {
        var basic = Base64.getEncoder().encodeToString(("shop:" + KEY).getBytes(StandardCharsets.UTF_8));
        var said = "Basic " + basic + " is " + KEY + ", {\"k\":\"k3y+of/the\\\"shop\"} and ?key=k3y%2Bof%2Fthe%22shop";
        var answer = through(Map.of("Authorization", "Basic " + basic), "http://a/", "", said);
        assertThat(body(answer)).isEqualTo("Basic *** is ***, {\"k\":\"***\"} and ?key=***");
        assertThat(answer.header("X-Echo")).contains("Basic *** is ***, {\"k\":\"***\"} and ?key=***");

        assertThat(body(through(Map.of(), "http://a/?key=k3y%2Bof%2Fthe%22shop", "", KEY)))
                .isEqualTo("***");
        assertThat(body(through(Map.of("X-Key", KEY), "http://a/", "", KEY))).isEqualTo("***");
        assertThat(body(through(Map.of(), "http://a/", "{\"own\":\"k3y+of/the\\\"shop\"}", KEY)))
                .isEqualTo("***");
    }

    @Test
    void aTokenThatNoDefinitionNamesIsOneToo() throws Exception {
        var answer = through(
                Map.of("authorization", "Bearer token-of-the-issuer"), "http://a/", "", "no token-of-the-issuer!");
        assertThat(body(answer)).isEqualTo("no ***!");
    }

    @Test
    void whatWasNotSentAndWhatIsAWordStays() throws Exception {
        var said = "shop ø " + KEY + " never sent at all";
        assertThat(body(through(Map.of("X-Key", "other"), "http://shop/", "", said)))
                .isEqualTo(said);
    }
}
