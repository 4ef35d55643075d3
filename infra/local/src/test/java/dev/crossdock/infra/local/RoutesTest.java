package dev.crossdock.infra.local;

import static dev.crossdock.infra.local.Deployment.all;
import static dev.crossdock.infra.local.Deployment.at;
import static dev.crossdock.infra.local.Deployment.list;
import static dev.crossdock.infra.local.Deployment.map;
import static dev.crossdock.infra.local.Deployment.ref;
import static dev.crossdock.infra.local.Deployment.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.infra.local.Deployment.Event;
import dev.crossdock.infra.local.Deployment.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of the deployment for the API: who may call, how often, and what is noted of it. */
class RoutesTest {
    private static final Deployment DEPLOYMENT = new Deployment();
    private static final List<Event> ROUTES = DEPLOYMENT.events("HttpApi");
    private static final Resource API = DEPLOYMENT.named("Api");

    @Test
    void everyRouteSaysWhoMayCall() {
        var token = Map.of("If", List.of("Secured", List.of(Map.of("Jwt", List.of())), ref("AWS::NoValue")));
        all(ROUTES, "ApiId !Ref Api", e -> ref("Api").equals(e.at("ApiId")));
        all(
                ROUTES,
                "open when it is the listener's or the console's, who ask by themselves, else by token when there is an issuer",
                e -> (asksByItself(e) ? Map.of() : Map.of("security", token))
                        .equals(map(paths().get((String) e.at("Path"))).get(key(e))));
    }

    @Test
    void theApiHasNoRouteWithoutAFunction() {
        var wired = ROUTES.stream().map(e -> e.at("Path") + " " + key(e)).collect(Collectors.toSet());
        var said = new ArrayList<String>();
        paths().forEach((path, methods) -> map(methods).keySet().forEach(method -> said.add(path + " " + method)));
        assertThat(said)
                .as("routes of Api (left), events of functions (right)")
                .containsExactlyInAnyOrderElementsOf(wired);
    }

    @Test
    void tokensAreAskedForWhenThereIsAnIssuer() {
        var scheme = list(at(API.at("DefinitionBody"), "components.securitySchemes.If"));
        assertThat(scheme.get(0)).isEqualTo("Secured");
        assertThat(at(scheme.get(1), "Jwt.x-amazon-apigateway-authorizer.jwtConfiguration"))
                .isEqualTo(Map.of("issuer", ref("JwtIssuer"), "audience", ref("JwtAudience")));
        assertThat(scheme.get(2)).isEqualTo(ref("AWS::NoValue"));
        assertThat(map(DEPLOYMENT.root.get("Conditions")).get("Secured"))
                .isEqualTo(Map.of("Not", List.of(Map.of("Equals", List.of(ref("JwtIssuer"), "")))));
    }

    @Test
    void theApiIsThrottledAndLogged() {
        assertThat(API.at("DefaultRouteSettings.ThrottlingRateLimit")).isEqualTo(ref("ThrottleRate"));
        assertThat(API.at("DefaultRouteSettings.ThrottlingBurstLimit")).isEqualTo(ref("ThrottleBurst"));
        assertThat(DEPLOYMENT
                        .named(target(API.at("AccessLogSettings.DestinationArn")))
                        .type())
                .isEqualTo("AWS::Logs::LogGroup");
        // A listener's address may hold its token.
        assertThat((String) API.at("AccessLogSettings.Format"))
                .contains("$context.routeKey", "$context.status")
                .doesNotContain("$context.path", "authorization");
    }

    @Test
    void onlyNamedOriginsMayCallAndNoneWithCredentials() {
        assertThat(API.at("CorsConfiguration")).isNull();
        var cors = list(at(API.at("DefinitionBody"), "x-amazon-apigateway-cors.If"));
        assertThat(cors.get(0)).isEqualTo("Browsers");
        assertThat(at(cors.get(1), "allowOrigins")).isEqualTo(ref("CorsOrigins"));
        assertThat(at(cors.get(1), "allowCredentials")).isEqualTo(false);
        assertThat(cors.get(2)).isEqualTo(ref("AWS::NoValue"));
        assertThat(at(DEPLOYMENT.root, "Parameters.CorsOrigins.Default")).isEqualTo("");
    }

    private static boolean asksByItself(Event route) {
        var path = ((String) route.at("Path"));
        return route.function().id().equals("Listener") || path.equals("/") || path.startsWith("/console/");
    }

    private static Map<String, Object> paths() {
        return map(at(API.at("DefinitionBody"), "paths"));
    }

    private static String key(Event route) {
        var method = (String) route.at("Method");
        return method.equals("ANY") ? "x-amazon-apigateway-any-method" : method.toLowerCase(java.util.Locale.ROOT);
    }
}
