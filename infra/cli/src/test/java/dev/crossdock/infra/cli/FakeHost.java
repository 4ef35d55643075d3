package dev.crossdock.infra.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host that answers what a test has told it, and remembers what it was asked. */
final class FakeHost implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    record Answer(int status, String type, String body, Map<String, String> headers) {}

    /** @param path with its query, as sent */
    record Asked(String method, String path, String body, com.sun.net.httpserver.Headers headers) {}

    FakeHost() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next answers to {@code METHOD /path?query}; the last one is given again and again. */
    FakeHost says(String request, int status, String body) {
        return says(request, status, body, Map.of());
    }

    FakeHost says(String request, int status, String body, Map<String, String> headers) {
        var type = status >= 400 ? "application/problem+json" : "application/json";
        answers.computeIfAbsent(request, any -> new ArrayDeque<>()).add(new Answer(status, type, body, headers));
        return this;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    body,
                    exchange.getRequestHeaders()));
            var queue = answers.get(request);
            var answer = queue == null
                    ? new Answer(404, "text/plain", "the test said nothing about " + request, Map.of())
                    : queue.size() > 1 ? queue.poll() : queue.peek();
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
