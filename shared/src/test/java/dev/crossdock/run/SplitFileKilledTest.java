package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.House;
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
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A file in three chunks becomes several files, killed before and after every single call to a store or a queue: the files are always
 * the same. The records have fields that come late, so that tables are written anew as well.
 */
class SplitFileKilledTest {
    private static final int RECORDS = 24;
    private static final String FILE = file();

    private static String file() {
        var csv = new StringBuilder("sku,name,price\n");
        for (int i = 0; i < RECORDS; i++) csv.append("A%d,Shirt %d,%d\n".formatted(i, i, i * 10));
        return csv.toString();
    }

    private static final String MAP = "$number(price) = 50 ? $error('no') : $number(price) > 150"
            + " ? {'late': price, 'sku': sku, 'brand': 'b'} : {'sku': sku, 'brand': $number(price) % 20 = 0 ? 'a' : 'b'}";

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
            return work.files(house.objects);
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

    @Test
    void killedAnywhereThePartsAreTheSame() {
        killedAnywhere(Map.of("bucket", "outgoing", "file", "p.csv", "parts", 10), 3);
    }

    @Test
    void killedAnywhereTheFilesByRecordAreTheSameAndNoneIsReplacedThatMustStay() {
        killedAnywhere(Map.of("bucket", "outgoing", "file", "{brand}.json", "ifExists", "fail"), 2);
    }

    @Test
    void killedAnywhereATableThatIsWrittenAnewIsTheSame() {
        killedAnywhere(Map.of("bucket", "outgoing", "file", "p.csv"), 1);
    }

    private static void killedAnywhere(Map<String, Object> to, int files) {
        var undisturbed = house(to);
        undisturbed.killAt(Long.MAX_VALUE);
        undisturbed.drop("incoming/p.csv", FILE).untilQuiet();
        var expected = files(undisturbed);
        assertThat(expected).hasSize(files);
        assertThat(undisturbed.run().chunks()).isEqualTo(3);
        assertThat(String.join("", expected.values())).contains("A0", "A23").doesNotContain("A5");
        long calls = undisturbed.faults.calls();
        var wrong = new ArrayList<String>();
        for (long call = 5; call <= calls; call++) {
            var house = house(to);
            house.killAt(call);
            try {
                house.drop("incoming/p.csv", FILE).untilQuiet();
                assertThat(house.kills()).isEqualTo(1);
                var run = house.run();
                assertThat(run.state()).isEqualTo(State.PARTIAL);
                assertThat(run.counts().written()).isEqualTo(RECORDS - 1);
                assertThat(files(house)).isEqualTo(expected);
                for (var key : expected.keySet()) assertThat(run.outputs()).contains("outgoing/" + key);
                assertThat(house.objects
                                .list(".runs/" + run.id() + "/out/", "", 10)
                                .items())
                        .isEmpty();
            } catch (AssertionError | RuntimeException e) {
                wrong.add("call " + call + ": " + e.getMessage());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Map<String, String> files(House house) {
        var files = new TreeMap<String, String>();
        for (var stored : house.faults
                .unwatched(() -> house.objects.list("outgoing/", "", 100))
                .items()) {
            files.put(stored.key().substring("outgoing/".length()), text(house, stored));
        }
        return files;
    }

    private static String text(House house, ObjectStore.Stored stored) {
        try (var in = house.faults
                .unwatched(() -> house.objects.read(stored.key(), null, 0))
                .orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
