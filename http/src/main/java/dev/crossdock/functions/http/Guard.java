package dev.crossdock.functions.http;

import dev.crossdock.access.Access;
import dev.crossdock.access.Caller;
import dev.crossdock.access.Denied;
import dev.crossdock.access.Routes;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every resource. It asks by the method that was found for a request, not by the request's path: no spelling of a path
 * leads past it. What is not in {@link Routes} is nobody's.
 */
public class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final Map<Method, String> ROUTES = new ConcurrentHashMap<>();

    private final Access access;

    Guard(Access access) {
        this.access = access;
    }

    @ServerRequestFilter
    public void check(ContainerRequestContext request, ResourceInfo found, HttpServerRequest sent) {
        var route = ROUTES.computeIfAbsent(found.getResourceMethod(), Guard::route);
        if (Routes.open(route)) return;
        if (access.open()) Foreign.refuse(request::getHeaderString);
        boolean page = Routes.ofConsole(route.substring(route.indexOf(' ') + 1));
        if (page && !route.startsWith("GET ")) Foreign.refuseForms(request::getHeaderString);
        var said = Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        var shown = page && said.isEmpty() ? Ticket.authorization(request) : said;
        var caller = Claims.of(sent).orElseGet(() -> access.caller(shown));
        Access.check(caller, route);
        request.setProperty(Caller.class.getName(), caller);
    }

    /** Who asked, of a request that came this far. */
    public static Caller caller(ContainerRequestContext request) {
        return (Caller) request.getProperty(Caller.class.getName());
    }

    @ServerExceptionMapper
    public Response denied(Denied e) {
        return answer(e);
    }

    /** As every refusal of this kind is answered. */
    public static Response answer(Denied e) {
        LOG.info("request.denied status={} code={}", e.status(), e.problem().code());
        var answer = Response.fromResponse(Answers.problem(e.problem(), e.status(), List.of()));
        if (e.status() == 401) {
            var missing = e.problem().code().equals("access.token-missing");
            answer.header(
                    HttpHeaders.WWW_AUTHENTICATE,
                    "Bearer realm=\"crossdock\"" + (missing ? "" : ", error=\"invalid_token\""));
        }
        return answer.build();
    }

    private static String route(Method method) {
        var verb = Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(named -> named != null)
                .map(HttpMethod::value)
                .findFirst()
                .orElse("ANY");
        var path = path(method.getDeclaringClass().getAnnotation(Path.class)) + path(method.getAnnotation(Path.class));
        return Routes.route(verb, path.isEmpty() ? "/" : path);
    }

    private static String path(Path path) {
        if (path == null) return "";
        var value = path.value().replaceAll("^/+|/+$", "");
        return value.isEmpty() ? "" : "/" + value;
    }
}
