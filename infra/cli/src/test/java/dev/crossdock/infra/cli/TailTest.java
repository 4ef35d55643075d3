package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailTest {
    private static final String EMPTY = "{\"items\":[],\"next\":null}";

    private final FakeHost host = new FakeHost();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Context context = new Context(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            Set.of(),
            Map.of("CROSSDOCK_HOST", host.url()),
            Path.of("."),
            Path.of("."));

    @AfterEach
    void stop() {
        host.close();
    }

    private static String run(String id, String state) {
        return """
                {"id":"%s","job":"import-products","state":"%s","source":"incoming/a.csv","counts":{"read":3,"written":2,"rejected":1}}""".formatted(id, state);
    }

    private static String page(String... items) {
        return "{\"items\":[" + String.join(",", items) + "],\"next\":null}";
    }

    @Test
    void whatChangesIsALineEachAndWhatWasThereBeforeIsNot() {
        host.says("GET /runs?limit=50", 200, page(run("r-old", "succeeded")))
                .says("GET /runs?limit=50", 200, page(run("r-new", "running"), run("r-old", "succeeded")))
                .says("GET /runs?limit=50", 200, page(run("r-new", "running"), run("r-old", "succeeded")))
                .says("GET /runs?limit=50", 200, page(run("r-new", "partial"), run("r-old", "succeeded")))
                .says("GET /runs?limit=50", 503, "{\"code\":\"host.stopping\",\"detail\":\"the host stops.\"}");
        host.says("GET /executions?limit=50", 200, EMPTY).says("GET /executions?limit=50", 200, page("""
                        {"id":"x-1","template":"push","state":"failed","error":{"code":"web.status","message":"answered 500."}}"""));
        host.says("GET /listeners", 200, page("{\"name\":\"orders\"}"))
                .says("GET /listeners/orders/deliveries?limit=50", 200, EMPTY)
                .says("GET /listeners/orders/deliveries?limit=50", 200, page("{\"id\":\"d-1\",\"state\":\"done\"}"));

        assertThatThrownBy(new Tail(context, 1)::call).hasMessageContaining("host.stopping");

        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceFirst("^[0-9:]+ +", "")))
                .containsExactly(
                        "run        r-new  import-products  running  incoming/a.csv",
                        "execution  x-1  push  failed  web.status: answered 500.",
                        "delivery   d-1  orders  done",
                        "run        r-new  import-products  partial  3 read: 2 written, 1 rejected");
    }

    @Test
    void aJobsRunsAloneAreAskedForAndEachLineIsJson() {
        host.says("GET /runs?job=import-products&limit=50", 200, EMPTY)
                .says("GET /runs?job=import-products&limit=50", 200, page(run("r-new", "queued")))
                .says(
                        "GET /runs?job=import-products&limit=50",
                        503,
                        "{\"code\":\"host.stopping\",\"detail\":\"it stops.\"}");
        context.json(true);
        var tail = new Tail(context, 1);
        tail.job = "import-products";
        assertThatThrownBy(tail::call).hasMessageContaining("host.stopping");
        var line = Json.read(out.toString(StandardCharsets.UTF_8));
        assertThat(line.path("kind").asText()).isEqualTo("run");
        assertThat(line.path("state").asText()).isEqualTo("queued");
    }

    @Test
    void aTimeThatIsNoneIsSaid() {
        var tail = new Tail(context, 1);
        tail.within = "soon";
        assertThatThrownBy(tail::call).hasMessageContaining("usage.time");
        tail.within = "1ms";
        host.says("GET /runs?limit=50", 200, EMPTY)
                .says("GET /executions?limit=50", 200, EMPTY)
                .says("GET /listeners", 200, EMPTY);
        assertThat(tail.call()).isZero();
    }

    @Test
    void completionKnowsTheCommandsAndTheirOptions() {
        assertThat(Crossdock.run(context, "completion")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("#!/usr/bin/env bash")
                .contains("--ephemeral", "doctor", "deliveries");
    }
}
