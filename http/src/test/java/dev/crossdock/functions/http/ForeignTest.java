package dev.crossdock.functions.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForeignTest {
    private static void ask(String host, String origin) {
        var headers = new HashMap<String, String>();
        headers.put("Host", host);
        if (origin != null) headers.put("Origin", origin);
        Foreign.refuse(headers::get);
    }

    @Test
    void aHostOfAnotherNameAndAPageOfAnotherSiteAreRefused() {
        for (var host : List.of(
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "10.0.0.1",
                "a b",
                "",
                "user@evil.example")) {
            assertThatThrownBy(() -> ask(host, null)).as(host).hasMessageContaining("access.foreign");
        }
        for (var origin : List.of(
                "https://evil.example",
                "null",
                "http://127.0.0.1.evil.example",
                "http://localhost.evil.example",
                "file://",
                "http://127.0.0.1@evil.example")) {
            assertThatThrownBy(() -> ask("127.0.0.1:8080", origin)).as(origin).hasMessageContaining("access.foreign");
        }
    }

    @Test
    void thisMachineIsAnswered() {
        for (var host : List.of("127.0.0.1:8080", "localhost", "[::1]:8080")) {
            assertThatCode(() -> ask(host, null)).doesNotThrowAnyException();
            assertThatCode(() -> ask(host, "http://localhost:8080")).doesNotThrowAnyException();
        }
    }

    @Test
    void originsAreNamedExactly() {
        assertThat(Browsers.parsed(" https://a.example, http://127.0.0.1:3000 "))
                .containsExactlyInAnyOrder("https://a.example", "http://127.0.0.1:3000");
        assertThat(Browsers.parsed("")).isEmpty();
        for (var wrong :
                List.of("*", "https://*.example", "https://a.example/", "a.example", "null", "https://A.example"))
            assertThatThrownBy(() -> Browsers.parsed(wrong)).as(wrong).hasMessageContaining("access.cors");
    }

    private static void form(String site, String origin) {
        var headers = new HashMap<String, String>();
        headers.put("Host", "console.example:8080");
        if (site != null) headers.put("Sec-Fetch-Site", site);
        if (origin != null) headers.put("Origin", origin);
        Foreign.refuseForms(headers::get);
    }

    @Test
    void aFormOfAPageOfOursIsTakenAndAProgramsRequestToo() {
        assertThatCode(() -> form("same-origin", "http://console.example:8080")).doesNotThrowAnyException();
        assertThatCode(() -> form(null, "http://console.example:8080")).doesNotThrowAnyException();
        assertThatCode(() -> form(null, null)).doesNotThrowAnyException();
    }

    @Test
    void aFormOfAPageOfAnotherSiteIsRefusedAlsoOfOneNextToUs() {
        for (var site : List.of("cross-site", "same-site", ""))
            assertThatThrownBy(() -> form(site, "http://console.example:8080"))
                    .as(site)
                    .hasMessageContaining("access.foreign");
        for (var origin :
                List.of("http://console.example", "http://console.example:8081", "https://evil.example", "null"))
            assertThatThrownBy(() -> form(null, origin)).as(origin).hasMessageContaining("access.foreign");
    }
}
