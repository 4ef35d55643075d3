package dev.crossdock.functions.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.NewCookie;
import java.util.Optional;

/**
 * The cookie by which a browser that has signed in says who asks. It holds the token itself: what revokes the one ends the other. It is
 * for the console's pages; the API does not look at it, so no page of another site calls the API by what a browser sends by itself.
 */
public final class Ticket {
    private static final String NAME = "crossdock";

    private Ticket() {}

    /** Until the browser is closed, or the token does not hold any more. */
    public static NewCookie of(String token) {
        return cookie().value(token).build();
    }

    public static NewCookie spent() {
        return cookie().value("").maxAge(0).build();
    }

    private static NewCookie.Builder cookie() {
        return new NewCookie.Builder(NAME)
                .path("/")
                .httpOnly(true)
                .secure(Gateway.BEFORE_US)
                .sameSite(NewCookie.SameSite.STRICT);
    }

    /** As the header Authorization would say it. */
    static Optional<String> authorization(ContainerRequestContext request) {
        return Optional.ofNullable(request.getCookies().get(NAME))
                .map(cookie -> cookie.getValue())
                .filter(value -> !value.isEmpty())
                .map(value -> "Bearer " + value);
    }
}
