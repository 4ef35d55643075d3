package dev.crossdock.infra.lab;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * A webservice on a real socket that knows the truth about its effects, and fails a share of its calls in every way there is: 429 with
 * Retry-After, 503, a reset before and after the effect, no answer in time, an answer cut short. PUT sets a thing; POST adds one,
 * unless its Idempotency-Key was seen.
 */
final class FlakyWebservice implements AutoCloseable {
    private final ServerSocket socket;
    private final double failing;
    private final long silentMs;
    private final Random random;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Boolean> keys = new ConcurrentHashMap<>();

    /** Effects by what they were about: path and body. */
    final Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();

    final AtomicLong requests = new AtomicLong();

    /** Told of each effect in the order in which they happen: the request's first line without its version, and its body. */
    volatile BiConsumer<String, String> listener = (line, body) -> {};

    /** @param failing share of the calls, 0 to 1 @param silentMs longer than the client waits */
    FlakyWebservice(double failing, long silentMs, long seed) throws IOException {
        this.failing = failing;
        this.silentMs = silentMs;
        this.random = new Random(seed);
        socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(() -> {
            while (true) {
                var connection = socket.accept();
                start(() -> serve(connection));
            }
        });
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                // the other side has gone, or the trial is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve(Socket connection) throws IOException, InterruptedException {
        try (connection) {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(connection.getInputStream());
            while (one(connection, in)) {}
        }
    }

    private enum Weather {
        FINE,
        THROTTLED,
        UNAVAILABLE,
        RESET_BEFORE,
        RESET_AFTER,
        SILENT_BEFORE,
        SILENT_AFTER,
        CUT
    }

    private synchronized Weather weather() {
        if (random.nextDouble() >= failing) return Weather.FINE;
        // Silence takes a second each time, so it is rarer than the others.
        int dice = random.nextInt(100);
        if (dice < 26) return Weather.THROTTLED;
        if (dice < 52) return Weather.UNAVAILABLE;
        if (dice < 66) return Weather.RESET_BEFORE;
        if (dice < 80) return Weather.RESET_AFTER;
        if (dice < 83) return Weather.SILENT_BEFORE;
        return dice < 86 ? Weather.SILENT_AFTER : Weather.CUT;
    }

    private boolean one(Socket connection, InputStream in) throws IOException, InterruptedException {
        var head = head(in);
        if (head.isEmpty()) return false;
        int length = Integer.parseInt(header(head, "content-length", "0"));
        var bytes = in.readNBytes(length);
        // Whoever was killed in the middle of a request has asked for nothing.
        if (bytes.length < length) return false;
        var body = new String(bytes, StandardCharsets.UTF_8);
        requests.incrementAndGet();
        var weather = weather();
        var out = connection.getOutputStream();
        switch (weather) {
            case THROTTLED -> answer(out, "429 Too Many Requests\r\nRetry-After: 1");
            case UNAVAILABLE -> answer(out, "503 Service Unavailable");
            case RESET_BEFORE -> {
                connection.setSoLinger(true, 0);
                return false;
            }
            case SILENT_BEFORE -> {
                closing.await(silentMs, TimeUnit.MILLISECONDS);
                return false;
            }
            default -> {
                commit(head, body);
                return committed(connection, out, weather);
            }
        }
        return true;
    }

    private boolean committed(Socket connection, OutputStream out, Weather weather)
            throws IOException, InterruptedException {
        switch (weather) {
            case RESET_AFTER -> {
                connection.setSoLinger(true, 0);
                return false;
            }
            case SILENT_AFTER -> {
                closing.await(silentMs, TimeUnit.MILLISECONDS);
                return false;
            }
            case CUT -> {
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\":".getBytes(StandardCharsets.US_ASCII));
                return false;
            }
            default -> {
                answer(out, "200 OK");
                return true;
            }
        }
    }

    private void commit(String head, String body) {
        var key = header(head, "idempotency-key", "");
        if (!key.isEmpty() && keys.putIfAbsent(key, true) != null) return;
        var line = head.substring(0, head.indexOf(" HTTP"));
        effects.computeIfAbsent(line + " " + body, any -> new AtomicInteger()).incrementAndGet();
        listener.accept(line, body);
    }

    private static void answer(OutputStream out, String status) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\n{}").getBytes(StandardCharsets.US_ASCII));
    }

    private static String header(String head, String name, String otherwise) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    private static String head(InputStream in) throws IOException {
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
    public void close() {
        closing.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
