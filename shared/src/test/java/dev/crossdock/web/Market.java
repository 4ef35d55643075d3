package dev.crossdock.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A webservice in memory that takes records in bulk and says of each what became of it. */
final class Market implements Http {
    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, Integer> took = new LinkedHashMap<>();
    final List<Integer> sizes = new ArrayList<>();
    /** The answer to a batch, after it had its effect; null = what each record's status says. */
    Function<List<JsonNode>, Answer> whole = items -> null;
    /** Status of a record when it comes for the n-th time. */
    Status status = (sku, time) -> 201;

    Shape shape = (sku, status) -> "{\"id\":\"" + sku + "\",\"status\":" + status + "}";
    private final Map<String, Integer> seen = new HashMap<>();

    interface Status {
        int of(String sku, int time);
    }

    interface Shape {
        String of(String sku, int status);
    }

    @Override
    public Answer send(Call call, Duration timeout) {
        var items = items(call.body());
        sizes.add(items.size());
        var answer = whole.apply(items);
        if (answer != null) return answer;
        var rows = new ArrayList<String>();
        for (var item : items) {
            var sku = item.path("sku").asText();
            int is = status.of(sku, seen.merge(sku, 1, Integer::sum));
            if (is / 100 == 2) took.merge(sku, 1, Integer::sum);
            var row = shape.of(sku, is);
            if (row != null) rows.add(row);
        }
        return Shop.answer(200, "{\"results\":[" + String.join(",", rows) + "]}");
    }

    private static List<JsonNode> items(byte[] body) {
        try {
            var items = new ArrayList<JsonNode>();
            for (var line : new String(body, StandardCharsets.UTF_8).split("\n")) {
                var tree = JSON.readTree(line);
                if (tree.path("items").isArray()) tree.path("items").forEach(items::add);
                else items.add(tree);
            }
            return items;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
