package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.crossdock.flow.Percent;
import dev.crossdock.flow.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The host's HTTP API. Every method throws a {@link Failure}: exit 3 when nothing answers, exit 1 with the host's own code and
 * detail when it refuses. Thread-safe.
 */
final class Api {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** For an answer's beginning; long work answers at once and is polled. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final String host;
    private final Optional<String> token;
    private final HttpClient http;

    Api(String host, Optional<String> token) {
        this.host = checked(host);
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    private static String checked(String host) {
        try {
            var uri = URI.create(host);
            var known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (known && uri.getHost() != null) return host.replaceAll("/+$", "");
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw Failure.wrongUse(Problem.of(
                "host.url", "\"" + host + "\" is no address of a host.", "Write it as http://127.0.0.1:8080."));
    }

    String host() {
        return host;
    }

    /** @return {@code /a/b%20c} of the parts; a slash inside a part stays one, as names of files may have folders */
    static String path(String... parts) {
        var path = new StringBuilder();
        for (var part : parts) {
            for (var segment : part.split("/", -1)) path.append('/').append(Percent.encoded(segment));
        }
        return path.toString();
    }

    /** @return {@code ?a=b&c=d}, without the empty ones; empty when none is left */
    static String query(Map<String, String> parameters) {
        var query = new StringBuilder();
        parameters.forEach((name, value) -> {
            if (value == null || value.isEmpty()) return;
            query.append(query.isEmpty() ? '?' : '&')
                    .append(Percent.encoded(name))
                    .append('=')
                    .append(Percent.encoded(value));
        });
        return query.toString();
    }

    JsonNode get(String path) {
        return json(send("GET", path, BodyPublishers.noBody(), Map.of()));
    }

    JsonNode post(String path, JsonNode body) {
        return post(path, body, Map.of());
    }

    JsonNode post(String path, JsonNode body, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("Content-Type", "application/json");
        return json(send("POST", path, BodyPublishers.ofString(body.toString()), all));
    }

    /** @return the whole answer, for what stands in its headers */
    HttpResponse<InputStream> send(String method, String path, BodyPublisher body, Map<String, String> headers) {
        var request =
                HttpRequest.newBuilder(URI.create(host + path)).timeout(ANSWER).method(method, body);
        headers.forEach(request::header);
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        var answer = answer(request.build());
        if (answer.statusCode() / 100 != 2) throw refusal(method, path, answer);
        return answer;
    }

    /** To an address outside the API, as a presigned part is; no token goes there. @return the answer's headers */
    HttpResponse<InputStream> putTo(String url, BodyPublisher body) {
        var answer = answer(HttpRequest.newBuilder(URI.create(url)).PUT(body).build());
        if (answer.statusCode() / 100 == 2) return answer;
        throw Failure.failed(Problem.of(
                "upload.refused",
                "a part of the file was answered with status " + answer.statusCode() + ".",
                "Put the file again: it goes on behind the parts that arrived."));
    }

    private HttpResponse<InputStream> answer(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException | UnresolvedAddressException e) {
            throw unreachable();
        } catch (HttpTimeoutException e) {
            if (e instanceof java.net.http.HttpConnectTimeoutException) throw unreachable();
            throw Failure.noHost(new Problem(
                    "host.slow",
                    host,
                    "no answer within " + ANSWER.toSeconds() + " s.",
                    "Look at the host's log.",
                    ""));
        } catch (IOException e) {
            throw lost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed(Problem.of("command.interrupted", "stopped while waiting for " + host + ".", ""));
        }
    }

    private Failure unreachable() {
        return Failure.noHost(
                new Problem("host.unreachable", host, "nothing answers there.", "Start it with: crossdock up", ""));
    }

    private Failure lost(IOException e) {
        var why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return Failure.noHost(new Problem(
                "host.lost",
                host,
                "the connection broke off (" + why + ").",
                "See whether the host still runs, and try again.",
                ""));
    }

    JsonNode json(HttpResponse<InputStream> answer) {
        var bytes = bytes(answer);
        return bytes.length == 0 ? MissingNode.getInstance() : Json.read(bytes);
    }

    private byte[] bytes(HttpResponse<InputStream> answer) {
        try (var body = answer.body()) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private Failure refusal(String method, String path, HttpResponse<InputStream> answer) {
        var bytes = bytes(answer);
        var details = new ArrayList<String>();
        try {
            var problem = Json.read(bytes);
            for (var error : problem.path("errors")) details.add(detail(error));
            if (problem.hasNonNull("code")) {
                var said = problem.path("detail").asText(problem.path("title").asText());
                return Failure.refused(
                        Problem.of(problem.path("code").asText(), said, ""), details, answer.statusCode());
            }
        } catch (IllegalArgumentException e) {
            // not JSON: said below
        }
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            var said = "answered " + answer.statusCode() + " to " + method + " " + path
                    + (token.isPresent() ? " with the token of CROSSDOCK_TOKEN." : " without a token.");
            return Failure.refused(
                    new Problem("host.token", host, said, "Set CROSSDOCK_TOKEN to one that is valid there now.", ""),
                    details,
                    answer.statusCode());
        }
        var message = "answered " + answer.statusCode() + " to " + method + " " + path + ".";
        return Failure.refused(
                new Problem("host.answer", host, message, "See whether this is the address of a Crossdock host.", ""),
                details,
                answer.statusCode());
    }

    private static String detail(JsonNode error) {
        if (error.isTextual()) return error.asText();
        var where = error.path("pointer").asText(error.path("field").asText(""));
        var what = error.path("message").asText(error.path("detail").asText(error.toString()));
        return where.isEmpty() ? what : where + ": " + what;
    }

    /**
     * Hands over the items of a list, page by page.
     *
     * @param path with its query
     * @param each answers false when it has enough
     */
    void items(String path, Predicate<JsonNode> each) {
        var cursor = "";
        do {
            var joint = path.contains("?") ? "&" : "?";
            var page = get(cursor.isEmpty() ? path : path + joint + "cursor=" + Percent.encoded(cursor));
            for (var item : page.path("items")) {
                if (!each.test(item)) return;
            }
            cursor = page.path("next").asText("");
            if (page.path("next").isNull()) cursor = "";
        } while (!cursor.isEmpty());
    }

    /** The first lines of an answer in NDJSON. */
    List<JsonNode> lines(String path, int most) {
        var answer = send("GET", path, BodyPublishers.noBody(), Map.of());
        var lines = new ArrayList<JsonNode>();
        try (var reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null && lines.size() < most; line = reader.readLine()) {
                if (!line.isBlank()) lines.add(Json.read(line));
            }
            return lines;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** @param most of them; the rest is left unread */
    List<JsonNode> items(String path, int most) {
        var items = new ArrayList<JsonNode>();
        if (most > 0) items(path, item -> items.add(item) && items.size() < most);
        return items;
    }
}
