package dev.crossdock.infra.local.zips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.infra.local.Wires;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    private final Routes routes = new Routes(new Wires(
            List.of(
                    function("listener", "ANY /listeners/{listener}", "ANY /listeners/{listener}/{token}"),
                    function(
                            "control-api",
                            "GET /listeners",
                            "GET /listeners/{listener}/deliveries",
                            "POST /listeners/{listener}/replay",
                            "ANY /runs/{proxy+}"),
                    function("graph-api", "ANY /collections", "ANY /collections/{proxy+}")),
            List.of(),
            List.of()));

    private static Wires.Function function(String name, String... paths) {
        var wired = List.of(paths).stream()
                .map(path -> new Wires.HttpPath(path.split(" ")[0], path.split(" ")[1]))
                .toList();
        return new Wires.Function(
                name, "Handler", Duration.ofSeconds(30), Map.of(), false, List.of(), List.of(), wired, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /listeners/orders,            ANY /listeners/{listener}",
        "POST, /listeners/orders/t0ken,      ANY /listeners/{listener}/{token}",
        "GET,  /listeners/orders/deliveries, GET /listeners/{listener}/deliveries",
        "POST, /listeners/orders/deliveries, ANY /listeners/{listener}/{token}",
        "POST, /listeners/orders/replay,     POST /listeners/{listener}/replay",
        "GET,  /listeners,                   GET /listeners",
        "GET,  /collections,                 ANY /collections",
        "PUT,  /collections/a/records/b%2Fc, ANY /collections/{proxy+}",
        "GET,  /runs/r-1,                    ANY /runs/{proxy+}",
    })
    void theRouteThatSaysMoreWins(String method, String path, String key) {
        assertThat(routes.find(method, path).map(Routes.Found::key)).contains(key);
    }

    @ParameterizedTest
    @CsvSource({"GET, /", "GET, /health", "POST, /listeners", "GET, /runs", "GET, /listeners/a/b/c"})
    void whatHasNoRouteIsTheHosts(String method, String path) {
        assertThat(routes.find(method, path)).isEmpty();
    }

    @Test
    void variablesAreHandedOn() {
        assertThat(routes.find("GET", "/collections/a/records/b").orElseThrow().parameters())
                .isEqualTo(Map.of("proxy", "a/records/b"));
    }
}
