package dev.crossdock.functions.exporttofile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.graph.RecordStore.WrittenBy;
import dev.crossdock.run.Run;
import dev.crossdock.run.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What changed since the last run that ended well: nothing is missed, nothing comes twice. */
class ExportChangedTest {
    private int runs;

    private static House house(String... order) {
        var from = new java.util.TreeMap<String, Object>(Map.of("collection", "products", "records", "changed"));
        if (order.length > 0) from.put("order", order[0]);
        return new House()
                .define("bucket", "outgoing", Map.of())
                .define("collection", "products", Map.of("key", "sku"))
                .define(
                        "job",
                        "export",
                        Map.of(
                                "from",
                                from,
                                "map",
                                "sku = 'BAD' ? $error('no') : {'sku': sku}",
                                "to",
                                Map.of("bucket", "outgoing", "file", "{$run.id}.ndjson")))
                .serve(in -> new ExportToFile(in.records, in.ledger, in.objects, in.runner(), in.clock));
    }

    private static void write(House house, String id, Instant at) {
        var before = house.faults.unwatched(() -> house.records.read("products", id));
        long rev = before.map(Stored::rev).orElse(0L);
        var data = "{\"sku\":\"" + id + "\"}";
        var stored = new Stored("products", id, data, id, rev + 1, true, "[]", WrittenBy.API, at, at, 0);
        house.faults.unwatched(() -> house.records.write(List.of(new Write("products", id, rev, Optional.of(stored)))));
    }

    private static void write(House house, String... ids) {
        for (var id : ids) write(house, id, house.clock.instant());
    }

    /** The records that a run exports. */
    private String run(House house) {
        house.clock.step(Duration.ofSeconds(1));
        house.starter.startMatching("export", "start " + runs++, Map.of());
        house.untilQuiet();
        var all = house.all();
        return skus(house, all.get(all.size() - 1));
    }

    private static String skus(House house, Run run) {
        var key = "outgoing/" + run.id() + ".ndjson";
        try (var in =
                house.faults.unwatched(() -> house.objects.read(key, null, 0)).orElseThrow()) {
            var skus = new TreeSet<String>();
            var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            lines.forEach(line -> skus.add(line.replaceAll(".*:\"|\"}", "")));
            assertThat(skus).hasSameSizeAs(lines);
            return String.join(" ", skus);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key"})
    void theFirstRunTakesAllAndEachLaterOneWhatWasWrittenSince(String order) {
        var house = order.isEmpty() ? house() : house(order);
        write(house, "A", "B", "C");
        assertThat(run(house)).isEqualTo("A B C");
        assertThat(run(house)).isEmpty();
        write(house, "B", "D");
        assertThat(run(house)).isEqualTo("B D");
        house.clock.step(Duration.ofMinutes(1));
        assertThat(run(house)).isEmpty();
        house.clock.step(Duration.ofHours(2));
        write(house, "C");
        assertThat(run(house)).isEqualTo("C");
        assertThat(run(house)).isEmpty();
    }

    @Test
    void aRecordWhoseWriterHasALateClockIsNotMissed() {
        var house = house();
        write(house, "A");
        assertThat(run(house)).isEqualTo("A");
        // Stamped before the last run began, and seen after it.
        write(house, "B", house.clock.instant().minus(Duration.ofMinutes(3)));
        assertThat(run(house)).isEqualTo("B");
        assertThat(run(house)).isEmpty();
    }

    @Test
    void aRunThatFailedOrWasCancelledLeavesItsChangesToTheNext() {
        var house = house();
        write(house, "A");
        assertThat(run(house)).isEqualTo("A");
        house.clock.step(Duration.ofHours(1));
        write(house, "B");
        house.starter.startMatching("export", "cancelled", Map.of());
        house.starter.cancel(house.all().get(1).id());
        house.untilQuiet();
        assertThat(house.all().get(1).state()).isEqualTo(State.CANCELLED);
        assertThat(run(house)).isEqualTo("B");
    }

    @Test
    void aRejectedRecordDoesNotComeAgainUntilItIsChanged() {
        var house = house();
        write(house, "A", "BAD");
        assertThat(run(house)).isEqualTo("A");
        assertThat(house.all().get(0).state()).isEqualTo(State.PARTIAL);
        assertThat(run(house)).isEmpty();
        assertThat(house.all().get(1).counts().read()).isZero();
    }

    @Test
    void killedAnywhereTheNextRunTakesExactlyTheRest() {
        for (long call = 1; call < 2000; call++) {
            var house = house("key");
            write(house, "A", "B");
            house.starter.startMatching("export", "killed", Map.of());
            house.killAt(call);
            house.untilQuiet();
            house.faults.watch((number, what, after) -> {});
            assertThat(skus(house, house.all().get(0))).as("killed at %d", call).isEqualTo("A B");
            write(house, "B", "C");
            assertThat(run(house)).as("killed at %d", call).isEqualTo("B C");
            if (house.kills() == 0) return;
        }
        throw new AssertionError("the run makes more calls than were tried");
    }
}
