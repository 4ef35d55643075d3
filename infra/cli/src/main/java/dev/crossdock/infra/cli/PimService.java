package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands for a PIM in the demo: {@code GET /suppliers?limit=&cursor=&since=} pages through suppliers. Thread-safe. */
final class PimService {
    private final HttpServer server;
    private final ArrayNode suppliers;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** On a free port of the loopback. */
    PimService(byte[] suppliers) throws IOException {
        this.suppliers = (ArrayNode) Json.read(suppliers);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/suppliers", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Paths and queries, in the order of arrival. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    void change(String id, String field, int value, String updatedAt) {
        synchronized (suppliers) {
            for (var supplier : suppliers) {
                if (!supplier.path("id").asText().equals(id)) continue;
                ((ObjectNode) supplier).put(field, value).put("updatedAt", updatedAt);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI().toString());
            var page =
                    page(query(exchange.getRequestURI().getQuery())).toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    private ObjectNode page(Map<String, String> query) {
        var since = query.getOrDefault("since", "");
        int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
        int limit = Integer.parseInt(query.getOrDefault("limit", "100"));
        var page = Json.object();
        var data = page.putArray("data");
        int number = 0;
        synchronized (suppliers) {
            for (JsonNode supplier : suppliers) {
                if (supplier.path("updatedAt").asText().compareTo(since) <= 0) continue;
                if (number >= from && number < from + limit) data.add(supplier.deepCopy());
                number++;
            }
        }
        if (number > from + limit) page.putObject("paging").put("next", from + limit);
        return page;
    }

    private static Map<String, String> query(String text) {
        var query = new HashMap<String, String>();
        if (text == null) return query;
        for (var parameter : text.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) query.put(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return query;
    }
}
