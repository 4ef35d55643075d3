package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.House;
import dev.crossdock.bucket.FileSink;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.Splitting;
import dev.crossdock.definition.From;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import dev.crossdock.format.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file in three chunks becomes another file, killed before and after every single call to a store or a queue. */
class TransformFileKilledTest {
    private static final int RECORDS = 60;
    private static final String FILE = file();

    private static String file() {
        var csv = new StringBuilder("sku,name,price\n");
        for (int i = 0; i < RECORDS; i++) csv.append("A%d,Shirt %d,%d\n".formatted(i, i, i * 10));
        return csv.toString();
    }

    /** One in ten is left out, one is refused, each of the others becomes two. */
    private static final String MAP = "sku = 'A33' ? $error('no') : $contains(sku, /0$/) ? null"
            + " : [{'sku': sku, 'lang': 'no'}, {'sku': sku, 'lang': 'en'}]";

    private record Transform(House house, JobRunner runner) implements JobFunction {
        @Override
        public String type() {
            return "transform-file";
        }

        @Override
        public Source source(Work work) {
            var from = (From.BucketFiles) work.job().from();
            long third = FILE.length() / 3;
            return new FileSource(
                    house.objects, work.file(), from.format(), new Splitting(third, third, true).probed());
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

    private static House house(Map<String, Object> to) {
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("bucket", "outgoing", Map.of())
                .define(
                        "job",
                        "normalise",
                        Map.of("from", Map.of("bucket", "incoming", "files", "*.csv"), "map", MAP, "to", to))
                .serve(house -> new Transform(house, house.runner()));
    }

    private static House house(String format) {
        return house(Map.of("bucket", "outgoing", "file", "products-{$run.date}." + format));
    }

    @Test
    void undisturbedItHasThreeChunksAndKeepsTheOrder() {
        var house = house("csv").drop("incoming/p.csv", FILE).untilQuiet();
        assertThat(house.run().chunks()).isEqualTo(3);
        check(house, "undisturbed", "csv");
    }

    @Test
    void killedAnywhereTheFileIsTheSame() {
        killedAnywhere("csv");
    }

    @Test
    void killedAnywhereAnArrayIsTheSame() {
        killedAnywhere("json");
    }

    @Test
    void killedAnywhereAWorkbookIsTheSame() {
        killedAnywhere("xlsx");
    }

    private static void killedAnywhere(String format) {
        var undisturbed = house(format);
        undisturbed.killAt(Long.MAX_VALUE);
        undisturbed.drop("incoming/p.csv", FILE).untilQuiet();
        long calls = undisturbed.faults.calls();
        assertThat(calls).isGreaterThan(150);
        var wrong = new ArrayList<String>();
        for (long call = 5; call <= calls; call++) {
            var house = house(format);
            house.killAt(call);
            try {
                house.drop("incoming/p.csv", FILE).untilQuiet();
                assertThat(house.kills()).isEqualTo(1);
                check(house, "killed at call " + call, format);
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aFileThatMustStayFailsTheRunAndTheInputGoesToInvalid() {
        var house = house(Map.of("bucket", "outgoing", "file", "p.ndjson", "ifExists", "fail"));
        house.objects.write("outgoing/p.ndjson", "old".getBytes(StandardCharsets.UTF_8), "text/plain");
        house.drop("incoming/p.csv", FILE).untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.FAILED);
        assertThat(house.run().error().orElseThrow().code()).isEqualTo("file.taken");
        assertThat(house.objects.head("incoming/invalid/2026-03-01/p.csv")).isPresent();
        assertThat(text(house, "outgoing/p.ndjson")).isEqualTo("old");
    }

    private static void check(House house, String when, String format) {
        var run = house.run();
        assertThat(run.error()).as(when).isEmpty();
        assertThat(run.state()).as(when).isEqualTo(State.PARTIAL);
        assertThat(run.counts().read()).as(when).isEqualTo(RECORDS);
        assertThat(run.counts().skipped()).as(when).isEqualTo(6);
        assertThat(run.counts().rejected()).as(when).isEqualTo(1);
        assertThat(run.counts().written()).as(when).isEqualTo(53);
        // It is in the second chunk, which counts its records from 1.
        assertThat(house.rejects()).as(when).singleElement().satisfies(reject -> {
            assertThat(reject.file()).isEqualTo("incoming/p.csv");
            assertThat(reject.record()).isEqualTo(34);
        });
        var file = "outgoing/products-2026-03-01." + format;
        assertThat(format.equals("xlsx") ? records(house, file) : text(house, file))
                .as(when)
                .isEqualTo(expected(format));
        assertThat(house.objects.list(".runs/" + run.id() + "/out/", "", 10).items())
                .as(when)
                .isEmpty();
        assertThat(house.objects.head("incoming/p.csv")).as(when).isEmpty();
        assertThat(house.objects.head("incoming/processed/2026-03-01/p.csv"))
                .as(when)
                .isPresent();
    }

    private static String expected(String format) {
        var text = new StringBuilder(
                switch (format) {
                    case "csv" -> "sku,lang\r\n";
                    case "json" -> "[\n";
                    default -> "";
                });
        var between = "";
        for (int i = 0; i < RECORDS; i++) {
            if (i % 10 == 0 || i == 33) continue;
            for (var lang : new String[] {"no", "en"}) {
                switch (format) {
                    case "csv" -> text.append("A%d,%s\r\n".formatted(i, lang));
                    case "json" -> text.append(between).append("{\"sku\":\"A%d\",\"lang\":\"%s\"}".formatted(i, lang));
                    default -> text.append("{sku=A%d, lang=%s}".formatted(i, lang));
                }
                between = ",\n";
            }
        }
        return text
                + switch (format) {
                    case "json" -> "\n]\n";
                    default -> "";
                };
    }

    private static String records(House house, String key) {
        var text = new StringBuilder();
        try (var in = house.faults
                        .unwatched(() -> house.objects.read(key, null, 0))
                        .orElseThrow();
                var reader = Formats.byName("xlsx").reader(in, key, Options.NONE, Place.START)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next())
                text.append(next.get().value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
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
