package dev.crossdock.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final int MUTATIONS = Integer.getInteger("crossdock.mutations", 5_000);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** As Quarkus opens what {@link Door} hands on. */
    private static final ObjectMapper BEHIND = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .build();

    private static final String REQUEST = """
            {"version": "2.0", "routeKey": "$default", "rawPath": "/collections/a b/records", "rawQueryString": "limit=1&q=a%20b",
             "cookies": ["a=b"], "headers": {"content-type": "application/json", "x-forwarded-for": "192.0.2.1"},
             "queryStringParameters": {"limit": "1"},
             "requestContext": {"accountId": "1", "apiId": "a", "domainName": "d", "domainPrefix": "p", "requestId": "r",
               "routeKey": "$default", "stage": "$default", "time": "01/Mar/2026:10:00:00 +0000", "timeEpoch": 1772359200000,
               "authorizer": {"jwt": {"claims": {"sub": "me", "roles": "[admin]"}, "scopes": ["a"]}},
               "http": {"method": "POST", "path": "/collections/a b/records", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "u"}},
             "body": "e30=", "isBase64Encoded": true}""";

    @Test
    void aRequestIsOpenedAsItIs() throws Exception {
        assertThat(Envelope.open(bytes(REQUEST))).hasValue((ObjectNode) JSON.readTree(REQUEST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "[]",
                "{}",
                "{\"rawPath\": \"/\"}",
                "{\"rawPath\": \"/\", \"requestContext\": {\"http\": {\"method\": \"GET / HTTP/1.1\\r\\nX: y\"}}}",
                "{\"rawPath\": \"/\", \"requestContext\": {\"http\": {\"method\": \"GET\"}}, \"headers\": {\"a b\": \"c\"}}",
                "{\"rawPath\": \"/\", \"requestContext\": {\"http\": {\"method\": \"GET\"}}, \"headers\": {\"a\": \"b\\r\\nc: d\"}}",
                "{\"rawPath\": \"/\", \"requestContext\": {\"http\": {\"method\": \"GET\"}}, \"headers\": {\"Content-Length\": \"many\"}}",
                "{\"rawPath\": \"/\", \"requestContext\": {\"http\": {\"method\": \"GET\"}}, \"body\": \"aG\\r\\nk=\", \"isBase64Encoded\": true}",
                "{\"Records\": [{\"eventSource\": \"aws:sqs\", \"body\": \"{}\"}]}"
            })
    void whatIsNoRequestIsRefused(String event) {
        assertThat(Envelope.open(bytes(event))).isEmpty();
    }

    @Test
    void whoSentSomethingElseIsToldByACode() throws Exception {
        var answer = JSON.readTree(Envelope.REFUSED);
        assertThat(answer.path("statusCode").asInt()).isEqualTo(400);
        assertThat(JSON.readTree(answer.path("body").asText()).path("code").asText())
                .isEqualTo("request.envelope");
    }

    /** Whatever was done to one: it is refused, or nobody behind stumbles over it. */
    @Test
    void anEventThatWasTamperedWithIsRefusedOrGoodForWhoIsBehind() throws Exception {
        var random = new Random(29);
        int opened = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var event = random.nextInt(4) == 0
                    ? flipped(random)
                    : bytes(changed(random).toString());
            var request = Envelope.open(event);
            if (request.isEmpty()) continue;
            opened++;
            var whole = new String(event, StandardCharsets.UTF_8);
            var behind = BEHIND.readValue(Gateway.withEncodedPath(request.get()), APIGatewayV2HTTPEvent.class);
            var http = behind.getRequestContext().getHttp();
            assertThat(HttpMethod.valueOf(http.getMethod()).name()).as(whole).isNotEmpty();
            assertThat(behind.getRawPath()).as(whole).matches("/[\\x21-\\x7e]*");
            // As Netty would take them.
            if (behind.getHeaders() != null) behind.getHeaders().forEach(new DefaultHttpHeaders()::add);
            if (behind.getIsBase64Encoded() && behind.getBody() != null)
                Base64.getDecoder().decode(behind.getBody());
        }
        assertThat(opened).isBetween(MUTATIONS / 20, MUTATIONS * 9 / 10);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] flipped(Random random) {
        var event = bytes(REQUEST);
        for (int n = random.nextInt(3); n >= 0; n--) event[random.nextInt(event.length)] = (byte) random.nextInt(256);
        return random.nextInt(8) == 0 ? java.util.Arrays.copyOf(event, random.nextInt(event.length)) : event;
    }

    private static JsonNode changed(Random random) throws Exception {
        var tree = JSON.readTree(REQUEST);
        for (int n = random.nextInt(3); n >= 0; n--) {
            var places = new ArrayList<JsonNode>();
            collect(tree, places);
            var place = places.get(random.nextInt(places.size()));
            if (place instanceof ObjectNode object) {
                var names = new ArrayList<String>();
                object.fieldNames().forEachRemaining(names::add);
                var name = names.isEmpty() || random.nextInt(6) == 0
                        ? text(random)
                        : names.get(random.nextInt(names.size()));
                if (random.nextInt(4) == 0) object.remove(name);
                else object.set(name, value(random));
            } else if (place instanceof ArrayNode array) {
                array.add(value(random));
            }
        }
        return tree;
    }

    private static void collect(JsonNode node, List<JsonNode> into) {
        if (node.isContainerNode()) into.add(node);
        node.forEach(child -> collect(child, into));
    }

    private static final List<String> TEXTS = List.of(
            "",
            "/",
            "/a b",
            "..",
            "/%zz",
            "\0",
            "a\r\nb: c",
            "\ud800",
            "ø",
            "GET",
            "get",
            "true",
            "0",
            "x".repeat(5_000),
            "__proto__",
            "roles");

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static JsonNode value(Random random) throws Exception {
        return switch (random.nextInt(9)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.getNodeFactory().numberNode(random.nextLong());
            case 2 -> JSON.readTree("1e400");
            case 3 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 4 -> JSON.createArrayNode().add(text(random)).add(1);
            case 5 -> JSON.createObjectNode().put(text(random), text(random));
            case 6 -> JSON.readTree("[".repeat(50) + "]".repeat(50));
            default -> JSON.getNodeFactory().textNode(text(random));
        };
    }
}
