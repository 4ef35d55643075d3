package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS is with the host whose name was written, at the address that was checked. */
class TlsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final InetAddress PUBLIC = GateTest.address("93.184.216.34");

    /** Of the host, and of the address that all names stand for here. */
    private static TlsServer server;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        server = new TlsServer(folder, "dns:shop.example,ip:93.184.216.34,ip:127.0.0.1");
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.names.clear();
        server.heads.clear();
    }

    private final List<InetSocketAddress> dialled = new CopyOnWriteArrayList<>();

    private Http http(InetSocketAddress server, SSLSocketFactory trust) {
        var dial = new Dial(
                (to, timeoutMs) -> {
                    dialled.add(to);
                    var socket = new Socket();
                    socket.connect(server, timeoutMs);
                    return socket;
                },
                () -> trust);
        return new CoreHttp(new AllowList(host -> List.of(PUBLIC)), List::of, dial);
    }

    private static Http.Call call(String uri) {
        return new Http.Call("GET", URI.create(uri), Map.of(), new byte[0], 1000, false);
    }

    @Test
    void theNameGoesOutAndTheAddressIsTheCheckedOne() throws Exception {
        var http = http(server.address(), server.trust());
        assertThat(http.send(call("https://shop.example/a"), LONG).status()).isEqualTo(200);
        assertThat(http.send(call("https://shop.example/b"), LONG).status()).isEqualTo(200);
        assertThat(dialled).containsExactly(new InetSocketAddress(PUBLIC, 443));
        assertThat(server.names).containsExactly("shop.example");
        assertThat(server.heads).hasSize(2).allMatch(head -> head.contains("\r\nHost: shop.example\r\n"));
        assertThat(http.send(call("HTTPS://SHOP.example.:8443/"), LONG).status())
                .isEqualTo(200);
        assertThat(dialled.get(1)).isEqualTo(new InetSocketAddress(PUBLIC, 8443));
        assertThat(server.heads.get(2)).contains("\r\nHost: SHOP.example.:8443\r\n");
    }

    @Test
    void theCertificateOfTheAddressProvesNothingAboutTheName() throws Exception {
        var http = http(server.address(), server.trust());
        assertThatThrownBy(() -> http.send(call("https://other.example/"), LONG))
                .isInstanceOf(Http.NotSent.class)
                .hasMessageContaining("other.example");
        assertThat(server.heads).isEmpty();
        // An address that was written as one is proved by it.
        assertThat(http.send(call("https://93.184.216.34/"), LONG).status()).isEqualTo(200);
        assertThat(server.names).doesNotContain("93.184.216.34");
    }

    @Test
    void aCertificateThatNobodyTrustsIsNotSentTo() {
        var http = http(server.address(), (SSLSocketFactory) SSLSocketFactory.getDefault());
        assertThatThrownBy(() -> http.send(call("https://shop.example/"), LONG)).isInstanceOf(Http.NotSent.class);
        assertThat(server.heads).isEmpty();
    }

    @Test
    void aServerThatNeverGreetsIsNotWaitedFor() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var http = http(new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()), (SSLSocketFactory)
                    SSLSocketFactory.getDefault());
            assertThatThrownBy(() -> http.send(call("https://shop.example/"), Duration.ofMillis(300)))
                    .isInstanceOf(Http.NotSent.class);
        }
    }
}
