package dev.crossdock.infra.local;

import dev.crossdock.functions.http.Browsers;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Lets pages of the named origins read answers, as template.yaml has API Gateway do it; never those of listeners. Credentials that a
 * browser sends by itself (cookies) are none of ours: a page sends its token.
 */
@ApplicationScoped
class Cors {
    /** Before who asks for a token: a browser sends none when it asks whether it may. */
    private static final int BEFORE_TOKENS = 990;

    void watch(@Observes Filters filters) {
        filters.register(Cors::allow, BEFORE_TOKENS);
    }

    private static void allow(RoutingContext context) {
        var request = context.request();
        var origin = request.getHeader("Origin");
        boolean listener = context.normalizedPath().startsWith("/listeners/")
                && !context.normalizedPath().endsWith("/deliveries");
        if (origin == null || listener || !Browsers.allowed(origin)) {
            context.next();
            return;
        }
        var headers = context.response().headers();
        headers.set("Access-Control-Allow-Origin", origin).add("Vary", "Origin");
        headers.set("Access-Control-Expose-Headers", "ETag, Location, Content-Range");
        boolean asking = request.method().equals(HttpMethod.OPTIONS)
                && request.getHeader("Access-Control-Request-Method") != null;
        if (!asking) {
            context.next();
            return;
        }
        headers.set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
        headers.set(
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, Range");
        headers.set("Access-Control-Max-Age", "600");
        context.response().setStatusCode(204).end();
    }
}
