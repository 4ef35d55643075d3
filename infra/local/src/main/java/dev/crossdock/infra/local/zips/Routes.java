package dev.crossdock.infra.local.zips;

import dev.crossdock.infra.local.Wires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The paths of template.yaml as API Gateway's HTTP APIs choose among them: a route that names more of the path wins, one that names
 * the method before one for any. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html">AWS: routes for HTTP APIs</a>
 */
final class Routes {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}+]+)(\\+?)}");
    private final List<Route> routes = new ArrayList<>();

    private record Route(
            String function, Duration timeout, String key, String method, Pattern path, List<String> names) {}

    /** @param key {@code ANY /buckets/{proxy+}} @param parameters decoded as the path is */
    record Found(String function, Duration timeout, String key, Map<String, String> parameters) {}

    Routes(Wires wires) {
        for (var function : wires.functions()) {
            for (var wired : function.paths()) {
                var names = VARIABLE.matcher(wired.path())
                        .results()
                        .map(m -> m.group(1))
                        .toList();
                routes.add(new Route(
                        function.name(),
                        function.timeout(),
                        wired.method() + " " + wired.path(),
                        wired.method(),
                        pattern(wired.path()),
                        names));
            }
        }
        // A greedy variable is the last resort; of the others the one with fewer variables is the closer description.
        routes.sort(Comparator.<Route>comparingInt(route -> route.key().contains("+}") ? 1 : 0)
                .thenComparingInt(route -> route.names().size())
                .thenComparingInt(route -> -route.key().length())
                .thenComparingInt(route -> route.method().equals("ANY") ? 1 : 0));
    }

    private static Pattern pattern(String path) {
        var regex = new StringBuilder();
        int done = 0;
        for (var matcher = VARIABLE.matcher(path); matcher.find(); done = matcher.end()) {
            regex.append(Pattern.quote(path.substring(done, matcher.start())));
            regex.append(matcher.group(2).isEmpty() ? "([^/]+)" : "(.+)");
        }
        return Pattern.compile(regex + Pattern.quote(path.substring(done)));
    }

    Optional<Found> find(String method, String path) {
        for (var route : routes) {
            if (!route.method().equals("ANY") && !route.method().equals(method)) continue;
            var matcher = route.path().matcher(path);
            if (matcher.matches()) return Optional.of(found(route, matcher));
        }
        return Optional.empty();
    }

    private static Found found(Route route, Matcher matcher) {
        var parameters = new LinkedHashMap<String, String>();
        for (int i = 0; i < route.names().size(); i++)
            parameters.put(route.names().get(i), matcher.group(i + 1));
        return new Found(route.function(), route.timeout(), route.key(), parameters);
    }
}
