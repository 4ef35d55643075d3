package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever writes a URL does not reach the inside: by no spelling of an address, by no name that changes what it stands for, by no
 * redirect. What is inside are canaries on every address of this machine; what is public is played by one server.
 */
class GateTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final InetAddress PUBLIC = address("93.184.216.34");
    private static final InetAddress LOOPBACK = address("127.0.0.1");

    private final AtomicInteger publicly = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private Canary canary;
    private RawServer server;

    @BeforeEach
    void open() throws IOException {
        canary = new Canary();
        server = new RawServer();
    }

    @AfterEach
    void close() throws IOException {
        canary.close();
        server.close();
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> addresses(String kind) throws IOException {
        try (var in = GateTest.class.getResourceAsStream("/egress/addresses.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(kind + " "))
                    .map(line -> line.substring(kind.length() + 1))
                    .toList();
        }
    }

    /** Everything public is our server; everything else is really connected to, or, where it is not of this machine, the canary. */
    private Socket connect(InetSocketAddress to, int timeoutMs) throws IOException {
        boolean outside = to.getAddress().equals(PUBLIC);
        (outside ? publicly : inside).incrementAndGet();
        boolean ours = to.getAddress().isLoopbackAddress() || to.getAddress().isAnyLocalAddress();
        var socket = new Socket();
        socket.connect(
                outside ? server.address() : ours ? to : new InetSocketAddress(LOOPBACK, canary.port()), timeoutMs);
        return socket;
    }

    private Http http(Names names, List<String> allow) {
        return new CoreHttp(new AllowList(names), () -> allow, new Dial(this::connect, () -> {
            throw new AssertionError("no TLS here");
        }));
    }

    private static Http.Call call(String method, URI uri) {
        return new Http.Call(method, uri, Map.of("Authorization", "Bearer s3cret"), new byte[0], 1000, false);
    }

    private void nobodyWasInside() throws IOException {
        assertThat(inside.get()).as("connections that were tried").isZero();
        assertThat(canary.connections()).as("connections at the canary").isZero();
    }

    @Test
    void noSpellingOfAnInsideAddressGetsThrough() throws Exception {
        var addresses = addresses("inside");
        assertThat(addresses).hasSizeGreaterThanOrEqualTo(120);
        int urls = 0;
        int refused = 0;
        int elsewhere = 0;
        for (var text : addresses) {
            var lenient = Spellings.lenient(address(text));
            var http = http(host -> host.equals("good.example") ? List.of(PUBLIC) : lenient.addresses(host), List.of());
            for (var url : Spellings.of(text, canary.port())) {
                urls++;
                try {
                    http.send(call("GET", new URI(url)), LONG);
                    // What looks like the address is a query or a fragment.
                    assertThat(new URI(url).getHost()).as(url).isEqualTo("good.example");
                    elsewhere++;
                } catch (Refused e) {
                    refused++;
                } catch (URISyntaxException e) {
                    refused++;
                }
            }
        }
        assertThat(urls).isGreaterThan(8_000);
        assertThat(elsewhere).isEqualTo(4 * addresses.size());
        assertThat(refused).isEqualTo(urls - elsewhere);
        nobodyWasInside();
    }

    @Test
    void theirNeighboursArePublic() throws Exception {
        var gate = new AllowList();
        for (var text : addresses("public"))
            assertThat(gate.check(text, List.of())).isEqualTo(address(text));
    }

    /** A name server that says a public address first, and the inside from then on. */
    private static final class Rebinding implements Names {
        private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

        @Override
        public List<InetAddress> addresses(String host) {
            int nth = asked.computeIfAbsent(host, any -> new AtomicInteger()).getAndIncrement();
            if (nth == 0) return List.of(PUBLIC);
            // Alone, or behind a public one.
            return nth % 2 == 1 ? List.of(LOOPBACK) : List.of(PUBLIC, LOOPBACK);
        }
    }

    @Test
    void aNameThatChangesItsAddressIsConnectedToAsItWasChecked() throws Exception {
        int rounds = 200;
        var names = new Rebinding();
        var http = http(names, List.of());
        var threads = Executors.newFixedThreadPool(4);
        try {
            var all = new ArrayList<Callable<Void>>();
            for (int round = 0; round < rounds; round++) {
                var uri = URI.create("http://r" + round + ".example:" + canary.port() + "/");
                all.add(() -> {
                    assertThat(http.send(call("GET", uri), LONG).status()).isEqualTo(200);
                    // There is a connection, and it is no way round the gate.
                    for (int i = 0; i < 2; i++) {
                        assertThatThrownBy(() -> http.send(call("GET", uri), LONG))
                                .hasMessageContaining("egress.private");
                    }
                    return null;
                });
            }
            for (var done : threads.invokeAll(all)) done.get();
        } finally {
            threads.shutdownNow();
        }
        assertThat(names.asked)
                .hasSize(rounds)
                .allSatisfy((host, asked) -> assertThat(asked).hasValue(3));
        assertThat(publicly).hasValue(rounds);
        nobodyWasInside();
    }

    @Test
    void whoResolvesTwiceIsCaughtByTheCanary() throws Exception {
        var names = new Rebinding();
        var uri = URI.create("http://twice.example:" + canary.port() + "/");
        var dial = new Dial(
                (to, timeoutMs) -> connect(
                        new InetSocketAddress(names.addresses("twice.example").get(0), to.getPort()), timeoutMs),
                () -> null);
        var http = new CoreHttp(new AllowList(names), List::of, dial);
        assertThatThrownBy(() -> http.send(call("GET", uri), LONG)).isInstanceOf(Http.Lost.class);
        assertThat(canary.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void noRedirectIsFollowed(int status) throws Exception {
        var http = http(host -> List.of(PUBLIC), List.of());
        var port = canary.port();
        var locations = List.of(
                "http://127.0.0.1:" + port + "/",
                "http://[::1]:" + port + "/",
                "http://169.254.169.254/latest/meta-data/",
                "http://other.example:" + port + "/",
                "http://shop.example/",
                "//evil.example/",
                "/self",
                "/hop/1",
                "file:///proc/self/environ",
                "http://x\r\nLocation: http://127.0.0.1:" + port + "/");
        int calls = 0;
        for (var method : List.of("GET", "POST", "PUT", "DELETE")) {
            for (var location : locations) {
                server.redirect =
                        "HTTP/1.1 " + status + " Moved\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
                var answer = http.send(call(method, URI.create("http://shop.example/redirect")), LONG);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(server.effects).hasSize(++calls);
            }
        }
        nobodyWasInside();
    }

    @Test
    void whatTheProjectAllowsIsReached() throws Exception {
        var uri = server.at("/");
        assertThat(http(Names.SYSTEM, List.of("127.0.0.1"))
                        .send(call("GET", uri), LONG)
                        .status())
                .isEqualTo(200);
        assertThatThrownBy(() -> http(Names.SYSTEM, List.of("localhost")).send(call("GET", uri), LONG))
                .hasMessageContaining("egress.private");
    }
}
