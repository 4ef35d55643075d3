package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Reference;
import dev.crossdock.flow.Percent;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Makes a request into a call: the connection's address, its credentials, the bytes. */
final class Auth {
    private Auth() {}

    /**
     * @param secrets what must not be shown of it, should the other side say it back
     * @param request that it was made of
     */
    record Ready(URI uri, Map<String, String> headers, byte[] body, List<Secret> secrets, Request request) {
        Http.Call call(Connection connection, String method, byte[] sent, Map<String, String> with) {
            return new Http.Call(
                    method,
                    uri,
                    with,
                    sent,
                    connection.limits().maxResponseBytes(),
                    connection.delivery() == Connection.Delivery.AT_MOST_ONCE);
        }

        /** Before anything of what the other side says is shown. */
        void hide(Secret secret) {
            if (!secret.isEmpty() && !secrets.contains(secret)) secrets.add(secret);
        }

        /** A text of the other side's, without what it must not repeat. */
        String clean(String text) {
            for (var secret : secrets) text = text.replace(secret.value(), secret.toString());
            return text;
        }

        /** Address and headers may hold secrets. */
        @Override
        public String toString() {
            return request.toString();
        }
    }

    /**
     * @param lookUp value of a secret by its name; throws {@link Refused} when there is none
     * @throws Refused {@code auth.unsupported}, {@code auth.incomplete}, {@code web.request}
     */
    static Ready ready(Connection connection, Request request, Function<String, Secret> lookUp) {
        var headers = new HashMap<String, String>();
        headers.put("User-Agent", "crossdock");
        if (request.body().isPresent()) headers.put("Content-Type", "application/json");
        request.headers().forEach((name, value) -> {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, value);
        });
        var secrets = new CopyOnWriteArrayList<>(request.secrets());
        var query = authorize(connection, headers, name -> {
            var value = lookUp.apply(name);
            if (!value.isEmpty()) secrets.add(value);
            return value;
        });
        return new Ready(
                address(connection, request, query),
                headers,
                request.body()
                        .map(body -> body.getBytes(StandardCharsets.UTF_8))
                        .orElse(new byte[0]),
                secrets,
                request);
    }

    /** @return what is to be added to the query; empty for nothing */
    private static String authorize(
            Connection connection, Map<String, String> headers, Function<String, Secret> secrets) {
        for (var auth : connection.auth().entrySet()) {
            switch (auth.getKey()) {
                // Proven anew with each call: Proofs.
                case "none", "oauth2", "hmac", "aws" -> {}
                case "basic" -> {
                    var pair =
                            text(connection, auth.getValue(), "user", secrets).value() + ":"
                                    + text(connection, auth.getValue(), "password", secrets)
                                            .value();
                    var coded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
                    headers.put("Authorization", "Basic " + coded);
                }
                case "bearer" ->
                    headers.put(
                            "Authorization",
                            "Bearer " + resolved(auth.getValue(), secrets).value());
                case "apiKey" -> {
                    var value =
                            text(connection, auth.getValue(), "value", secrets).value();
                    if (!has(auth.getValue(), "header")) {
                        return Percent.encoded(text(connection, auth.getValue(), "query", secrets)
                                        .value()) + "=" + Percent.encoded(value);
                    }
                    headers.put(
                            text(connection, auth.getValue(), "header", secrets).value(), value);
                }
                default ->
                    throw new Refused(Problem.of(
                                    "auth.unsupported",
                                    "\"" + auth.getKey() + "\" is not known here as a way to prove who calls.",
                                    "Known: apiKey, aws, basic, bearer, hmac, none, oauth2.")
                            .at("connections/" + connection.name() + ".yaml"));
            }
        }
        return "";
    }

    static boolean has(Object values, String key) {
        return values instanceof Map<?, ?> map && map.get(key) != null;
    }

    /** One value of it, with what it refers to. */
    static Secret text(Connection connection, Object values, String key, Function<String, Secret> secrets) {
        if (!has(values, key)) {
            throw new Refused(Problem.of("auth.incomplete", "auth lacks \"" + key + "\".", "See: crossdock lint")
                    .at("connections/" + connection.name() + ".yaml"));
        }
        return resolved(((Map<?, ?>) values).get(key), secrets);
    }

    private static Secret resolved(Object text, Function<String, Secret> secrets) {
        return new Secret(Reference.resolve(
                String.valueOf(text), name -> secrets.apply(name).value()));
    }

    private static URI address(Connection connection, Request request, String query) {
        var base = connection.url().endsWith("/")
                ? connection.url().substring(0, connection.url().length() - 1)
                : connection.url();
        var target = request.target();
        if (!query.isEmpty()) target += (target.indexOf('?') < 0 ? "?" : "&") + query;
        try {
            return URI.create(base + target);
        } catch (IllegalArgumentException e) {
            // Never its message, which shows the whole address.
            throw new Refused(Problem.of(
                    "web.request",
                    connection.url() + " and " + request + " together are no address.",
                    "Percent-encode what is special in a URL; values in {braces} are encoded already."));
        }
    }
}
