package dev.crossdock.infra.local.zips;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.access.Access;
import dev.crossdock.access.Denied;
import dev.crossdock.access.IssuedClaims;
import dev.crossdock.access.Role;
import dev.crossdock.infra.local.Lambda;
import dev.crossdock.infra.local.Wires;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the functions as API Gateway does, once it is {@link #open}: what has a route in template.yaml goes to its function as
 * an event, everything else to the host. Thread-safe.
 */
@ApplicationScoped
public class HttpFront {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    /** Behind who lets the senders of webhooks pass first, before the host's own resources. */
    private static final int BEFORE_ROUTES = 900;
    /** API Gateway's own limits. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int LARGEST_BODY = 10 << 20;
    private static final int LARGEST_HEAD = 10_240;

    private final Vertx vertx;
    private final Clock clock;
    private final Access.Issuer issuer;
    private volatile Open open;

    private record Open(Routes routes, Lambda lambda) {}

    HttpFront(Vertx vertx, Clock clock, Access.Issuer issuer) {
        this.vertx = vertx;
        this.clock = clock;
        this.issuer = issuer;
    }

    /** From now on the functions are called through this. */
    public void open(Wires wires, Lambda lambda) {
        open = new Open(new Routes(wires), lambda);
    }

    void watch(@Observes Filters filters) {
        filters.register(
                context -> {
                    var now = open;
                    var request = context.request();
                    var route = now == null
                            ? Optional.<Routes.Found>empty()
                            : now.routes().find(request.method().name(), request.path());
                    if (route.isEmpty()) context.next();
                    else handle(context, now.lambda(), route.get());
                },
                BEFORE_ROUTES);
    }

    private void handle(RoutingContext context, Lambda lambda, Routes.Found route) {
        var request = context.request();
        int head = request.uri().length()
                + request.headers().entries().stream()
                        .mapToInt(e -> e.getKey().length() + e.getValue().length())
                        .sum();
        if (head > LARGEST_HEAD) {
            message(context.response(), 431, "Request Header Fields Too Large");
            return;
        }
        var body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= LARGEST_BODY) body.appendBuffer(part);
        });
        request.endHandler(end -> {
            if (body.length() > LARGEST_BODY) message(context.response(), 413, "Request Too Long");
            else call(context, lambda, route, body.getBytes());
        });
        request.resume();
    }

    private void call(RoutingContext context, Lambda lambda, Routes.Found route, byte[] body) {
        ObjectNode event;
        try {
            event = HttpEvent.of(context.request(), route, body, clock.millis());
        } catch (IllegalArgumentException e) {
            message(context.response(), 400, "Bad Request");
            return;
        }
        if (event.path("body").asText("").length() > ZipService.LARGEST) {
            message(context.response(), 413, "Request Too Long");
            return;
        }
        var timeout = route.timeout().compareTo(PATIENCE) < 0 ? route.timeout() : PATIENCE;
        vertx.<JsonNode>executeBlocking(
                        () -> {
                            authorize(event, context.request().getHeader("Authorization"));
                            return lambda.call(route.function(), timeout, event);
                        },
                        false)
                .onSuccess(answer -> HttpEvent.answer(context.response(), answer))
                .onFailure(problem -> {
                    LOG.error("function.failed function={} route=\"{}\"", route.function(), route.key(), problem);
                    message(context.response(), 500, "Internal Server Error");
                });
    }

    /** As the gateway's authorizer: what it has checked stands in the event. What does not hold the function refuses by itself. */
    private void authorize(ObjectNode event, String authorization) {
        if (authorization == null || !authorization.startsWith("Bearer ")) return;
        try {
            issuer.caller(authorization.substring(7)).ifPresent(caller -> {
                var roles = caller.roles().stream().map(Role::word).collect(Collectors.joining(" ", "[", "]"));
                event.withObject("/requestContext/authorizer/jwt/claims")
                        .put("sub", caller.name())
                        .put(IssuedClaims.claim(), roles);
            });
        } catch (Denied e) {
            LOG.debug("request.denied code={}", e.problem().code());
        }
    }

    private static void message(HttpServerResponse response, int status, String text) {
        if (response.ended() || response.closed()) return;
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Lambda.JSON.createObjectNode().put("message", text).toString());
    }
}
