package dev.crossdock.infra.local.zips;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.infra.local.Lambda;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Requests and answers as API Gateway's HTTP APIs hand them to a function and back: payload format 2.0.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">AWS: the
 *     payload format</a>
 */
final class HttpEvent {
    /** What is handed on as it is; everything else is encoded. */
    private static final Pattern TEXT =
            Pattern.compile("(text/.*|application/(json|xml|javascript))(;.*)?", Pattern.CASE_INSENSITIVE);

    private HttpEvent() {}

    /** @throws IllegalArgumentException when the path has a percent sign that begins no byte */
    static ObjectNode of(HttpServerRequest request, Routes.Found route, byte[] body, long nowMs) {
        var path = decoded(request.path());
        var event = Lambda.JSON.createObjectNode().put("version", "2.0").put("routeKey", route.key());
        event.put("rawPath", path).put("rawQueryString", request.query() == null ? "" : request.query());
        var cookies = request.headers().getAll("Cookie");
        if (!cookies.isEmpty()) {
            var list = event.putArray("cookies");
            for (var cookie : cookies) for (var each : cookie.split("; *")) list.add(each);
        }
        put(event.putObject("headers"), request.headers(), name -> name.toLowerCase(Locale.ROOT));
        if (!request.params().isEmpty()) put(event.putObject("queryStringParameters"), request.params(), name -> name);
        if (!route.parameters().isEmpty()) {
            var parameters = event.putObject("pathParameters");
            route.parameters().forEach((name, value) -> parameters.put(name, decoded(value)));
        }
        var context = event.putObject("requestContext")
                .put("accountId", "000000000000")
                .put("apiId", "local")
                .put("domainName", String.valueOf(request.getHeader("Host")))
                .put("requestId", UUID.randomUUID().toString())
                .put("routeKey", route.key())
                .put("stage", "$default")
                .put("timeEpoch", nowMs);
        context.putObject("http")
                .put("method", request.method().name())
                .put("path", path)
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", request.remoteAddress().hostAddress())
                .put("userAgent", request.getHeader("User-Agent"));
        body(event, request.getHeader("Content-Type"), body);
        return event;
    }

    /** Several of one name are one value with commas. */
    private static void put(ObjectNode node, MultiMap values, UnaryOperator<String> name) {
        Map<String, String> joined = new LinkedHashMap<>();
        values.forEach((key, value) -> joined.merge(name.apply(key), value, (a, b) -> a + "," + b));
        joined.forEach(node::put);
    }

    private static void body(ObjectNode event, String type, byte[] body) {
        if (body.length == 0) {
            event.put("isBase64Encoded", false);
            return;
        }
        if (type != null && TEXT.matcher(type).matches()) {
            try {
                var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
                event.put("body", text.toString()).put("isBase64Encoded", false);
                return;
            } catch (CharacterCodingException e) {
                // It is no text, whatever it says.
            }
        }
        event.put("body", Base64.getEncoder().encodeToString(body)).put("isBase64Encoded", true);
    }

    /** Percent signs only: a plus in a path is a plus. */
    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Writes a function's answer. */
    static void answer(HttpServerResponse response, JsonNode answer) {
        if (!answer.has("statusCode")) {
            // As the gateway: the answer itself is the body.
            response.putHeader("Content-Type", "application/json").end(answer.isNull() ? "" : answer.toString());
            return;
        }
        response.setStatusCode(answer.path("statusCode").asInt());
        answer.path("headers")
                .properties()
                .forEach(e -> response.putHeader(e.getKey(), e.getValue().asText()));
        answer.path("multiValueHeaders").properties().forEach(e -> {
            response.headers().remove(e.getKey());
            e.getValue().forEach(value -> response.headers().add(e.getKey(), value.asText()));
        });
        answer.path("cookies").forEach(cookie -> response.headers().add("Set-Cookie", cookie.asText()));
        var body = answer.path("body").asText("");
        response.headers().remove("Content-Length").remove("Transfer-Encoding");
        if (answer.path("isBase64Encoded").asBoolean())
            response.end(Buffer.buffer(Base64.getDecoder().decode(body)));
        else response.end(body);
    }
}
