package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Refused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values of records that want to be more than a value: on a raw socket each call is one request line and its own headers, or none. */
class InjectionTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    /** What ends a line for somebody. */
    private static final List<String> ENDS = List.of(
            "\r\n",
            "\n",
            "\r",
            "\0",
            "\t",
            "\u000b",
            "\u000c",
            "\u0085",
            "\u2028",
            "\u2029",
            "\u560a",
            "\u560d",
            "\u010a",
            "\u010d",
            "%0d%0a",
            "%0a",
            "%00",
            "%250d%250a",
            "\\r\\n",
            "\r\n\r\n",
            "\r\n ",
            "\u00a0",
            "\u007f",
            "\ud83d\ude00",
            " ");

    private static final List<String> BEHIND = List.of(
            "X-Injected: 1",
            "Transfer-Encoding: chunked",
            "Content-Length: 0",
            "Host: evil.example",
            "GET /injected HTTP/1.1",
            "HTTP/1.1 200 OK");
    private final Http http = RealHttp.open();

    @Test
    void threeHundredPayloadsInEveryPlaceAreNoMoreThanAValue() throws Exception {
        var template = RequestTemplate.compile(
                "POST /a/{v}/b?q={v}", Optional.of("{'X-Value': v}"), Optional.of("{'v': v}"), "m");
        int payloads = 0;
        try (var server = new RawServer()) {
            for (var end : ENDS) {
                for (var behind : BEHIND) {
                    for (var payload : List.of("x" + end + behind, end + behind)) {
                        payloads++;
                        var request = made(template, payload);
                        if (request == null) continue;
                        var body = request.body().orElse("").getBytes(StandardCharsets.UTF_8);
                        // In path, query and body; then as a header's value, its name, and the method.
                        one(server, "POST", request.target(), Map.of(), body, payload);
                        one(server, "POST", "/a", request.headers(), body, payload);
                        one(server, "POST", "/a", Map.of("X-" + payload, "1"), body, payload);
                        one(server, "GET" + payload, "/a", Map.of(), new byte[0], payload);
                    }
                }
            }
            assertThat(server.effects).noneMatch(effect -> effect.contains(" /injected"));
        }
        assertThat(payloads).isGreaterThanOrEqualTo(300);
    }

    private static Request made(RequestTemplate template, String payload) {
        try {
            return template.request(Map.of("v", payload), Map.of());
        } catch (Refused e) {
            return null;
        }
    }

    /** What comes in is what was meant, or nothing comes in. */
    private void one(
            RawServer server, String method, String target, Map<String, String> headers, byte[] body, String payload)
            throws Exception {
        server.heads.clear();
        server.effects.clear();
        try {
            http.send(new Http.Call(method, URI.create(server.at("") + target), headers, body, 1_000, false), LONG);
        } catch (Refused e) {
            assertThat(e.problem().code()).isEqualTo("web.request");
            assertThat(e.problem().toString()).doesNotContain("\r", "\n", "\0");
            assertThat(server.heads).as(payload).isEmpty();
            return;
        } catch (IllegalArgumentException e) {
            // No address at all.
            return;
        }
        assertThat(server.effects)
                .as(payload)
                .containsExactly(method + " " + target + " " + new String(body, StandardCharsets.UTF_8));
        var names = new ArrayList<>(server.heads
                .get(0)
                .lines()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT))
                .toList());
        var meant = new HashMap<String, String>();
        headers.forEach((name, value) -> meant.put(name.toLowerCase(Locale.ROOT), value));
        names.removeAll(List.of("host", "content-length", "user-agent", "connection", "http2-settings", "upgrade"));
        assertThat(names).as(payload).containsExactlyInAnyOrderElementsOf(meant.keySet());
    }

    @Test
    void whatFramesAMessageIsTheClientsToSay() throws Exception {
        try (var server = new RawServer()) {
            for (var name : List.of(
                    "Host",
                    "Content-Length",
                    "Transfer-Encoding",
                    "Connection",
                    "Upgrade",
                    "TE",
                    "Trailer",
                    "Expect",
                    "Keep-Alive",
                    "Proxy-Connection")) {
                for (var written : List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
                    one(server, "POST", "/a", Map.of(written, "chunked"), "x".getBytes(), written);
                    assertThat(server.heads).as(written).isEmpty();
                }
            }
        }
    }
}
