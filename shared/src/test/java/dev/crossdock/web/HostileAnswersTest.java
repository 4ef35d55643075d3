package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Refused;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a broken or a malicious webservice may say on a raw socket: an answer within its limits, or a lost call; in time. */
class HostileAnswersTest {
    private static final int LIMIT = 10_000;
    private static final Duration TIME = Duration.ofMillis(1_500);
    private final Http http = RealHttp.open();

    private interface Said {
        void to(OutputStream out) throws Exception;
    }

    /** @param expected {@code answer}, {@code cut}, {@code lost}, or several with a bar between them */
    private record Hostile(String name, String expected, Said said) {}

    private static Hostile text(String name, String expected, String text) {
        return new Hostile(name, expected, out -> out.write(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Hostile endless(String name, String expected, String begin, String again) {
        return new Hostile(name, expected, out -> {
            out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
            var part = again.repeat(1 + 8_192 / again.length()).getBytes(StandardCharsets.ISO_8859_1);
            while (true) out.write(part);
        });
    }

    private static Stream<Hostile> answers() {
        return Stream.of(
                text("nothing", "lost", ""),
                text("no HTTP", "lost", "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
                text("a status that is none", "lost|refused", "HTTP/1.1 abc OK\r\n\r\n"),
                text("half a status line", "lost", "HTTP/1.1 20"),
                text("a length that is too large", "lost", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
                text("a length that is too small", "answer", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nlonger"),
                text("a length below nothing", "lost", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nbody"),
                text("a length that is no number", "lost", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nbody"),
                text(
                        "two lengths",
                        "lost|answer",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\nbody"),
                text("a chunk that is cut off", "lost", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
                text("no last chunk", "lost", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"),
                text(
                        "a chunk larger than anything",
                        "lost",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nab"),
                text("a chunk of no number", "lost", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nab"),
                text(
                        "a header without a colon",
                        "lost|answer",
                        "HTTP/1.1 200 OK\r\nwithout\r\nContent-Length: 2\r\n\r\nab"),
                text(
                        "10 GB announced",
                        "lost|cut",
                        "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n" + "x".repeat(20_000)),
                endless("a body without end", "cut", "HTTP/1.1 200 OK\r\n\r\n", "x"),
                endless(
                        "chunks without end",
                        "cut",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "1\r\nx\r\n"),
                endless("a header without end", "lost", "HTTP/1.1 200 OK\r\nX-A: ", "x"),
                endless("headers without end", "lost", "HTTP/1.1 200 OK\r\n", "X-A: b\r\n"),
                endless("early hints without end", "lost", "", "HTTP/1.1 103 Early Hints\r\n\r\n"),
                endless("a status line without end", "lost", "HTTP/1.1 200 ", "x"),
                new Hostile("a gzip bomb", "answer|cut|lost", out -> {
                    var packed = new ByteArrayOutputStream();
                    try (var gzip = new GZIPOutputStream(packed)) {
                        for (int i = 0; i < 64; i++) gzip.write(new byte[1 << 20]);
                    }
                    out.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n".getBytes());
                    packed.writeTo(out);
                }),
                new Hostile("a byte now and then", "lost", out -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes());
                    drip(out);
                }),
                new Hostile("a header now and then", "lost", out -> {
                    out.write("HTTP/1.1 200 OK\r\nX-A: ".getBytes());
                    drip(out);
                }));
    }

    private static void drip(OutputStream out) throws Exception {
        var pause = new java.util.concurrent.CountDownLatch(1);
        while (!pause.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            out.write('x');
            out.flush();
        }
    }

    @TestFactory
    Stream<DynamicTest> isAnsweredWithinItsLimitsOrLost() {
        return answers()
                .map(hostile -> DynamicTest.dynamicTest(hostile.name(), () -> {
                    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                        serve(server, hostile.said());
                        long began = System.nanoTime();
                        var outcome = outcome(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"));
                        assertThat(outcome).matches(hostile.expected());
                        // Twice the time, for a machine with much else to do: what matters is that it ends.
                        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIME.multipliedBy(4));
                    }
                }));
    }

    private String outcome(URI uri) {
        try {
            var answer = http.send(new Http.Call("GET", uri, Map.of(), new byte[0], LIMIT, true), TIME);
            assertThat(answer.body().length).isLessThanOrEqualTo(LIMIT);
            return answer.cut() ? "cut" : "answer";
        } catch (Http.Lost e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1_000);
            return "lost";
        } catch (Refused e) {
            return "refused";
        } catch (Http.NotSent e) {
            return "not sent";
        }
    }

    private static void serve(ServerSocket server, Said said) {
        var thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (var socket = server.accept()) {
                    var in = socket.getInputStream();
                    for (int last = 0, b; last != 0x0d0a0d0a && (b = in.read()) >= 0; ) last = last << 8 | b;
                    said.to(socket.getOutputStream());
                    socket.shutdownOutput();
                } catch (Exception e) {
                    // The client has had enough, or the test is over.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
