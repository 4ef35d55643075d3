package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands for a commerce engine in the demo, on a bad day: it takes products one by one and in batches, asks every tenth caller to come
 * again, and refuses what it cannot sell. Thread-safe.
 */
final class ShopService {
    private final HttpServer server;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    /** How often each product was taken, by its sku. */
    final Map<String, Integer> taken = new ConcurrentHashMap<>();

    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger sentAway = new AtomicInteger();

    /** On a free port of the loopback. */
    ShopService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "shop");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void forget() {
        taken.clear();
        asked.clear();
        requests.set(0);
        sentAway.set(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = Json.read(exchange.getRequestBody().readAllBytes());
            requests.incrementAndGet();
            if (body.path("items").isArray()) batch(exchange, body.path("items"));
            else say(exchange, take(body), "{}");
        }
    }

    private void batch(HttpExchange exchange, JsonNode items) throws IOException {
        List<String> results = new ArrayList<>();
        for (var item : items) {
            int status = take(item);
            var row = Json.object().put("sku", item.path("sku").asText()).put("status", status);
            if (status == 422) row.put("message", "a product needs a price");
            results.add(row.toString());
        }
        say(exchange, 200, "{\"results\":[" + String.join(",", results) + "]}");
    }

    private int take(JsonNode product) {
        var sku = product.path("sku").asText();
        if (product.path("price").isMissingNode() || product.path("price").isNull()) return 422;
        if (sku.hashCode() % 10 == 0 && asked.add(sku)) {
            sentAway.incrementAndGet();
            return 503;
        }
        taken.merge(sku, 1, Integer::sum);
        return 200;
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        var bytes =
                (status == 422 ? "{\"message\":\"a product needs a price\"}" : text).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
