package dev.crossdock.functions.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request as API Gateway hands it over (payload format 2.0), as far as somebody behind it relies on its shape. What is of another shape
 * comes from somebody else who may call the function, and is refused before anybody takes it for a request.
 */
final class Envelope {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern METHOD = Pattern.compile("[A-Z]{3,10}");

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** More than any request of Lambda has. */
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

    private static final Pattern LINE = Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");

    /** What is answered to whoever sent something else. */
    static final byte[] REFUSED = """
            {"statusCode": 400, "headers": {"Content-Type": "application/problem+json", "X-Content-Type-Options": "nosniff"},
             "body": "{\\"status\\": 400, \\"code\\": \\"request.envelope\\", \\"detail\\": \\"the event is no request of an HTTP API (payload format 2.0). Call the function through API Gateway.\\"}",
             "isBase64Encoded": false}""".getBytes(StandardCharsets.UTF_8);

    private Envelope() {}

    /** @return empty when it is no such event */
    static Optional<ObjectNode> open(byte[] event) {
        JsonNode tree;
        try {
            tree = JSON.readTree(event);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (!(tree instanceof ObjectNode request)) return Optional.empty();
        var context = request.path("requestContext");
        var http = context.path("http");
        boolean fits = request.path("rawPath").asText("").startsWith("/")
                && request.path("rawPath").isTextual()
                && http.isObject()
                && METHOD.matcher(http.path("method").asText("")).matches()
                && text(http, "path")
                && text(http, "protocol")
                && text(http, "sourceIp")
                && text(http, "userAgent")
                && text(request, "version")
                && text(request, "routeKey")
                && text(request, "rawQueryString")
                && headers(request.path("headers"))
                && texts(request.path("queryStringParameters"))
                && texts(request.path("pathParameters"))
                && texts(request.path("stageVariables"))
                && list(request.path("cookies"))
                && lines(request.path("cookies"))
                && body(request)
                && context(context);
        return fits ? Optional.of(request) : Optional.empty();
    }

    private static boolean nothing(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static boolean text(JsonNode of, String name) {
        return nothing(of.path(name)) || of.path(name).isTextual();
    }

    private static boolean texts(JsonNode map) {
        if (nothing(map)) return true;
        if (!map.isObject()) return false;
        for (var value : map) if (!value.isTextual()) return false;
        return true;
    }

    /** As a server of HTTP would have let them through (RFC 9110, 5.1 and 5.5). */
    private static boolean headers(JsonNode map) {
        if (!texts(map) || !lines(map)) return false;
        for (var header : map.properties()) {
            if (!NAME.matcher(header.getKey()).matches()) return false;
            boolean length = header.getKey().equalsIgnoreCase("content-length");
            if (length && !LENGTH.matcher(header.getValue().asText()).matches()) return false;
        }
        return true;
    }

    private static boolean lines(JsonNode values) {
        for (var value : values) if (!LINE.matcher(value.asText()).matches()) return false;
        return true;
    }

    private static boolean list(JsonNode values) {
        if (nothing(values)) return true;
        if (!values.isArray()) return false;
        for (var value : values) if (!value.isTextual()) return false;
        return true;
    }

    private static boolean body(ObjectNode request) {
        var coded = request.path("isBase64Encoded");
        if (!nothing(coded) && !coded.isBoolean() || !text(request, "body")) return false;
        if (!coded.asBoolean() || nothing(request.path("body"))) return true;
        try {
            // Not the decoder for mails, which skips what is none of its letters: the one that Quarkus takes.
            Base64.getDecoder().decode(request.path("body").asText());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean context(JsonNode context) {
        for (var name : new String[] {
            "accountId", "apiId", "domainName", "domainPrefix", "requestId", "routeKey", "stage", "time"
        }) if (!text(context, name)) return false;
        var epoch = context.path("timeEpoch");
        var authorizer = context.path("authorizer");
        var jwt = authorizer.path("jwt");
        return (nothing(epoch) || epoch.isIntegralNumber() && epoch.canConvertToLong())
                && (nothing(context.path("authentication"))
                        || context.path("authentication").isObject())
                && (nothing(authorizer) || authorizer.isObject())
                && (nothing(jwt) || jwt.isObject())
                && texts(jwt.path("claims"))
                && list(jwt.path("scopes"))
                && nothing(authorizer.path("iam"))
                && (nothing(authorizer.path("lambda"))
                        || authorizer.path("lambda").isObject());
    }
}
