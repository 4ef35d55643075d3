package dev.crossdock.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Refused;
import dev.crossdock.run.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder;

    private Bench.Result run(String job, String content, int most) throws IOException {
        var file = Files.writeString(folder.resolve("in.csv"), content);
        var texts = Map.of(
                "bucket/incoming",
                "{}",
                "connection/shop",
                "{\"url\":\"https://shop.example\"}",
                "job/try",
                job,
                "job/report",
                "{\"from\":{\"collection\":\"products\"},\"to\":{\"bucket\":\"incoming\",\"file\":\"a.csv\"}}",
                "collection/products",
                "{\"key\":\"sku\"}");
        return new Bench(texts, NOW).run(new Bench.Wish("try", file, "p.csv", "cause", Map.of("p", "1"), most, most));
    }

    private static String job(String to, String map) {
        return "{\"from\":{\"bucket\":\"incoming\",\"files\":\"*.csv\"},\"map\":\"" + map + "\",\"to\":" + to + "}";
    }

    @Test
    void aSendingJobShowsItsRequestsAndRefusesWhatHasNoAddress() throws IOException {
        var result = run(
                job("{\"connection\":\"shop\",\"request\":\"PUT /products/{sku}\"}", "$"), "sku,n\nA/1,1\n,2\n", 10);
        assertThat(result.run().state()).as("%s", result.run().error()).isEqualTo(State.PARTIAL);
        assertThat(result.records())
                .extracting(Bench.Shown::value)
                .containsExactly(Map.of("request", "PUT /products/A%2F1", "body", Map.of("sku", "A/1", "n", "1")));
        assertThat(result.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.record()).isEqualTo(2);
            assertThat(reject.code()).isEqualTo("map.no-value");
        });
    }

    @Test
    void theSameWishGivesTheSameWheneverItIsMade() throws IOException {
        var job = job("{\"collection\":\"products\"}", "{'sku': sku, 'run': $run, 'now': $now(), 'p': $params.p}");
        var first = run(job, "sku\nA\n", 10);
        assertThat(run(job, "sku\nA\n", 10).records()).isEqualTo(first.records());
        assertThat(String.valueOf(first.records().get(0).value()))
                .contains("started=2026-01-01T12:00:00Z", "now=2026-01-01T12:00:00.000Z", "p=1");
    }

    @Test
    void allAreCountedAndOnlySoManyKept() throws IOException {
        var csv = new StringBuilder("sku\n");
        for (int i = 0; i < 3_000; i++)
            csv.append('A').append(i).append(i % 5 == 0 ? "x" : "").append('\n');
        var result = run(job("{\"collection\":\"products\"}", "$contains(sku, 'x') ? $error('no') : $"), "" + csv, 7);
        assertThat(result.run().counts().written()).isEqualTo(2_400);
        assertThat(result.run().counts().rejected()).isEqualTo(600);
        assertThat(result.records()).hasSize(7);
        assertThat(result.rejects()).hasSize(7);
        assertThat(result.rejects().get(6).record()).isEqualTo(31);
        assertThat(result.read()).containsEntry("format", "csv").containsEntry("delimiter", ",");
    }

    @Test
    void aJobThatReadsNoFileIsRefused() throws IOException {
        var file = Files.writeString(folder.resolve("in.csv"), "a\n1\n");
        var texts = Map.of(
                "bucket/outgoing", "{}",
                "collection/products", "{\"key\":\"sku\"}",
                "job/report",
                        "{\"from\":{\"collection\":\"products\"},\"to\":{\"bucket\":\"outgoing\",\"file\":\"a.csv\"}}");
        assertThatThrownBy(() ->
                        new Bench(texts, NOW).run(new Bench.Wish("report", file, "p.csv", "cause", Map.of(), 1, 1)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("job.no-files");
    }
}
