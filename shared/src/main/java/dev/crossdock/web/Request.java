package dev.crossdock.web;

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
 */
public record Request(String method, String target, Map<String, String> headers, Optional<String> body) {
    private static final int SHOWN = 120;

    public Request {
        Objects.requireNonNull(method);
        if (!target.startsWith("/")) target = "/" + target;
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body);
    }

    /** For messages: {@code PUT /products/AB-1}. */
    @Override
    public String toString() {
        return method + " " + (target.length() <= SHOWN ? target : target.substring(0, SHOWN) + "…");
    }
}
