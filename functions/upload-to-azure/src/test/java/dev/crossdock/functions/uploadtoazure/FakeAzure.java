package dev.crossdock.functions.uploadtoazure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.crossdock.memory.Faults;
import dev.crossdock.web.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * As much of Azure's blobs as an upload needs: blocks that are kept unseen, a list of them that becomes a blob at once and drops
 * the others, conditions, three ways to prove who calls. Without a socket as an {@link Http}, or served on one.
 */
final class FakeAzure implements Http {
    static final String ACCOUNT = "shopassets";
    static final String KEY = Base64.getEncoder().encodeToString("a key of sixty-four bytes or so".getBytes());
    static final String SAS = "sv=2023-11-03&sp=racwt&sig=good%3D";
    static final String TOKEN = "a-token";
    static final String CONTAINER = "catalogue";
    private static final Pattern LATEST = Pattern.compile("<Latest>([^<]*)</Latest>");

    record Blob(byte[] content, Map<String, String> about, String etag) {
        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    /** What it answers instead, for a while; null = nothing special. */
    volatile Function<Call, Answer> instead = call -> null;
    /** A signature that may write and not look. */
    volatile boolean blind;

    final List<String> log = new CopyOnWriteArrayList<>();
    final Map<String, Blob> blobs = new ConcurrentHashMap<>();
    final Map<String, Map<String, byte[]>> uncommitted = new ConcurrentHashMap<>();
    private final Map<String, Map<String, byte[]>> committed = new HashMap<>();
    private final Faults faults;
    private int etags;

    FakeAzure(Faults faults) {
        this.faults = faults;
    }

    static Answer answer(int status, String code) {
        var body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>The " + code
                + " is what it is.\nRequestId:1</Message></Error>";
        return new Answer(
                status,
                Map.of("x-ms-error-code", List.of(code), "content-type", List.of("application/xml")),
                body.getBytes(StandardCharsets.UTF_8),
                false);
    }

    @Override
    public Answer send(Call call, Duration timeout) {
        return faults.around("azure." + call.method(), () -> handle(call));
    }

    private synchronized Answer handle(Call call) {
        var special = instead.apply(call);
        if (special != null) return special;
        if (call.uri().getPath().contains("oauth2/token")) return token(call);
        var query = query(call.uri());
        var refused = refused(call, query);
        if (refused != null) return refused;
        var path = call.uri().getPath().substring(1);
        if (path.startsWith(ACCOUNT + "/")) path = path.substring(ACCOUNT.length() + 1);
        var container = path.substring(0, path.indexOf('/'));
        var name = path.substring(path.indexOf('/') + 1);
        if (!container.equals(CONTAINER)) return answer(404, "ContainerNotFound");
        log.add(call.method() + " " + query.getOrDefault("comp", "") + " " + name);
        if (call.method().equals("HEAD")) return blind ? answer(403, "AuthorizationPermissionMismatch") : head(name);
        if (query.getOrDefault("comp", "").equals("block")) return block(name, query.get("blockid"), call);
        return list(name, call);
    }

    private Answer token(Call call) {
        var fits = "true".equals(call.headers().get("Metadata"))
                || "s3cret".equals(call.headers().get("X-IDENTITY-HEADER"));
        if (!fits || !call.uri().getQuery().contains("resource=https://storage.azure.com/")) {
            return new Answer(400, Map.of(), new byte[0], false);
        }
        var body = "{\"access_token\": \"" + TOKEN + "\", \"expires_on\": \"4102444800\"}";
        log.add("token");
        return new Answer(200, Map.of(), body.getBytes(StandardCharsets.UTF_8), false);
    }

    private static Answer refused(Call call, Map<String, String> query) {
        var said = call.headers().getOrDefault("Authorization", "");
        boolean good = said.startsWith("SharedKey ")
                ? said.equals("SharedKey " + ACCOUNT + ":" + signature(call, query))
                : said.isEmpty() ? "good=".equals(query.get("sig")) : said.equals("Bearer " + TOKEN);
        return good ? null : answer(403, "AuthenticationFailed");
    }

    private Answer head(String name) {
        var blob = blobs.get(name);
        if (blob == null) return answer(404, "BlobNotFound");
        var headers = new TreeMap<String, List<String>>();
        blob.about().forEach((key, value) -> headers.put(key, List.of(value)));
        for (var time : List.of("last-modified", "x-ms-creation-time")) {
            headers.put(time, List.of("Sun, 01 Mar 2026 10:00:00 GMT"));
        }
        headers.put("x-ms-blob-type", List.of("BlockBlob"));
        headers.put("content-length", List.of("" + blob.content().length));
        headers.put("etag", List.of("\"" + blob.etag() + "\""));
        return new Answer(200, headers, new byte[0], false);
    }

