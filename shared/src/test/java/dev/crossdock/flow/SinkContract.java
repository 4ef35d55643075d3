package dev.crossdock.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Sink} keeps. A killed worker is one that is never closed; another one goes on with what was saved. */
public abstract class SinkContract {
    private static final Chunk CHUNK = Chunk.whole();

    /**
     * Where a sink writes to.
     *
     * @param sink by its drop: 1, 2, … are drops of one job, a greater one is newer
     * @param seen all that a reader of the place sees once the runs have finished, by its name there; what was done twice looks
     *     otherwise than what was done once
     */
    public record Place(IntFunction<Sink> sink, Supplier<Map<String, Object>> seen) {}

    /** A new and empty one. */
    protected abstract Place place();

    /** What a record of a drop holds: the same record of another drop is the same thing with another content. */
    protected Object value(int record, int drop) {
        return Map.of("sku", "A-" + record, "price", drop);
    }

    /** What this sink must refuse. */
    protected Object bad() {
        return "no object";
    }

    @Test
    void eachRecordHasItsOutcomeInTheOrderOfTheBatch() {
        var batch = new Batch(List.of(record(1, value(1, 1)), record(2, bad()), record(3, value(3, 1))));
        try (var writer = place().sink().apply(1).open(CHUNK, Receipt.NONE)) {
            assertThat(writer.write(batch))
                    .extracting(Outcome::kind)
                    .containsExactly(Outcome.Kind.WRITTEN, Outcome.Kind.REJECTED, Outcome.Kind.WRITTEN);
        }
    }

    @Test
    void aBatchMayBeAsLargeAsABatchCanBe() {
        assertThat(run(place(), 1, batch(1, Batch.LIMIT, 1)))
                .hasSize(Batch.LIMIT)
                .containsOnly(Outcome.WRITTEN);
    }

    @Test
    void oneBadRecordSpoilsNobody() {
        var good = place();
        var spoiled = place();
        run(good, 1, batch(1, 5, 1));
        var records = new ArrayList<>(batch(1, 5, 1).records());
        records.add(2, record(9, bad()));
        var outcomes = run(spoiled, 1, new Batch(records));
        assertThat(outcomes.get(2).problem().orElseThrow().message()).isNotBlank();
        assertThat(spoiled.seen().get()).isEqualTo(good.seen().get()).isNotEmpty();
    }

    @Test
    void aWorkerKilledBetweenWriteAndFlushLosesNothingAndDoesNothingTwice() {
        var first = batch(1, 3, 1);
        var second = batch(4, 6, 1);
        var undisturbed = place();
        var expected = run(undisturbed, 1, first, second);

        var place = place();
        var sink = place.sink().apply(1);
        var outcomes = new ArrayList<Outcome>();
        var killed = sink.open(CHUNK, Receipt.NONE);
        killed.write(first);
        var again = sink.open(CHUNK, Receipt.NONE);
        outcomes.addAll(again.write(first));
        var saved = again.flush();
        again.write(second);
        var last = place.sink().apply(1).open(CHUNK, saved);
        outcomes.addAll(last.write(second));
        finish(place, last.flush());

        assertThat(outcomes).isEqualTo(expected);
        assertThat(place.seen().get()).isEqualTo(undisturbed.seen().get());
    }

    @Test
    void aWorkerKilledBetweenFlushAndSaveLosesNothingAndDoesNothingTwice() {
        var undisturbed = place();
        var expected = run(undisturbed, 1, batch(1, 3, 1));

        var place = place();
        var killed = place.sink().apply(1).open(CHUNK, Receipt.NONE);
        killed.write(batch(1, 3, 1));
        killed.flush();
        assertThat(run(place, 1, batch(1, 3, 1))).isEqualTo(expected);
        assertThat(place.seen().get()).isEqualTo(undisturbed.seen().get());
    }

    @Test
    void aWorkerThatLostItsChunkChangesNothingWhenItWakesUp() {
        var undisturbed = place();
        run(undisturbed, 1, batch(1, 3, 1), batch(4, 6, 1));

        var place = place();
        var sleeping = place.sink().apply(1).open(CHUNK, Receipt.NONE);
        sleeping.write(batch(1, 3, 1));
        var successor = place.sink().apply(1).open(CHUNK, Receipt.NONE);
        successor.write(batch(1, 3, 1));
        var saved = successor.flush();
        sleeping.flush();
        successor.write(batch(4, 6, 1));
        saved = successor.flush();
        finish(place, saved);
        assertThat(place.seen().get()).isEqualTo(undisturbed.seen().get());
    }

    @Test
    void finishingTwiceIsFinishingOnce() {
        var place = place();
        var receipt = write(place, 1, new ArrayList<>(), batch(1, 3, 1));
        finish(place, receipt);
        var once = place.seen().get();
        finish(place, receipt);
        assertThat(place.seen().get()).isEqualTo(once).isNotEmpty();
    }

    @Test
    void aReceiptIsSmallText() {
        assertThat(write(place(), 1, new ArrayList<>(), batch(1, Batch.LIMIT, 1))
                        .text()
                        .length())
                .isLessThan(64 * 1024);
    }

    @Test
    void anOlderDropThatComesLateChangesNothingOfTheNewerOne() {
        var place = place();
        run(place, 2, batch(1, 5, 2));
        var newest = place.seen().get();
        run(place, 1, batch(1, 5, 1));
        assertThat(place.seen().get()).containsAllEntriesOf(newest);
    }

    @Test
    void anOlderDropWhoseWorkerWasKilledAndCameBackLateChangesNothingOfTheNewerOne() {
        var place = place();
        var killed = place.sink().apply(1).open(CHUNK, Receipt.NONE);
        killed.write(batch(1, 2, 1));
        run(place, 2, batch(1, 5, 2));
        var newest = place.seen().get();
        run(place, 1, batch(1, 5, 1));
        assertThat(place.seen().get()).containsAllEntriesOf(newest);
    }

    /** A whole run in one chunk. */
    private static List<Outcome> run(Place place, int drop, Batch... batches) {
        var outcomes = new ArrayList<Outcome>();
        var receipt = write(place, drop, outcomes, batches);
        place.sink().apply(drop).finish(List.of(receipt));
        return outcomes;
    }

    private static Receipt write(Place place, int drop, List<Outcome> outcomes, Batch... batches) {
        var receipt = Receipt.NONE;
        try (var writer = place.sink().apply(drop).open(CHUNK, receipt)) {
            for (var batch : batches) {
                outcomes.addAll(writer.write(batch));
                receipt = writer.flush();
            }
        }
        return receipt;
    }

    /** On another machine than the writes. */
    private static void finish(Place place, Receipt receipt) {
        place.sink().apply(1).finish(List.of(receipt));
    }

    private Batch batch(int first, int last, int drop) {
        return new Batch(IntStream.rangeClosed(first, last)
                .mapToObj(number -> record(number, value(number, drop)))
                .toList());
    }

    private static Record record(int number, Object value) {
        return Record.of(value, new Origin("incoming/p.csv", number, 100L * number));
    }
}
