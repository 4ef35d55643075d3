package dev.crossdock.web;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be asked of a webservice, without its address and credentials.
 *
 * @param method upper case
 * @param target path and query, percent-encoded; begins with a slash
 * @param headers further ones
 * @param body text, sent as UTF-8
 * @param secrets values that headers and body were made with: where there are any the body is kept nowhere, and what the other
 *     side says is shown without them
 */
public record Request(
        String method, String target, Map<String, String> headers, Optional<String> body, List<Secret> secrets) {
    private static final int SHOWN = 120;

    public Request {
        Objects.requireNonNull(method);
        if (!target.startsWith("/")) target = "/" + target;
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body);
        secrets = List.copyOf(secrets);
    }

    public Request(String method, String target, Map<String, String> headers, Optional<String> body) {
        this(method, target, headers, body, List.of());
    }

    public Request hiding(List<Secret> values) {
        return new Request(method, target, headers, body, values);
    }

    /** For messages: {@code PUT /products/AB-1}. */
    @Override
    public String toString() {
        return method + " " + (target.length() <= SHOWN ? target : target.substring(0, SHOWN) + "…");
    }
}
