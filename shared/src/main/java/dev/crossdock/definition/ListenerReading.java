package dev.crossdock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds a listener from published JSON, which lint has passed. */
final class ListenerReading {
    private static final List<String> OPTIONS =
            List.of("user", "header", "prefix", "algorithm", "encoding", "key", "signed", "timestamp", "token");
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration LATE = Duration.ofSeconds(5);

    private ListenerReading() {}

    static Listener read(String name, JsonNode node) {
        var methods = texts(node.path("methods"));
        return new Listener(
                name,
                node.path("description").asText(""),
                node.has("queue") ? new Listener.Verify("queue", List.of(), Map.of()) : verify(node.path("verify")),
                optional(node.path("accept")),
                optional(node.path("run").path("template")),
                Set.copyOf(new LinkedHashSet<>(methods.isEmpty() ? List.of("POST") : methods)),
                optional(node.path("input")),
                node.path("respond").isObject() ? Optional.of(respond(node.path("respond"))) : Optional.empty(),
                optional(node.path("id")),
                optional(node.path("order")),
                optional(node.path("token")),
                handshake(node.path("handshake")),
                optional(node.path("limits").path("rate")).map(Units::perSecond),
                node.path("disabled").asBoolean(false),
                optional(node.path("queue").path("arn")),
                sequence(node.path("sequence")));
    }

    private static Listener.Verify verify(JsonNode node) {
        var scheme = optional(node.path("scheme"))
                .orElseThrow(() -> new IllegalArgumentException("\"verify\" names no scheme"));
        var options = new LinkedHashMap<String, String>();
        for (var key : OPTIONS) optional(node.path(key)).ifPresent(value -> options.put(key, value));
        var secrets = new ArrayList<>(texts(node.path("secrets")));
        optional(node.path("secret")).ifPresent(secrets::add);
        return new Listener.Verify(scheme, secrets, options);
    }

    private static Optional<Listener.Sequence> sequence(JsonNode node) {
        return optional(node.path("by"))
                .map(by -> new Listener.Sequence(
                        by, optional(node.path("wait")).map(Units::duration).orElse(LATE)));
    }

    private static Listener.Respond respond(JsonNode node) {
        Map<String, String> headers = new LinkedHashMap<>();
        node.path("headers")
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
        return new Listener.Respond(
                node.path("status").asText("200"),
                headers,
                optional(node.path("body")),
                optional(node.path("within")).map(Units::duration).orElse(WITHIN));
    }

    private static Optional<Listener.Handshake> handshake(JsonNode node) {
        if (node.isTextual()) return Optional.of(new Listener.Handshake(node.textValue(), Optional.empty()));
        if (!node.has("meta")) return Optional.empty();
        return Optional.of(
                new Listener.Handshake("meta", optional(node.path("meta").path("token"))));
    }

    private static Optional<String> optional(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        node.forEach(item -> texts.add(item.textValue()));
        return texts;
    }
}
