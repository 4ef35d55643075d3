package dev.crossdock.infra.lab.sim;

import dev.crossdock.web.Http;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** As much of Azure's blobs as an upload needs: blocks that nobody sees, and a list of them that becomes a blob at once. */
final class SimAzure {
    private static final Pattern LATEST = Pattern.compile("<Latest>([^<]*)</Latest>");

    private final Map<String, byte[]> blobs = new TreeMap<>();
    private final Map<String, Map<String, String>> about = new HashMap<>();
    private final Map<String, Map<String, byte[]>> blocks = new HashMap<>();
    private int etags;

    private SimAzure() {}

    /** @return blobs by name, as they come to be */
    static Map<String, byte[]> open(World world, String host) {
        var azure = new SimAzure();
        world.shops.open(host, azure::answer);
        return azure.blobs;
    }

    private Http.Answer answer(Http.Call call) {
        var path = call.uri().getPath();
        var name = path.substring(path.indexOf('/', 1) + 1);
        var query = query(call.uri().getRawQuery());
        if (call.method().equals("HEAD")) return head(name);
        var staged = blocks.computeIfAbsent(name, n -> new HashMap<>());
        if ("block".equals(query.get("comp"))) {
            staged.put(query.get("blockid"), call.body());
            return Shops.answer(201, Map.of(), "");
        }
        var content = new ByteArrayOutputStream();
        for (var id : LATEST.matcher(new String(call.body(), StandardCharsets.UTF_8))
                .results()
                .map(found -> found.group(1))
                .toList()) {
            if (!staged.containsKey(id)) return error(400, "InvalidBlockList");
            content.writeBytes(staged.get(id));
        }
        if ("*".equals(call.headers().get("If-None-Match")) && blobs.containsKey(name)) {
            return error(409, "BlobAlreadyExists");
        }
        var match = call.headers().get("If-Match");
        if (match != null && !match.equals(about.getOrDefault(name, Map.of()).get("etag"))) {
            return error(412, "ConditionNotMet");
        }
        blobs.put(name, content.toByteArray());
        var headers = new TreeMap<String, String>();
        call.headers().forEach((header, value) -> {
            if (header.toLowerCase(java.util.Locale.ROOT).startsWith("x-ms-meta-")) headers.put(header, value);
        });
        headers.put("etag", "\"e" + ++etags + "\"");
        about.put(name, headers);
        return Shops.answer(201, Map.of("etag", List.of(headers.get("etag"))), "");
    }

    private Http.Answer head(String name) {
        if (!blobs.containsKey(name)) return error(404, "BlobNotFound");
        var headers = new TreeMap<String, List<String>>();
        about.get(name)
                .forEach((header, value) -> headers.put(header.toLowerCase(java.util.Locale.ROOT), List.of(value)));
        headers.put("content-length", List.of("" + blobs.get(name).length));
        headers.put("x-ms-blob-type", List.of("BlockBlob"));
        for (var time : List.of("last-modified", "x-ms-creation-time")) {
            headers.put(time, List.of("Sun, 01 Mar 2026 10:00:00 GMT"));
        }
        return Shops.answer(200, headers, "");
    }

    private static Http.Answer error(int status, String code) {
        return Shops.answer(
                status,
                Map.of("x-ms-error-code", List.of(code), "content-type", List.of("application/xml")),
                "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
    }

    private static Map<String, String> query(String raw) {
        var values = new HashMap<String, String>();
        if (raw == null) return values;
        for (var pair : raw.split("&")) {
            int at = pair.indexOf('=');
            values.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return values;
    }
}
