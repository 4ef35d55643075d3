package dev.crossdock.functions.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.event.PlayedLambda;
import dev.crossdock.event.Queue;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** As Lambda calls the function, over stores in memory. */
@QuarkusTest
class DispatchLambdaTest {
    @Inject
    Queue queue;

    @Inject
    Runs runs;

    @Test
    void aBatchOfDropsBecomesRunsAndOnlyWhatFailedComesAgain() throws Exception {
        var bodies = new LinkedHashMap<String, String>();
        bodies.put("chairs", drop("incoming/chairs-1.csv"));
        bodies.put("broken", "what?");
        bodies.put("wanted-by-nobody", drop("incoming/readme.txt"));
        bodies.put("tick", "{\"crossdock\":\"sweep\"}");
        bodies.put("chairs-again", drop("incoming/chairs-1.csv"));
        bodies.put("tables", drop("incoming/tables-1.csv"));

        assertThat(PlayedLambda.failures(PlayedLambda.sqs("drops", bodies))).containsExactly("broken");

        assertThat(runs.list("", Optional.empty(), "", 10).items())
                .extracting(Run::job)
                .containsExactlyInAnyOrder("import-chairs", "import-tables");
        assertThat(queue.receive("import-file", 10, Duration.ofMinutes(10))).hasSize(2);
    }

    @Test
    void theClocksTickIsTakenAsTheTemplateSendsIt() throws Exception {
        var tick =
                Map.of("messageId", "sweep", "eventSourceARN", "schedule:sweep", "body", "{\"crossdock\":\"sweep\"}");
        assertThat(PlayedLambda.failures(Map.of("Records", List.of(tick)))).isEmpty();
    }

    private static String drop(String key) {
        return """
                {"detail-type": "Object Created", "time": "2026-03-01T10:00:00Z", "detail": {
                  "bucket": {"name": "crossdock"},
                  "object": {"key": "%s", "size": 12, "etag": "abc", "sequencer": "0055AED6DCD90281E5"}}}
                """.formatted(key);
    }
}
