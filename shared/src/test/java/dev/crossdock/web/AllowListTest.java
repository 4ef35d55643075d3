package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {
    private final AllowList gate = new AllowList();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "0.1.2.3",
                "198.18.0.1",
                "[::1]",
                "[fd00:ec2::254]",
                "[fe80::1]",
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::]",
                "[::ffff:127.0.0.1]",
                "224.0.0.1",
                "255.255.255.255"
            })
    void whatIsNotPublicNeedsAnEntry(String host) throws Exception {
        var uri = URI.create("http://" + host + ":8080/x");
        assertThatThrownBy(() -> gate.check(uri, List.of("other.example")))
                .hasMessageContaining("egress.private")
                .hasMessageContaining("allow:");
        assertThat(gate.check(uri, List.of(host))).isNotNull();
    }

    @Test
    void aPublicAddressPasses() throws Exception {
        assertThat(gate.check(URI.create("https://93.184.216.34/"), List.of()))
                .isEqualTo(InetAddress.getByName("93.184.216.34"));
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://shop.example/, egress.scheme",
        "file:///etc/passwd, egress.scheme",
        "http://me:pw@127.0.0.1/, egress.user-info",
        "http:///path, egress.host"
    })
    void whatIsNoPlainWebAddressIsRefused(String uri, String code) {
        assertThatThrownBy(() -> gate.check(URI.create(uri), List.of("127.0.0.1")))
                .hasMessageStartingWith(code)
                .hasMessageNotContaining("pw");
    }

    @Test
    void aStarStandsForEverythingBelowADomain() {
        assertThatThrownBy(() -> gate.check(URI.create("http://localhost/"), List.of("*.localhost")))
                .hasMessageContaining("egress.private");
    }
}
