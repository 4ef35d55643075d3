package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {
    private final AllowList gate = new AllowList(AllowListTest::resolved);

    /** No name server is asked in a test. */
    private static List<InetAddress> resolved(String host) throws UnknownHostException {
        return switch (host) {
            case "localhost", "sub.shop.internal" -> List.of(InetAddress.getByName("127.0.0.1"));
            case "metadata.shop.internal" -> List.of(InetAddress.getByName("169.254.169.254"));
            case "shop.example" -> List.of(InetAddress.getByName("93.184.216.34"));
            case "both.example" -> List.of(InetAddress.getByName("93.184.216.34"), InetAddress.getByName("10.0.0.1"));
            default -> throw new UnknownHostException(host);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "[::1]", "[fd00:ec2::254]", "169.254.169.254", "[fe80::1]"})
    void whatIsNotPublicNeedsAnEntry(String host) throws Exception {
        var uri = URI.create("http://" + host + ":8080/x");
        assertThatThrownBy(() -> gate.check(uri, List.of("other.example")))
                .hasMessageContaining("egress.private")
                .hasMessageContaining("allow:");
        assertThat(gate.check(uri, List.of(host))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://93.184.216.34/", "https://shop.example/", "HTTPS://SHOP.example./"})
    void aPublicAddressPasses(String uri) throws Exception {
        assertThat(gate.check(URI.create(uri), List.of())).isEqualTo(InetAddress.getByName("93.184.216.34"));
    }

    @Test
    void oneInsideAddressAmongOthersIsEnough() {
        assertThatThrownBy(() -> gate.check(URI.create("http://both.example/"), List.of()))
                .hasMessageContaining("egress.private");
    }

    @Test
    void aNameWithoutAnAddressIsNotSent() {
        assertThatThrownBy(() -> gate.check(URI.create("http://nowhere.example/"), List.of()))
                .isInstanceOf(Http.NotSent.class);
        assertThatThrownBy(() -> new AllowList(host -> List.of()).check("shop.example", List.of()))
                .isInstanceOf(Http.NotSent.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://shop.example/, egress.scheme",
        "file:///etc/passwd, egress.scheme",
        "jar:file:/a.jar!/b, egress.scheme",
        "//shop.example/x, egress.scheme",
        "http://me:pw@127.0.0.1/, egress.user-info",
        "http:///path, egress.host"
    })
    void whatIsNoPlainWebAddressIsRefused(String uri, String code) {
        assertThatThrownBy(() -> gate.check(URI.create(uri), List.of("127.0.0.1")))
                .hasMessageStartingWith(code)
                .hasMessageNotContaining("pw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "0",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "017700000001",
                "0177.0.0.1",
                "127.0.0.01",
                "256.1.1.1",
                "1.2.3.4.5",
                "shop.1",
                "①②⑦.⓪.⓪.①",
                "１２７.0.0.1",
                "127。0。0。1",
                "blåbær.no",
                "a b",
                "a/b",
                "a\\b",
                "a@b",
                "%31",
                "a\r\nb",
                "a\u0000",
                "",
                ".",
                "fe80::1%lo",
                "::ffff:127.0.0.1%1",
                "-a",
                "[",
                "[]"
            })
    void aHostHasOneSpelling(String host) {
        assertThatThrownBy(() -> gate.check(host, List.of(host))).hasMessageStartingWith("egress.host");
    }

    @Test
    void aStarStandsForEverythingBelowADomain() throws Exception {
        assertThat(gate.check("sub.shop.internal", List.of("*.shop.internal"))).isNotNull();
        assertThatThrownBy(() -> gate.check(URI.create("http://localhost/"), List.of("*.localhost")))
                .hasMessageContaining("egress.private");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "sub.shop.internal"})
    void theRuntimeApiOfAFunctionIsNobodysWhateverIsAllowed(String host) throws Exception {
        var inLambda = new AllowList(AllowListTest::resolved, Optional.of("127.0.0.1:9001"));
        var next = URI.create("http://" + host + ":9001/2018-06-01/runtime/invocation/next");
        assertThatThrownBy(() -> inLambda.check(next, List.of(host))).hasMessageStartingWith("egress.private");
        assertThat(inLambda.check(URI.create("http://" + host + ":9002/"), List.of(host)))
                .isNotNull();
        assertThat(inLambda.check(URI.create("http://shop.example:9001/"), List.of()))
                .isNotNull();
    }

    @Test
    void noNameLeadsToTheMetadataServiceWhateverIsAllowed() throws Exception {
        assertThatThrownBy(() -> gate.check(
                        "metadata.shop.internal",
                        List.of("*.shop.internal", "metadata.shop.internal", "169.254.169.254")))
                .hasMessageContaining("egress.private")
                .hasMessageContaining("allow: [\"169.254.169.254\"]");
        assertThat(gate.check("169.254.169.254", List.of("169.254.169.254"))).isNotNull();
    }
}
