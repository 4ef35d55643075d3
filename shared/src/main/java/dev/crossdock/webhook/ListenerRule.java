package dev.crossdock.webhook;

import dev.crossdock.definition.Listener;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import dev.crossdock.mapping.TextTemplate;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A listener, compiled once. Thread-safe. */
final class ListenerRule {
    /** What no header can hold (RFC 9110, 5.5) is percent-encoded, and a long one is cut: a sender who is quoted does not make the answer fail. */
    private static final Pattern OTHER = Pattern.compile("[^\\x20-\\x7e]+");

    private static final int LONGEST_HEADER = 1_024;

    final Listener listener;
    final SignatureScheme scheme;
    private final Map<String, Object> vars;
    private final Optional<Expression> accept;
    private final Optional<Expression> input;
    private final Optional<Expression> id;
    private final Optional<Expression> order;
    private final Optional<Expression> sequence;
    private final Optional<Expression> status;
    private final Optional<Expression> body;
    private final Map<String, TextTemplate> headers = new LinkedHashMap<>();

    /** @throws Refused when an expression does not compile */
    ListenerRule(Listener listener, Map<String, Object> vars) {
        this.listener = listener;
        this.vars = vars;
        var place = "listeners/" + listener.name() + ".yaml";
        this.scheme = Schemes.of(listener.verify().scheme(), listener.verify().options(), place);
        this.accept = compiled(listener.accept(), place);
        this.input = compiled(listener.input(), place);
        this.id = compiled(listener.id(), place);
        this.order = compiled(listener.order(), place);
        this.sequence = compiled(listener.sequence().map(Listener.Sequence::by), place);
        this.status = compiled(listener.respond().map(Listener.Respond::status), place);
        this.body = compiled(listener.respond().flatMap(Listener.Respond::body), place);
        listener.respond()
                .ifPresent(respond -> respond.headers()
                        .forEach((name, text) -> headers.put(name, TextTemplate.compile(text, place))));
    }

    private static Optional<Expression> compiled(Optional<String> text, String place) {
        return text.map(expression -> Expression.compile(expression, place));
    }

    /** What the listener's expressions see of a delivery. */
    record Sight(Object body, Map<String, Object> variables) {}

    Sight sight(Delivery delivery, byte[] bytes) {
        var tree = Body.tree(bytes, delivery.headers().getOrDefault("content-type", ""));
        var variables = new HashMap<String, Object>();
        variables.put("body", tree);
        variables.put("raw", Body.text(bytes));
        variables.put("headers", delivery.headers());
        variables.put("query", delivery.query());
        variables.put("method", delivery.method());
        variables.put("vars", vars);
        // Nothing that another attempt would say differently: the input is the same for all of them.
        variables.put(
                "delivery",
                Map.of(
                        "id", delivery.id(),
                        "listener", delivery.listener(),
                        "receivedAt", delivery.receivedAt().toString()));
        return new Sight(tree, variables);
    }

    /** @throws Refused when the expression cannot be evaluated */
    boolean accepts(Sight sight) {
        return accept.isEmpty() || accept.get().holds(sight.body(), sight.variables());
    }

    /** @throws Refused when the expression cannot be evaluated */
    Object input(Sight sight) {
        if (input.isEmpty()) return sight.body();
        return input.get()
                .evaluate(sight.body(), sight.variables())
                .filter(value -> value != Expression.NULL)
                .orElse(null);
    }

    /** What tells the delivery from others; empty = nothing does. @throws Refused when the expression cannot be evaluated */
    Optional<String> id(Arrival arrival, Sight sight) {
        if (id.isEmpty()) return scheme.id(arrival.headers(), arrival.body());
        return value(id.get(), sight);
    }

    Optional<String> order(Sight sight) {
        return order.flatMap(expression -> value(expression, sight));
    }

    /** The delivery's number in its group; empty = it gives no whole number that is not negative. */
    Optional<Long> sequence(Sight sight) {
        return sequence.flatMap(expression -> value(expression, sight))
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    private static Optional<String> value(Expression expression, Sight sight) {
        return expression
                .evaluate(sight.body(), sight.variables())
                .filter(value -> value != Expression.NULL && !value.equals(""))
                .map(Json::tree);
    }

    /**
     * The answer that the listener describes.
     *
     * @param output of the template; empty where there is none
     * @throws Refused when an expression cannot be evaluated, or gives what no answer can hold
     */
    Reply reply(Sight sight, Optional<Object> output) {
        var variables = new HashMap<>(sight.variables());
        output.ifPresent(value -> variables.put("output", value));
        var all = new LinkedHashMap<String, String>();
        headers.forEach((name, text) -> all.put(name, line(name, text.text(sight.body(), variables))));
        var value = body.flatMap(expression -> expression.evaluate(sight.body(), variables));
        var bytes = value.map(ListenerRule::text).orElse("").getBytes(StandardCharsets.UTF_8);
        if (value.isPresent() && all.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
            all.put("Content-Type", value.get() instanceof String ? "text/plain; charset=utf-8" : "application/json");
        }
        all.put("X-Content-Type-Options", "nosniff");
        return new Reply(status(sight.body(), variables), all, bytes);
    }

    private int status(Object tree, Map<String, Object> variables) {
        var given = status.flatMap(expression -> expression.evaluate(tree, variables))
                .orElse(null);
        if (given instanceof Number number
                && new BigDecimal(number.toString()).stripTrailingZeros().scale() <= 0
                && number.intValue() >= 200
                && number.intValue() <= 599) return number.intValue();
        throw bad("the status is " + (given == null ? "nothing" : "\"" + shortened(String.valueOf(given)) + "\"")
                + ", and is a number from 200 to 599.");
    }

    private String line(String name, String value) {
        var line = OTHER.matcher(value).replaceAll(found -> URLEncoder.encode(found.group(), StandardCharsets.UTF_8));
        if (name.matches("[A-Za-z0-9-]{1,64}")) return line.substring(0, Math.min(line.length(), LONGEST_HEADER));
        throw bad("the header \"" + shortened(name) + "\" would hold what no header can.");
    }

    private Refused bad(String message) {
        return new Refused(Problem.of("delivery.respond", message, "Correct respond.")
                .at("listeners/" + listener.name() + ".yaml"));
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private static String text(Object value) {
        if (value == Expression.NULL) return "null";
        return value instanceof String text ? text : Json.tree(value);
    }

    /** Names of headers that are never kept. */
    boolean secret(String header) {
        return SECRETS.contains(header) || scheme.secretHeaders().contains(header);
    }

    private static final List<String> SECRETS = List.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "x-api-key",
            "x-functions-key",
            "x-amz-security-token",
            "x-goog-channel-token",
            "x-gitlab-token");
}
