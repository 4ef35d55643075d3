package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands for a system that keeps what it is told, as an OMS and a CRM do: PUT sets a thing, DELETE removes it, GET shows it. On a bad
 * day the first call about each thing is asked to come again. Thread-safe.
 */
final class KeepingService {
    private final HttpServer server;
    private final boolean badDay;
    private final Set<String> sentAway = ConcurrentHashMap.newKeySet();

    /** What is kept, by its path. */
    final Map<String, JsonNode> things = new ConcurrentHashMap<>();

    /** Calls that changed something, as {@code PUT /orders/SF-10001}. */
    final List<String> effects = new CopyOnWriteArrayList<>();

    /** On a free port of the loopback. */
    KeepingService(boolean badDay) throws IOException {
        this.badDay = badDay;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = exchange.getRequestBody().readAllBytes();
            switch (exchange.getRequestMethod()) {
                case "PUT" -> put(exchange, path, body);
                case "DELETE" -> {
                    if (things.remove(path) != null) effects.add("DELETE " + path);
                    say(exchange, 200, "{}");
                }
                default -> {
                    var thing = things.get(path);
                    say(exchange, thing == null ? 404 : 200, thing == null ? "{}" : thing.toString());
                }
            }
        }
    }

    private void put(HttpExchange exchange, String path, byte[] body) throws IOException {
        if (badDay && sentAway.add(path)) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            say(exchange, 503, "{}");
            return;
        }
        things.put(path, Json.read(body));
        effects.add("PUT " + path);
        say(exchange, 200, "{\"id\":\"" + path.substring(path.lastIndexOf('/') + 1) + "\"}");
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
