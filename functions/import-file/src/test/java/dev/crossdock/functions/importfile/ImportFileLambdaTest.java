package dev.crossdock.functions.importfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.PlayedLambda;
import dev.crossdock.event.Queue;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import dev.crossdock.run.Starter;
import dev.crossdock.run.State;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As Lambda calls the function, over stores in memory. */
@QuarkusTest
class ImportFileLambdaTest {
    @Inject
    ObjectStore objects;

    @Inject
    RecordStore records;

    @Inject
    Queue queue;

    @Inject
    Starter starter;

    @Inject
    Runs runs;

    @Test
    void aBatchOfMessagesIsWorkedOnAndOnlyWhatFailedComesAgain() throws Exception {
        var chairs = started("chairs", "sku,price\nA-1,1\nA-2,2\n");
        var tables = started("tables", "sku,price\nB-1,1\n,2\n");
        var work = queue.receive("import-file", 10, Duration.ofMinutes(10));
        assertThat(work).hasSize(2);
        var bodies = new LinkedHashMap<String, String>();
        bodies.put("first", work.get(0).body());
        bodies.put("broken", "what?");
        bodies.put("unknown", "{\"run\": \"r-of-nobody\"}");
        bodies.put("second", work.get(1).body());

        assertThat(PlayedLambda.failures(PlayedLambda.sqs("import-file", bodies)))
                .containsExactly("broken");

        assertThat(runs.get(chairs.id()).state()).isEqualTo(State.SUCCEEDED);
        assertThat(runs.get(tables.id()).state()).isEqualTo(State.PARTIAL);
        assertThat(records.read("products", List.of("A-1", "A-2", "B-1"))).hasSize(3);
        assertThat(objects.list("incoming/processed/", "", 10).items()).isNotEmpty();

        bodies.remove("broken");
        assertThat(PlayedLambda.failures(PlayedLambda.sqs("import-file", bodies)))
                .as("the same messages delivered again")
                .isEmpty();
        assertThat(records.read("products", "A-1").orElseThrow().rev()).isEqualTo(1);
    }

    private Run started(String kind, String csv) {
        objects.write("incoming/" + kind + "-1.csv", csv.getBytes(StandardCharsets.UTF_8), "text/csv");
        return starter.startMatching("import-" + kind, "test", Map.of()).get(0);
    }
}
