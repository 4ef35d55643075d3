package dev.crossdock.infra.cli.conscia;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** What is not understood, as a line that git may see: without line ends and without the values that prove who somebody is. */
final class Comment {
    private static final String SECRET = "(?i).*(password|secret|token|key|authorization|credential|sas)";

    private Comment() {}

    static String line(String text) {
        return text.replaceAll("\\R", " ");
    }

    static String of(String name, JsonNode value) {
        return (value.isValueNode() ? hidden(name, value) : withoutSecrets(value.deepCopy())).toString();
    }

    private static JsonNode withoutSecrets(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> {
                var part = object.get(name);
                if (part.isValueNode()) object.set(name, hidden(name, part));
                else withoutSecrets(part);
            });
            // {"header": "X-Api-Key", "value": "..."}
            var named = object.path("header").asText(object.path("parameter").asText());
            if (object.path("value").isTextual()) object.set("value", hidden(named, object.get("value")));
        } else {
            value.forEach(Comment::withoutSecrets);
        }
        return value;
    }

    private static JsonNode hidden(String name, JsonNode value) {
        return value.isTextual() && name.matches(SECRET) ? new TextNode("…") : value;
    }
}