    private Answer block(String name, String id, Call call) {
        var blocks = uncommitted.computeIfAbsent(name, any -> new TreeMap<>());
        if (blocks.keySet().stream().anyMatch(other -> other.length() != id.length())) {
            return answer(400, "InvalidBlobOrBlock");
        }
        if (!md5(call.body()).equals(call.headers().get("Content-MD5"))) return answer(400, "Md5Mismatch");
        blocks.put(id, call.body());
        return new Answer(201, Map.of(), new byte[0], false);
    }

    private Answer list(String name, Call call) {
        var blob = blobs.get(name);
        var match = call.headers().get("If-Match");
        if ("*".equals(call.headers().get("If-None-Match")) && blob != null) return answer(409, "BlobAlreadyExists");
        if (match != null && (blob == null || !match.equals("\"" + blob.etag() + "\""))) {
            return answer(412, "ConditionNotMet");
        }
        // The latest of each id: what was staged since, else what the blob is made of.
        var there = new HashMap<String, byte[]>(committed.getOrDefault(name, Map.of()));
        there.putAll(uncommitted.getOrDefault(name, Map.of()));
        var content = new java.io.ByteArrayOutputStream();
        var ids = LATEST.matcher(new String(call.body(), StandardCharsets.UTF_8))
                .results()
                .map(m -> m.group(1))
                .toList();
        for (var id : ids) {
            if (!there.containsKey(id)) return answer(400, "InvalidBlockList");
            content.writeBytes(there.get(id));
        }
        var about = new TreeMap<String, String>();
        call.headers().forEach((key, value) -> about.put(key.toLowerCase(Locale.ROOT), value));
        about.keySet().removeIf(key -> !key.startsWith("x-ms-") || key.equals("x-ms-client-request-id"));
        put(name, content.toByteArray(), about);
        there.keySet().retainAll(ids);
        committed.put(name, there);
        return new Answer(201, Map.of("etag", List.of("\"" + etags + "\"")), new byte[0], false);
    }

    /** Whoever writes a blob drops the blocks that others have staged for it. */
    synchronized void put(String name, byte[] content, Map<String, String> about) {
        blobs.put(name, new Blob(content, about, "e" + ++etags));
        uncommitted.remove(name);
        committed.remove(name);
    }

    private static Map<String, String> query(URI uri) {
        var values = new TreeMap<String, String>();
        if (uri.getRawQuery() == null) return values;
        for (var pair : uri.getRawQuery().split("&")) {
            int at = pair.indexOf('=');
            values.put(
                    pair.substring(0, at).toLowerCase(Locale.ROOT),
                    URLDecoder.decode(pair.substring(at + 1).replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return values;
    }

    /** As documented: "Authorize with Shared Key". */
    private static String signature(Call call, Map<String, String> query) {
        var headers = new TreeMap<String, String>();
        call.headers().forEach((key, value) -> headers.put(key.toLowerCase(Locale.ROOT), value));
        var lines = new ArrayList<String>();
        lines.add(call.method());
        for (var name : List.of("content-encoding", "content-language")) lines.add(headers.getOrDefault(name, ""));
        lines.add(call.body().length == 0 ? "" : "" + call.body().length);
        for (var name :
                List.of("content-md5", "content-type", "date", "if-modified-since", "if-match", "if-none-match")) {
            lines.add(headers.getOrDefault(name, ""));
        }
        for (var name : List.of("if-unmodified-since", "range")) lines.add(headers.getOrDefault(name, ""));
        headers.forEach((name, value) -> {
            if (name.startsWith("x-ms-")) lines.add(name + ":" + value.strip());
        });
        lines.add("/" + ACCOUNT + call.uri().getRawPath());
        query.forEach((name, value) -> lines.add(name + ":" + value));
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String md5(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Serves on a free port of the loopback. */
    HttpServer serve() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "fake-azure");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::exchange);
        server.start();
        return server;
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            // The server writes names in its own way.
            var plain = new HashMap<String, String>(headers);
            for (var name : List.of("If-Match", "If-None-Match", "Content-MD5")) {
                if (headers.containsKey(name)) plain.put(name, headers.get(name));
            }
            var answer = handle(new Call(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    plain,
                    exchange.getRequestBody().readAllBytes(),
                    Long.MAX_VALUE,
                    false));
            answer.headers()
                    .forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(
                    answer.status(), head || answer.body().length == 0 ? -1 : answer.body().length);
            if (!head && answer.body().length > 0) exchange.getResponseBody().write(answer.body());
        }
    }
}
