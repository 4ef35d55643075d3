package dev.crossdock.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import dev.crossdock.mapping.TextTemplate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A call as YAML says it (method and path, headers, body), compiled once: from a record to the request that carries it, the same
 * bytes for the same record. A body that is a text is sent as it is where the headers name a content type that is not JSON; all
 * else is sent as JSON. Thread-safe.
 */
public final class RequestTemplate {
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final String place;
    private final String method;
    private final TextTemplate path;
    private final Optional<Expression> headers;
    private final Optional<Expression> body;

    private RequestTemplate(
            String place, String method, TextTemplate path, Optional<Expression> headers, Optional<Expression> body) {
        this.place = place;
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
    }

    /**
     * @param request {@code PUT /products/{sku}}
     * @param headers JSONata that gives an object
     * @param body JSONata; empty = the input, for methods that have a body
     * @param place for messages
     * @throws Refused when it is no request, or an expression does not compile
     */
    public static RequestTemplate compile(
            String request, Optional<String> headers, Optional<String> body, String place) {
        var text = request.strip();
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new Refused(
                    Problem.of("config.request", "\"" + text + "\" is no request.", "Write: PUT /path/{$record.id}")
                            .at(place));
        }
        return new RequestTemplate(
                place,
                text.substring(0, space).toUpperCase(Locale.ROOT),
                TextTemplate.compile(text.substring(space + 1).strip(), place),
                headers.map(expression -> Expression.compile(expression, place)),
                body.map(expression -> Expression.compile(expression, place)));
    }

    /** Upper case. */
    public String method() {
        return method;
    }

    /** @throws Refused when an expression fails, or gives nothing where a path needs a value */
    public Request request(Object input, Map<String, Object> variables) {
        return request(input, variables, variables);
    }

    /** @param inside what headers and body see: more than the path may, which is shown */
    public Request request(Object input, Map<String, Object> variables, Map<String, Object> inside) {
        var said = headers(headers, input, inside, place);
        return new Request(method, path.url(input, variables), said, body(input, inside, said));
    }

    /** The request that carries several records: they are the input, and {@code $records}. */
    Request batch(List<Object> records, Map<String, Object> variables) {
        var seen = new HashMap<>(variables);
        seen.put("records", records);
        return request(records, seen);
    }

    private Optional<String> body(Object input, Map<String, Object> variables, Map<String, String> said) {
        if (body.isEmpty()) return WITHOUT_BODY.contains(method) ? Optional.empty() : Optional.of(json(input));
        return body.get().evaluate(input, variables).map(value -> {
            var type = contentType(said);
            boolean plain = value instanceof String && !type.isEmpty() && !isJson(type);
            return plain ? (String) value : json(value);
        });
    }

    private static String contentType(Map<String, String> headers) {
        for (var header : headers.entrySet()) {
            if (!header.getKey().equalsIgnoreCase("content-type")) continue;
            return header.getValue().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        }
        return "";
    }

    private static boolean isJson(String type) {
        return type.endsWith("/json") || type.endsWith("+json");
    }

    /** @throws Refused {@code config.headers} when the expression gives no object */
    static Map<String, String> headers(
            Optional<Expression> headers, Object input, Map<String, Object> variables, String place) {
        var given = headers.flatMap(expression -> expression.evaluate(input, variables));
        if (given.isEmpty()) return Map.of();
        if (!(given.get() instanceof Map<?, ?> map)) {
            throw new Refused(Problem.of("config.headers", "headers give no object.", "Write: {\"X-Name\": value}")
                    .at(place));
        }
        var texts = new LinkedHashMap<String, String>();
        map.forEach((name, value) -> {
            if (value != null) texts.put(String.valueOf(name), String.valueOf(value));
        });
        return texts;
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value == Expression.NULL ? null : value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
