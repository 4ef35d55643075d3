package dev.crossdock.functions.controlapi.console;

import dev.crossdock.access.Routes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Dresses what leaves the console: headers that keep a browser from doing anything that a page does not need, and problems as pages
 * instead of as JSON, where a page is asked for. Who is not signed in is led to where one does that.
 */
public class Answered {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final Console console;

    Answered(Console console) {
        this.console = console;
    }

    @ServerResponseFilter
    public void dress(ContainerRequestContext request, ContainerResponseContext response) {
        var path = request.getUriInfo().getPath();
        if (!Routes.ofConsole(path)) return;
        var accepted = String.valueOf(request.getHeaderString(HttpHeaders.ACCEPT));
        if (accepted.contains("text/html")
                && response.getEntity() instanceof Map<?, ?> problem
                && problem.get("code") instanceof String code) asPage(request, response, problem, code);
        var headers = response.getHeaders();
        headers.putSingle("Content-Security-Policy", POLICY);
        headers.putSingle("X-Content-Type-Options", "nosniff");
        headers.putSingle("Referrer-Policy", "same-origin");
        headers.putSingle("Cross-Origin-Opener-Policy", "same-origin");
        headers.putSingle("Cross-Origin-Resource-Policy", "same-origin");
        if (!headers.containsKey(HttpHeaders.CACHE_CONTROL)) headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private void asPage(
            ContainerRequestContext request, ContainerResponseContext response, Map<?, ?> problem, String code) {
        int status = response.getStatus();
        boolean unknown = status == 401;
        if (unknown) {
            var asked = request.getMethod().equals("GET") ? request.getUriInfo().getRequestUri() : null;
            var to = asked == null
                    ? "/"
                    : asked.getRawPath() + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery());
            response.setStatus(303);
            response.getHeaders().putSingle(HttpHeaders.LOCATION, "/console/login?to=" + Told.encoded(to));
            response.getHeaders().remove(HttpHeaders.WWW_AUTHENTICATE);
            response.setEntity("", null, MediaType.TEXT_PLAIN_TYPE);
            return;
        }
        var page = console.open(
                status,
                "problem",
                String.valueOf(problem.get("title")),
                new Said(code, String.valueOf(problem.get("detail")), status));
        response.setEntity(page.getEntity(), null, page.getMediaType());
    }

    /** A problem as a page of its own. */
    public record Said(String code, String detail, int status) {}
}
