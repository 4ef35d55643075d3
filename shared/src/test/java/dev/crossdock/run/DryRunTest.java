package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.House;
import dev.crossdock.bucket.FileSink;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A dry run reads, maps, checks and decides as the real one would, and leaves nothing but what is kept of itself. */
class DryRunTest {
    private static final int RECORDS = 60;
    private static final String FILE = file();
    private static final String MAP = "sku = 'A33' ? $error('no') : $contains(sku, /0$/) ? null"
            + " : [{'sku': sku, 'lang': 'no'}, {'sku': sku, 'lang': 'en'}]";

    private static String file() {
        var csv = new StringBuilder("sku,name,price\n");
        for (int i = 0; i < RECORDS; i++) csv.append("A%d,Shirt %d,%d\n".formatted(i, i, i * 10));
        return csv.toString();
    }

    private record Transform(House house, JobRunner runner) implements JobFunction {
        @Override
        public String type() {
            return "transform-file";
        }

        @Override
        public Source source(Work work) {
            var from = (From.BucketFiles) work.job().from();
            return new FileSource(house.objects, work.file(), from.format(), FILE.length() / 3);
        }

        @Override
        public Sink sink(Work work) {
            return new FileSink(house.objects, work.output(), 200);
        }

        @Override
        public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
            return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
        }
    }

    private static House transforming(String format, Map<String, Object> more) {
        var job = new java.util.LinkedHashMap<String, Object>();
        job.put("from", Map.of("bucket", "incoming", "files", "*.csv"));
        job.put("map", MAP);
        job.put("to", Map.of("bucket", "outgoing", "file", "products." + format, "ifExists", "fail"));
        job.putAll(more);
        var house = new House()
                .define("bucket", "incoming", Map.of())
                .define("bucket", "outgoing", Map.of())
                .define("collection", "products", Map.of("key", "sku"))
                .define(
                        "job",
                        "next",
                        Map.of(
                                "from", Map.of("bucket", "outgoing", "files", "*.ndjson"),
                                "to", Map.of("collection", "products")))
                .define("job", "normalise", job)
                .serve(h -> new Transform(h, h.runner()))
                .serve(h -> new ImportIntoCollection(h, 1 << 20));
        house.objects.write("incoming/p.csv", FILE.getBytes(StandardCharsets.UTF_8), "text/csv");
        return house;
    }

    private static Run dryRun(House house, String job, String file) {
        return house.faults.unwatched(
                () -> house.starter.rehearsing().startFile(job, RunKey.ofRequest(job, "mine"), file, Map.of()));
    }

    @Test
    void itCountsAndShowsWhatTheRealRunWouldDoAndChangesNothing() {
        for (var format : List.of("ndjson", "csv", "json")) {
            var house = transforming(format, Map.of("then", List.of("next")));
            var id = dryRun(house, "normalise", "p.csv").id();
            house.untilQuiet();
            check(house, format);
            assertThat(house.all()).as("nothing follows a dry run").hasSize(1);
            // The real run of the same cause is another run, and does what was shown.
            var real = house.starter
                    .startFile("normalise", RunKey.ofRequest("normalise", "mine"), "p.csv", Map.of())
                    .id();
            house.untilQuiet();
            assertThat(real).isNotEqualTo(id);
            assertThat(house.runs.get(real).counts())
                    .isEqualTo(house.runs.get(id).counts());
            assertThat(house.runs.get(real).outputs()).contains("outgoing/products." + format);
        }
    }

    @Test
    void killedAnywhereItShowsTheSame() {
        var undisturbed = transforming("csv", Map.of());
        dryRun(undisturbed, "normalise", "p.csv");
        undisturbed.killAt(Long.MAX_VALUE);
        undisturbed.untilQuiet();
        long calls = undisturbed.faults.calls();
        assertThat(calls).isGreaterThan(60);
        var wrong = new ArrayList<String>();
        for (long call = 1; call <= calls; call++) {
            var house = transforming("csv", Map.of());
            dryRun(house, "normalise", "p.csv");
            house.killAt(call);
            try {
                house.untilQuiet();
                assertThat(house.kills()).isEqualTo(1);
                check(house, "killed at call " + call);
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(House house, String when) {
        var run = house.run();
        assertThat(run.dryRun()).as(when).isTrue();
        assertThat(run.error()).as(when).isEmpty();
        assertThat(run.state()).as(when).isEqualTo(State.PARTIAL);
        assertThat(run.chunks()).as(when).isEqualTo(3);
        assertThat(run.counts().read()).as(when).isEqualTo(RECORDS);
        assertThat(run.counts().skipped()).as(when).isEqualTo(6);
        assertThat(run.counts().rejected()).as(when).isEqualTo(1);
        assertThat(run.counts().written()).as(when).isEqualTo(53);
        var outside = house.faults.unwatched(() -> house.objects.list("", "", 1000)).items().stream()
                .map(ObjectStore.Stored::key)
                .filter(key -> !key.startsWith(".runs/" + run.id() + "/"))
                .toList();
        assertThat(outside).as(when).containsExactly("incoming/p.csv");
        assertThat(run.moved()).as(when).isEmpty();
        assertThat(run.outputs())
                .as(when)
                .containsExactly(
                        ".runs/" + run.id() + "/rejects.ndjson",
                        ".runs/" + run.id() + "/preview.ndjson",
                        ".runs/" + run.id() + "/report.json");
        var shown = house.faults.unwatched(() -> new Preview(house.objects).lines(run.id()));
        assertThat(shown).as(when).hasSize(Preview.MOST);
        assertThat(shown.get(0))
                .as(when)
                .isEqualTo("{\"file\":\"incoming/p.csv\",\"record\":2,\"outcome\":\"written\",\"remark\":\"\","
                        + "\"value\":{\"sku\":\"A1\",\"lang\":\"no\"}}");
        assertThat(shown.stream().map(line -> Preview.parse(line).record()).toList())
                .as(when)
                .containsExactly(2L, 2L, 3L, 3L, 4L, 4L, 5L, 5L, 6L, 6L, 7L, 7L, 8L, 8L, 9L, 9L, 10L, 10L, 12L, 12L);
        assertThat(text(house, ".runs/" + run.id() + "/report.json"))
                .as(when)
                .contains("\"dryRun\":true", "\"preview\":[{", "\"rejects\":[{", "map.failed");
    }

    @Test
    void anImportTellsWhatIsStoredAlreadyFromWhatWouldBeWritten() {
        var house = importing().drop("incoming/p.csv", "sku,price\nA,1\nB,1\n").untilQuiet();
        house.clock.step(java.time.Duration.ofSeconds(1));
        house.objects.write("incoming/q.csv", "sku,price\nA,1\nB,2\n,3\nC,1\n".getBytes(), "text/csv");
        var id = dryRun(house, "import-products", "q.csv").id();
        house.untilQuiet();
        var run = house.runs.get(id);
        assertThat(run.error()).isEmpty();
        assertThat(run.counts()).isEqualTo(new dev.crossdock.flow.Counts(4, 2, 1, 0, 1, 0, 0));
        assertThat(house.records.changes()).as("only the first, real run's").hasSize(2);
        assertThat(house.objects.head("incoming/q.csv")).isPresent();
        assertThat(house.objects.list("incoming/invalid/", "", 10).items()).isEmpty();
        assertThat(new Preview(house.objects)
                        .lines(id).stream()
                                .map(line -> Preview.parse(line).outcome())
                                .toList())
                .containsExactly("unchanged", "written", "written");
    }

    @Test
    void itWaitsForNoOtherRunOfItsJobAndNoneForIt() {
        var house = importing().drop("incoming/p.csv", "sku,price\nA,1\n");
        house.objects.write("incoming/q.csv", "sku,price\nB,1\n".getBytes(), "text/csv");
        dryRun(house, "import-products", "q.csv");
        house.queue.forget();
        // Both messages are lost; the dry run holds no turn, so the drop's run begins beside it.
        house.announceAgain("incoming/p.csv").untilQuiet();
        assertThat(house.all()).extracting(Run::state).containsOnly(State.SUCCEEDED);
        assertThat(house.ledger.list("LINE#import-products", "", "", 10)).isEmpty();
        assertThat(house.collection("products")).containsOnlyKeys("A");
    }

    @Test
    void retriedItIsADryRunAgain() {
        var house = importing();
        house.objects.write("incoming/q.csv", "sku,price\nB,1\n".getBytes(), "text/csv");
        var id = dryRun(house, "import-products", "q.csv").id();
        house.untilQuiet();
        house.clock.step(java.time.Duration.ofSeconds(1));
        var again = house.starter.retry(id);
        house.untilQuiet();
        assertThat(again.dryRun()).isTrue();
        assertThat(house.collection("products")).isEmpty();
    }

    @Test
    void aDestinationThatMustStayRefusesTheDryRunToo() {
        var house = transforming("csv", Map.of());
        house.objects.write("outgoing/products.csv", "old".getBytes(), "text/csv");
        dryRun(house, "normalise", "p.csv");
        house.untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.FAILED);
        assertThat(house.run().error().orElseThrow().code()).isEqualTo("file.taken");
        assertThat(house.objects.head("incoming/p.csv")).isPresent();
    }

    @Test
    void aRunOfTheLedgerFromBeforeThereWereDryRunsIsNone() {
        var run = Run.queued("k", "j", "import-file", 1, Optional.empty(), Map.of(), "", java.time.Instant.EPOCH);
        assertThat(Json.read(Json.write(run).replace("\"dryRun\":false,", ""), Run.class))
                .isEqualTo(run);
    }

    private static House importing() {
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", Map.of("key", "sku"))
                .define(
                        "job",
                        "import-products",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "p*.csv"),
                                "to", Map.of("collection", "products")))
                .serve(house -> new ImportIntoCollection(house, 1 << 20));
    }

    private static String text(House house, String key) {
        try (var in =
                house.faults.unwatched(() -> house.objects.read(key, null, 0)).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
