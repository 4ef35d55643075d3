package dev.crossdock.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A body as expressions see it. */
final class Body {
    /** Deeper than any webhook, and small enough that a hostile one is refused at once. */
    private static final int DEEPEST = 200;

    private static final int LONGEST_NUMBER = 1_000;
    private static final int MOST_FIELDS = 10_000;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    // Names are whatever a stranger sends: none of them is kept.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Body() {}

    /** Empty when it is no JSON, or deeper than webhooks are. */
    static Optional<JsonNode> json(byte[] body) {
        try {
            return Optional.of(JSON.readTree(body)).filter(node -> !node.isMissingNode());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A text at the top of a JSON object. */
    static Optional<String> field(byte[] body, String name) {
        return json(body)
                .map(node -> node.path(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    /**
     * A form's fields as an object, JSON as what it says, anything else as text. Whatever says it is JSON and is not, is text too:
     * it was signed, so somebody has to look at it.
     *
     * @return null for JSON's null
     */
    static Object tree(byte[] body, String contentType) {
        var type = contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("application/x-www-form-urlencoded")) return form(text(body));
        try {
            return body.length == 0 ? "" : JSON.readValue(body, Object.class);
        } catch (IOException e) {
            return text(body);
        }
    }

    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** A field that comes twice is a list. */
    static Map<String, Object> form(String text) {
        var fields = new LinkedHashMap<String, Object>();
        for (var pair : text.split("&", MOST_FIELDS)) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            var value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            fields.merge(name, value, (before, added) -> {
                var list = before instanceof List<?> several
                        ? new ArrayList<Object>(several)
                        : new ArrayList<Object>(List.of(before));
                list.add(added);
                return list;
            });
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a lone percent sign is what it is
        }
    }
}
