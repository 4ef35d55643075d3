package dev.crossdock.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Events of an HTTP function as API Gateway sends them, on its worst day, and as only somebody else does who may invoke the function:
 * what Lambda hands on is any JSON.
 */
final class HostileEnvelopes {
    private static final List<String> PATHS = List.of(
            "",
            "/",
            "//",
            "///evil.example/",
            "http://evil.example/",
            "*",
            "..",
            "/..",
            "/../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/a/./b/../../../c",
            "/buckets/%00/files",
            "/buckets/\0/files",
            "/buckets/%zz",
            "/buckets/%",
            "/buckets/\r\nSet-Cookie: a=b",
            "/buckets/ HTTP/1.1\r\nHost: evil.example\r\n\r\nGET /",
            "/buckets/\ud800",
            "/buckets/ø/files/😀",
            "/buckets/a?b=c#d",
            "/buckets/a;jsessionid=1",
            "/buckets/\\..\\..\\windows",
            "/" + "a/".repeat(5_000),
            "/" + "x".repeat(100_000));
    private static final List<String> QUERIES = List.of(
            "&&&&",
            "=",
            "a",
            "limit=",
            "limit=-1",
            "limit=9999999999999999999",
            "limit=1&limit=2",
            "%",
            "%zz=%zz",
            "a=%00",
            "after=\ud800",
            "a=" + "b".repeat(100_000),
            "x=1&".repeat(20_000));
    private static final List<String> VALUES = List.of(
            "",
            "\0",
            "a\r\nx-evil: 1",
            "\ud800",
            "ø😀",
            "Bearer",
            "Bearer ",
            "Bearer \0",
            "Basic Og==",
            "-1",
            "9999999999",
            "99999999999999999999",
            "x".repeat(200_000));
    private static final List<String> NAMES = List.of(
            "authorization",
            "content-type",
            "content-length",
            "content-encoding",
            "transfer-encoding",
            "host",
            "accept",
            "cookie",
            "origin",
            "if-match",
            "expect",
            "connection",
            "upgrade",
            "x-forwarded-for",
            "x-http-method-override",
            "",
            "a b",
            "a\r\nb",
            ":path",
            "ø");
    private static final List<String> BODIES = List.of(
            "",
            "\0",
            "{",
            "[".repeat(100_000),
            "{\"a\":".repeat(50_000),
            "1e999999999",
            "\"\\ud800\"",
            "null",
            "{\"__proto__\": {\"a\": 1}}",
            "x".repeat(1_000_000));
    /** No base64, or not quite. */
    private static final List<String> CODED = List.of(
            "",
            "=",
            "====",
            "a",
            "aGk",
            "aGk=",
            "aGk==",
            "a G k =",
            "aG\r\nk=",
            "-_-_",
            "ø",
            "\0",
            "e30=".repeat(100_000));

    private static final List<String> METHODS = List.of(
            "",
            "get",
            "GET ",
            "GET / HTTP/1.1\r\n",
            "TRACE",
            "CONNECT",
            "OPTIONS",
            "HEAD",
            "PATCH",
            "PROPFIND",
            "X".repeat(10_000),
            "\0");

    private HostileEnvelopes() {}

    /** By what is wrong with them. @param request a good one; left as it is */
    static Map<String, JsonNode> of(ObjectNode request) {
        var all = new LinkedHashMap<String, JsonNode>();
        for (var path : PATHS) {
            var event = request.deepCopy().put("rawPath", path);
            http(event).put("path", path);
            all.put("path " + shown(path), event);
            all.put("path, said otherwise, " + shown(path), request.deepCopy().put("rawPath", path));
        }
        for (var query : QUERIES) {
            all.put("query " + shown(query), request.deepCopy().put("rawQueryString", query));
        }
        for (var name : NAMES) {
            for (var value : VALUES) {
                var event = request.deepCopy();
                headers(event).put(name, value);
                all.put("header " + shown(name) + ": " + shown(value), event);
            }
        }
        for (var method : METHODS) {
            var event = request.deepCopy();
            http(event).put("method", method);
            all.put("method " + shown(method), event);
        }
        for (var method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            for (var body : BODIES) {
                var event = request.deepCopy().put("body", body).put("isBase64Encoded", false);
                http(event).put("method", method);
                headers(event).put("content-type", "application/json");
                all.put(method + " body " + shown(body), event);
            }
            for (var body : CODED) {
                var event = request.deepCopy().put("body", body).put("isBase64Encoded", true);
                http(event).put("method", method);
                all.put(method + " coded body " + shown(body), event);
            }
        }
        for (var flag : List.of("\"true\"", "\"yes\"", "1", "null", "[]", "{}")) {
            var event = request.deepCopy().put("body", "%%%");
            event.set("isBase64Encoded", read(flag));
            all.put("isBase64Encoded " + flag, event);
        }
        for (var foreign : List.of(
                "null",
                "1",
                "\"\"",
                "[]",
                "{}",
                "{\"Records\": [{\"eventSource\": \"aws:sqs\", \"body\": \"{}\"}]}",
                "{\"version\": \"1.0\", \"httpMethod\": \"GET\", \"path\": \"/\", \"headers\": {}}",
                "{\"requestContext\": {\"elb\": {}}, \"httpMethod\": \"GET\", \"path\": \"/\"}",
                "[".repeat(900) + "]".repeat(900))) {
            all.put("instead of a request " + shown(foreign), read(foreign));
        }
        return all;
    }

    /** Changed anywhere. @param seed the same, the same event */
    static JsonNode changed(ObjectNode request, long seed) {
        var random = new Random(seed);
        var event = request.deepCopy();
        for (int n = random.nextInt(4); n >= 0; n--) {
            var places = new ArrayList<JsonNode>();
            collect(event, places);
            var place = places.get(random.nextInt(places.size()));
            if (place instanceof ObjectNode object) {
                var names = new ArrayList<String>();
                object.fieldNames().forEachRemaining(names::add);
                var name = names.isEmpty() || random.nextInt(6) == 0 ? one(NAMES, random) : one(names, random);
                if (random.nextInt(4) == 0) object.remove(name);
                else object.set(name, value(random));
            } else if (place instanceof ArrayNode array) {
                array.add(value(random));
            }
        }
        return event;
    }

    private static void collect(JsonNode node, List<JsonNode> into) {
        if (node.isContainerNode()) into.add(node);
        node.forEach(child -> collect(child, into));
    }

    private static JsonNode value(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> read("null");
            case 1 -> read(Long.toString(random.nextLong()));
            case 2 -> read("1e400");
            case 3 -> read(Boolean.toString(random.nextBoolean()));
            case 4 -> Lambda.JSON.createArrayNode().add(one(VALUES, random)).add(1);
            case 5 -> Lambda.JSON.createObjectNode().put(one(NAMES, random), one(VALUES, random));
            case 6 -> read("[".repeat(50) + "]".repeat(50));
            case 7 -> Lambda.JSON.getNodeFactory().textNode(one(PATHS, random));
            default -> Lambda.JSON.getNodeFactory().textNode(one(VALUES, random));
        };
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static ObjectNode http(ObjectNode event) {
        return (ObjectNode) event.path("requestContext").path("http");
    }

    private static ObjectNode headers(ObjectNode event) {
        return (ObjectNode) event.path("headers");
    }

    private static JsonNode read(String json) {
        try {
            return Lambda.JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String shown(String text) {
        var visible = text.replaceAll("[^\\x20-\\x7e]", "?");
        return visible.length() <= 40 ? visible : visible.substring(0, 40) + "… (" + text.length() + ")";
    }
}
