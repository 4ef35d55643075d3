package dev.crossdock.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** GitHub's own payloads, signed on the way, where they are at hand. */
class RealPayloadsTest {
    @Test
    void everyRealPayloadRunsItsTemplate() throws IOException {
        var root = System.getProperty(
                "crossdock.realdata", System.getProperty("crossdock.root", "..") + "/../shared/realdata");
        var folder = Path.of(root).resolve("webhooks/github");
        assumeTrue(Files.isDirectory(folder), "no real payloads at " + folder);

        var gate =
                new Gate().github("\"accept\": \"$headers.'x-github-event' = 'issues'\", \"input\": \"issue.number\"");
        int files = 0;
        try (var list = Files.list(folder)) {
            for (var file :
                    list.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                files++;
                var arrival = Gate.signed("g-" + files, Files.readAllBytes(file));
                assertThat(gate.receive(arrival).status()).as(file.toString()).isEqualTo(200);
                assertThat(gate.receive(arrival).status()).as(file.toString()).isEqualTo(200);
            }
        }
        gate.untilQuiet();
        assertThat(files).isPositive();
        assertThat(gate.starts).hasSize(files);
        assertThat(gate.all("github")).extracting(Delivery::state).containsOnly(Delivery.State.DONE);
        assertThat(gate.starts)
                .allMatch(start ->
                        start.input() == null || start.input() instanceof Number || start.input() instanceof Map);
    }
}
