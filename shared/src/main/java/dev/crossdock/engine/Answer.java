package dev.crossdock.engine;

import dev.crossdock.flow.Problem;
import dev.crossdock.web.Http;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a webservice answered, as steps see it: {@code {status, headers, body}}.
 *
 * @param headers by lower-case name, values of one name joined; without cookies
 * @param body the parsed JSON where it is JSON, else the text; null when there is none
 */
record Answer(int status, Map<String, String> headers, Object body) {
    private static final Set<String> LEFT_OUT = Set.of("set-cookie", "set-cookie2", "www-authenticate");
    private static final int LONGEST_HEADERS = 8_000;

    /** @param text whether the body is taken as it is */
    static Answer of(Http.Answer answer, boolean text) {
        var headers = new LinkedHashMap<String, String>();
        int length = 0;
        for (var header : answer.headers().entrySet()) {
            var name = header.getKey().toLowerCase(Locale.ROOT);
            var value = String.join(", ", header.getValue());
            length += name.length() + value.length();
            if (length <= LONGEST_HEADERS && !LEFT_OUT.contains(name)) headers.put(name, value);
        }
        var body = new String(answer.body(), StandardCharsets.UTF_8);
        if (body.isEmpty()) return new Answer(answer.status(), headers, null);
        return new Answer(answer.status(), headers, text ? body : json(body).orElse(body));
    }

    /** The way it is seen by expressions. */
    Map<String, Object> seen() {
        var seen = new LinkedHashMap<String, Object>();
        seen.put("status", status);
        seen.put("headers", headers);
        seen.put("body", body);
        return seen;
    }

    /**
     * What is wrong with a good status' answer.
     *
     * @param wanted {@code json}, {@code text}, or empty: anything but a page
     */
    static Optional<Problem> wrong(Http.Answer answer, Optional<String> wanted, String request) {
        if (wanted.filter("text"::equals).isPresent() || answer.body().length == 0) return Optional.empty();
        var body = new String(answer.body(), StandardCharsets.UTF_8);
        if (page(answer, body)) {
            return Optional.of(
                    Problem.of(
                            "call.page",
                            "%s answered %d with a web page, not with data: \"%s\"."
                                    .formatted(request, answer.status(), shortened(body)),
                            "Check the connection's url and auth: it may be a login or an error page. If the page is wanted, write answer: text."));
        }
        if (wanted.isEmpty() || json(body).isPresent()) return Optional.empty();
        return Optional.of(Problem.of(
                "call.not-json",
                "the answer to %s is no JSON: \"%s\".".formatted(request, shortened(body)),
                "Write answer: text if it is meant to be something else."));
    }

    private static boolean page(Http.Answer answer, String body) {
        var type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html") || type.startsWith("application/xhtml")) return true;
        var head =
                body.substring(0, Math.min(200, body.length())).stripLeading().toLowerCase(Locale.ROOT);
        return head.startsWith("<!doctype html") || head.startsWith("<html");
    }

    /** Objects, lists, and what else a whole JSON text may be. */
    static Optional<Object> json(String text) {
        var head = text.stripLeading();
        if (head.isEmpty() || "{[\"-0123456789tfn".indexOf(head.charAt(0)) < 0) return Optional.empty();
        try {
            var value = dev.crossdock.graph.RecordText.read(text);
            return Optional.ofNullable(value);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String shortened(String body) {
        var line = body.replaceAll("<[^>]*>", " ")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return line.length() <= 80 ? line : line.substring(0, 80) + "…";
    }
}
