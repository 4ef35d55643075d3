package dev.crossdock.functions.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.crossdock.access.Caller;
import dev.crossdock.access.IssuedClaims;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** What API Gateway's authorizer found in a token that it has checked: it stands in the event, where no caller can write. */
final class Claims {
    private Claims() {}

    static Optional<Caller> of(HttpServerRequest request) {
        if (!Gateway.BEFORE_US || !(request.headers() instanceof QuarkusHttpHeaders headers)) return Optional.empty();
        var event = headers.getContextObject(APIGatewayV2HTTPEvent.class);
        if (event == null || event.getRequestContext() == null) return Optional.empty();
        var authorizer = event.getRequestContext().getAuthorizer();
        if (authorizer == null
                || authorizer.getJwt() == null
                || authorizer.getJwt().getClaims() == null) return Optional.empty();
        var claims = authorizer.getJwt().getClaims();
        return Optional.of(IssuedClaims.caller(claims.get("sub"), claims.get(IssuedClaims.claim())));
    }
}
