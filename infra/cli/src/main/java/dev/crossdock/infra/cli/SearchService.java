package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands for a search webservice in the demo: answers 200 to everything and remembers what it was told. Thread-safe. */
final class SearchService {
    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /** @param body missing when it was no JSON */
    record Call(String method, String path, JsonNode body) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** On a free port of the loopback. */
    SearchService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** In the order of arrival; does not change any more. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var bytes = exchange.getRequestBody().readAllBytes();
            calls.add(new Call(
                    exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), json(bytes)));
            var answer = "{\"status\":\"indexed\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return Json.read(bytes);
        } catch (IllegalArgumentException e) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }
}
