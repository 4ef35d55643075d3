package dev.crossdock.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.memory.Faults;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A webservice that has products, and pages through them in every way that there is. */
final class Pim implements Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URL = "https://pim.example/v1";

    final List<Map<String, Object>> products = new ArrayList<>();
    /** What was asked: {@code /v1/products?limit=2}, and the body. */
    final List<String> asked = new ArrayList<>();

    final List<Map<String, String>> headers = new ArrayList<>();
    private final Deque<Answer> instead = new ArrayDeque<>();
    private final Faults faults;

    Pim(Faults faults, int size) {
        this.faults = faults;
        for (int i = 1; i <= size; i++) add("P-%04d".formatted(i), "2026-01-%02d".formatted(1 + i % 28));
    }

    void add(String sku, String updatedAt) {
        var product = new LinkedHashMap<String, Object>();
        product.put("sku", sku);
        product.put("updatedAt", updatedAt);
        products.add(product);
    }

    /** The next calls are answered so. */
    void next(Answer... answers) {
        instead.addAll(List.of(answers));
    }

    @Override
    public Answer send(Call call, Duration timeout) {
        return faults.around("http " + call.method(), () -> {
            var uri = call.uri();
            asked.add(uri.getRawPath()
                    + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                    + new String(call.body(), StandardCharsets.UTF_8));
            headers.add(call.headers());
            return instead.isEmpty() ? answer(call, query(uri.getRawQuery())) : instead.poll();
        });
    }

    private Answer answer(Call call, Map<String, String> query) {
        var since = query.getOrDefault("since", "");
        var all = products.stream()
                .filter(p -> p.get("updatedAt").toString().compareTo(since) > 0)
                .toList();
        int limit = Integer.parseInt(query.getOrDefault("limit", "100000"));
        int from = query.containsKey("page")
                ? (Integer.parseInt(query.get("page")) - 1) * limit
                : Integer.parseInt(query.getOrDefault("cursor", query.getOrDefault("offset", "0")));
        if (call.body().length > 0)
            from = Integer.parseInt(new String(call.body(), StandardCharsets.UTF_8).replace("\"", ""));
        int to = Math.min(all.size(), from + limit);
        boolean more = to < all.size();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("data", from >= all.size() ? List.of() : all.subList(from, to));
        if (more) answer.put("paging", Map.of("next", to, "url", "/v1/products?limit=" + limit + "&cursor=" + to));
        var etag = "\"" + all.hashCode() + "\"";
        if (etag.equals(call.headers().get("If-None-Match"))) return new Answer(304, Map.of(), new byte[0], false);
        var with = new HashMap<String, List<String>>();
        with.put("etag", List.of(etag));
        with.put("content-type", List.of("application/json"));
        if (more) {
            with.put(
                    "link",
                    List.of("<" + URL + "/products?limit=" + limit + "&cursor=0>; rel=\"first\", <" + URL
                            + "/products?limit=" + limit + "&cursor=" + to + ">; title=\"a, b\"; rel=\"next\""));
        }
        return new Answer(200, with, json(answer), false);
    }

    static Answer html() {
        return new Answer(
                200,
                Map.of("content-type", List.of("text/html")),
                "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8),
                false);
    }

    private static Map<String, String> query(String raw) {
        var query = new HashMap<String, String>();
        if (raw == null) return query;
        for (var parameter : raw.split("&")) {
            int equals = parameter.indexOf('=');
            query.put(
                    parameter.substring(0, equals),
                    URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
