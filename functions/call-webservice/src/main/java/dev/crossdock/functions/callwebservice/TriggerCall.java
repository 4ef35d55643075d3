package dev.crossdock.functions.callwebservice;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.definition.Trigger;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.Change;
import dev.crossdock.graph.TriggerRule;
import dev.crossdock.mapping.Expression;
import dev.crossdock.mapping.TextTemplate;
import dev.crossdock.web.Request;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A trigger's {@code call}, compiled once: from a change to the request that tells of it. Thread-safe. */
final class TriggerCall {
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final String place;
    private final String method;
    private final TextTemplate path;
    private final Optional<Expression> body;
    private final Optional<Expression> headers;
    private final Map<String, Object> vars;

    /** @throws Refused when an expression does not compile */
    TriggerCall(Trigger trigger, Map<String, Object> vars) {
        this.place = "triggers/" + trigger.name() + ".yaml";
        this.vars = vars;
        var request = trigger.call().request().strip();
        int space = request.indexOf(' ');
        if (space < 0) {
            throw new Refused(
                    Problem.of("config.request", "\"" + request + "\" is no request.", "Write: PUT /path/{$record.id}")
                            .at(place));
        }
        this.method = request.substring(0, space).toUpperCase(Locale.ROOT);
        this.path = TextTemplate.compile(request.substring(space + 1).strip(), place);
        this.body = trigger.call().body().map(text -> Expression.compile(text, place));
        this.headers = trigger.call().headers().map(text -> Expression.compile(text, place));
    }

    /** The same bytes for the same change. @throws Refused when an expression fails, or gives nothing where a path needs a value */
    Request request(Change change) {
        var input = TriggerRule.input(change);
        var variables = TriggerRule.variables(change, vars);
        return new Request(method, path.url(input, variables), headers(input, variables), body(input, variables));
    }

    private Optional<String> body(Object input, Map<String, Object> variables) {
        if (body.isPresent()) return body.get().evaluate(input, variables).map(this::json);
        return WITHOUT_BODY.contains(method) ? Optional.empty() : Optional.of(json(input));
    }

    private Map<String, String> headers(Object input, Map<String, Object> variables) {
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

    private String json(Object value) {
        try {
            return JSON.writeValueAsString(value == Expression.NULL ? null : value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
