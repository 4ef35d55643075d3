package dev.crossdock.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A webservice on a real socket that logs what has arrived, and then behaves as its path says, down to the reset. */
final class RawServer implements AutoCloseable {
    final List<String> effects = new CopyOnWriteArrayList<>();
    final List<String> heads = new CopyOnWriteArrayList<>();
    /** What {@code /redirect} answers, as it is. */
    volatile String redirect = "";
    /** Connections so far. */
    final AtomicInteger connections = new AtomicInteger();

    final CountDownLatch closing = new CountDownLatch(1);
    private final ServerSocket socket;

    RawServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> {
            while (true) {
                var connection = socket.accept();
                connections.incrementAndGet();
                start(() -> serve(connection));
            }
        });
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void start(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                // the other side has gone, or the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    private void serve(Socket connection) throws Exception {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            while (one(connection, in)) {}
        }
    }

    private boolean one(Socket connection, InputStream in) throws Exception {
        var head = head(in);
        if (head.isEmpty()) return false;
        heads.add(head);
        int length = head.contains(" /early ")
                ? 0
                : head.lines()
                        .filter(line -> line.toLowerCase().startsWith("content-length:"))
                        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                        .findFirst()
                        .orElse(0);
        var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        effects.add(head.substring(0, head.indexOf(" HTTP")) + " " + body);
        var out = connection.getOutputStream();
        var path = head.split(" ")[1];
        switch (path) {
            case "/reset" -> {
                connection.setSoLinger(true, 0);
                return false;
            }
            case "/half" -> {
                out.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this".getBytes(StandardCharsets.US_ASCII));
                return false;
            }
            case "/silent" -> closing.await();
            case "/drip" -> {
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (!closing.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    out.write('x');
                    out.flush();
                }
            }
            case "/endless" -> {
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (true) out.write(new byte[8192]);
            }
            case "/early" -> {
                answer(connection, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                closing.await();
            }
            case "/last" -> {
                answer(connection, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
                return false;
            }
            case "/a-second" ->
                answer(
                        connection,
                        "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1, max=100\r\nContent-Length: 4\r\n\r\nfine");
            case "/headers" -> {
                out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                while (true) out.write("X-Endless: yes\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            case "/chunks" ->
                answer(
                        connection,
                        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n2\r\nne\r\n0\r\n\r\n");
            case "/half-a-chunk" -> {
                answer(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfi");
                return false;
            }
            case "/redirect" -> answer(connection, redirect);
            case "/moved" -> answer(connection, "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
            default -> answer(connection, "HTTP/1.1 200 OK\r\nX-Two: a\r\nX-Two: b\r\nContent-Length: 4\r\n\r\nfine");
        }
        return true;
    }

    private static void answer(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String head(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int last = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
            last = last << 8 | b;
            if (last == 0x0d0a0d0a) break;
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        socket.close();
    }
}
