package dev.crossdock.infra.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.crossdock.access.Access;
import dev.crossdock.access.Denied;
import dev.crossdock.access.Routes;
import dev.crossdock.functions.http.Foreign;
import dev.crossdock.functions.http.Guard;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Guards what the host answers besides the functions' resources, which have {@link Guard} before them: whatever it is, it needs a token
 * that may {@code GET /openapi} or {@code GET /metrics}. Open are the console, which asks by itself, and whether the host is well.
 */
@ApplicationScoped
class OwnPaths {
    private static final int BEFORE_ROUTES = 950;
    private static final Set<String> OPEN = Set.of("", "health", "console");
    /** First parts of the paths before which the guard stands. */
    private static final Set<String> RESOURCES = Routes.all().keySet().stream()
            .map(route -> first(route.substring(route.indexOf(' ') + 1)))
            .filter(first -> !first.equals("openapi") && !first.equals("metrics"))
            .collect(Collectors.toUnmodifiableSet());

    private final Vertx vertx;
    private final Access access;

    OwnPaths(Vertx vertx, Access access) {
        this.vertx = vertx;
        this.access = access;
    }

    void watch(@Observes Filters filters) {
        filters.register(this::guard, BEFORE_ROUTES);
    }

    private void guard(RoutingContext context) {
        var first = first(context.normalizedPath());
        if (OPEN.contains(first) || RESOURCES.contains(first)) {
            context.next();
            return;
        }
        var request = context.request();
        request.pause();
        vertx.executeBlocking(
                        () -> {
                            if (access.open()) Foreign.refuse(request::getHeader);
                            var caller = access.caller(Optional.ofNullable(request.getHeader("Authorization")));
                            Access.check(caller, first.equals("metrics") ? "GET /metrics" : "GET /openapi");
                            return null;
                        },
                        false)
                .onSuccess(nothing -> {
                    request.resume();
                    context.next();
                })
                .onFailure(e -> {
                    request.resume();
                    if (e instanceof Denied denied) answer(context.response(), denied);
                    else context.fail(e);
                });
    }

    private static void answer(HttpServerResponse response, Denied denied) {
        try (var answer = Guard.answer(denied)) {
            answer.getStringHeaders().forEach((name, values) -> response.putHeader(name, values));
            response.setStatusCode(answer.getStatus()).end(Lambda.JSON.writeValueAsString(answer.getEntity()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String first(String path) {
        var parts = path.split("/", 3);
        return parts.length > 1 ? parts[1] : "";
    }
}
