package dev.crossdock.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/collections/stock/records/ANO-1001-XS|bergen",
                "/collections/stock/records/100 % wool, \"blue\" + [red]",
                "/buckets/incoming/files/Bestellung ä?#.csv",
                "/%41",
                "/",
                "//a/",
            })
    void whatIsDecodedOnceIsThePathAgain(String path) {
        assertThat(URI.create("http://host" + Gateway.encoded(path)).getPath()).isEqualTo(path);
    }

    @Test
    void bothPathsOfTheEventAreEncodedAndNothingElseChanges() throws Exception {
        var event =
                "{\"version\":\"2.0\",\"rawPath\":\"/a b\",\"rawQueryString\":\"q=a%20b\",\"headers\":{\"x\":\"a b\"},"
                        + "\"requestContext\":{\"http\":{\"method\":\"GET\",\"path\":\"/a b\"}},\"body\":\"/a b\"}";
        var json = new ObjectMapper();
        var encoded = json.readTree(Gateway.withEncodedPath((ObjectNode) json.readTree(event)));
        assertThat(encoded)
                .isEqualTo(json.readTree(event.replace("\"rawPath\":\"/a b\"", "\"rawPath\":\"/a%20b\"")
                        .replace("\"path\":\"/a b\"", "\"path\":\"/a%20b\"")));
    }

    /** Not behind the gateway, where a header that came twice is one that nobody can trust. */
    @Test
    void hereHeadersStayAsTheyCame() {
        assertThat(Gateway.asSent(List.of("a", "b"))).containsExactly("a", "b");
    }
}
