package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.definition.To;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import dev.crossdock.format.Place;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link SplitSink} promises: each file complete on its own, nothing lost between them, nothing seen before its time. */
class SplitSinkTest {
    private static final int RECORDS = 100;
    private static final Optional<To.Parts> NONE = Optional.empty();

    private final MemoryObjectStore objects = new MemoryObjectStore(Clock.systemUTC());

    private static Optional<To.Parts> records(long most) {
        return Optional.of(new To.Parts(0, most));
    }

    private static Optional<To.Parts> bytes(long most) {
        return Optional.of(new To.Parts(most, 0));
    }

    private SplitSink sink(String name, Optional<To.Parts> parts) {
        return sink("r-1", name, parts, false, Options.NONE);
    }

    private SplitSink sink(String run, String name, Optional<To.Parts> parts, boolean onlyNew, Options options) {
        var names = new OutputNames(name, "job j", Map.of("run", Map.of("date", "2026-03-01")), parts.isPresent());
        var like = OutputFile.of(run, "outgoing", names.sample(), onlyNew, options);
        return new SplitSink(objects, like, names, parts, 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p.csv", "p.tsv", "p.ndjson", "p.json", "p.csv.gz", "p.json.gz"})
    void partsByRecordsAreCompleteFilesAndTogetherTheWhole(String name) {
        var sink = sink(name, records(30));
        sink.finish(List.of(copied(sink, 0, 0, 37), copied(sink, 1, 37, 41), copied(sink, 2, 41, RECORDS)));
        var suffix = name.substring(1);
        assertThat(files()).containsExactly("p-0001" + suffix, "p-0002" + suffix, "p-0003" + suffix, "p-0004" + suffix);
        var all = new ArrayList<String>();
        for (var file : files()) {
            var skus = skus(file);
            assertThat(skus).hasSize(file.startsWith("p-0004") ? 10 : 30);
            all.addAll(skus);
        }
        assertThat(all).hasSize(RECORDS).startsWith("A0", "A1").endsWith("A99");
        assertThat(new ArrayList<>(sink.outputs())).hasSize(5).contains("outgoing/p-0001" + suffix);
        assertThat(text(".runs/r-1/outputs.ndjson"))
                .contains("{\"file\":\"outgoing/p-0004" + suffix + "\",\"records\":10,");
    }

    @ParameterizedTest
    @CsvSource({"p.csv,150", "p.json,150", "p.ndjson,150", "p.ndjson,20", "p.csv.gz,150", "p.csv,1000000"})
    void noPartIsLargerThanItMayBeUnlessOneRecordIs(String name, long most) {
        var sink = sink(name, bytes(most));
        sink.finish(List.of(copied(sink, 0, 0, 50), copied(sink, 1, 50, RECORDS)));
        var all = new ArrayList<String>();
        for (var file : files()) {
            var skus = skus(file);
            assertThat(content(file).length).isLessThanOrEqualTo((int) Math.max(most, 40));
            if (most == 20) assertThat(skus).hasSize(1);
            all.addAll(skus);
        }
        assertThat(all)
                .hasSize(RECORDS)
                .doesNotHaveDuplicates()
                .startsWith("A0")
                .endsWith("A99");
        // As few as there can be: two parts one after the other are more than one may hold.
        if (most == 150) {
            for (int i = 0; i + 1 < files().size(); i++) {
                var both = content(files().get(i)).length + content(files().get(i + 1)).length;
                if (i + 2 < files().size()) assertThat(both).isGreaterThan(150);
            }
        }
    }

    @Test
    void aLineEndInsideOfQuotesEndsNoRecord() {
        var sink = sink("p.csv", records(1));
        var receipt = Receipt.NONE;
        try (var writer = sink.open(Chunk.whole(), Receipt.NONE)) {
            writer.write(new Batch(List.of(
                    record("sku", "A", "text", "one\ntwo \"quoted\"\r\nthree"), record("sku", "B", "text", "x"))));
            receipt = writer.flush();
        }
        sink.finish(List.of(receipt));
        assertThat(text("outgoing/p-0001.csv")).isEqualTo("sku,text\r\nA,\"one\ntwo \"\"quoted\"\"\r\nthree\"\r\n");
        assertThat(text("outgoing/p-0002.csv")).isEqualTo("sku,text\r\nB,x\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-16", "utf-16le", "utf-16be", "utf-32"})
    void partsAreCutInWideEncodingsAsWell(String encoding) {
        var options = new Options("csv", Map.of("encoding", encoding));
        var sink = sink("r-1", "p.csv", records(1), false, options);
        Receipt receipt;
        try (var writer = sink.open(Chunk.whole(), Receipt.NONE)) {
            writer.write(new Batch(List.of(record("sku", "ਊ\n", "n", 1), record("sku", "B", "n", 2))));
            receipt = writer.flush();
        }
        sink.finish(List.of(receipt));
        var charset = java.nio.charset.Charset.forName(encoding);
        assertThat(new String(content("p-0001.csv"), charset).replace("\uFEFF", ""))
                .isEqualTo("sku,n\r\n\"ਊ\n\",1\r\n");
        assertThat(new String(content("p-0002.csv"), charset).replace("\uFEFF", ""))
                .isEqualTo("sku,n\r\nB,2\r\n");
    }

    @Test
    void theNameSaysWhereThePartsNumberStands() {
        for (var name : List.of("a/{$part}/p.v2.ndjson", "p.v2.ndjson", "p.v2.ndjson.gz", "{$run.date}-{$part}.json")) {
            var sink = sink("r-" + name.hashCode(), name, records(60), false, Options.NONE);
            sink.finish(List.of(copied(sink, 0, 0, RECORDS)));
        }
        assertThat(files())
                .contains("a/0001/p.v2.ndjson", "a/0002/p.v2.ndjson", "p.v2-0001.ndjson", "p.v2-0002.ndjson")
                .contains("p.v2-0001.ndjson.gz", "2026-03-01-0002.json")
                .hasSize(8);
        var odd = sink("r-odd", "all/out.txt", records(60), false, new Options("ndjson", Map.of()));
        odd.finish(List.of(copied(odd, 0, 0, 1)));
        assertThat(files()).contains("all/out-0001.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "ndjson", "json", "csv.gz"})
    void eachValueOfTheRecordHasItsFile(String suffix) {
        var sink = sink("by/{brand}-{$run.date}." + suffix, NONE);
        sink.finish(List.of(copied(sink, 0, 0, 40), copied(sink, 1, 40, RECORDS)));
        assertThat(files())
                .containsExactly(
                        "by/B0-2026-03-01." + suffix, "by/B1-2026-03-01." + suffix, "by/B2-2026-03-01." + suffix);
        assertThat(skus("by/B1-2026-03-01." + suffix))
                .hasSize(33)
                .startsWith("A1", "A4")
                .endsWith("A97");
        assertThat(sink.outputs()).hasSize(4).startsWith("outgoing/by/B0-2026-03-01." + suffix);
    }

    @Test
    void aFileByRecordIsCutIntoPartsAsWell() {
        var sink = sink("{brand}.ndjson", records(30));
        sink.finish(List.of(copied(sink, 0, 0, RECORDS)));
        assertThat(files())
                .containsExactly(
                        "B0-0001.ndjson",
                        "B0-0002.ndjson",
                        "B1-0001.ndjson",
                        "B1-0002.ndjson",
                        "B2-0001.ndjson",
                        "B2-0002.ndjson");
        assertThat(skus("B0-0001.ndjson")).hasSize(30);
        assertThat(skus("B0-0002.ndjson")).hasSize(4);
    }

    @Test
    void aRecordWithoutTheValueIsRejectedAndSoIsOneThatGivesNoName() {
        var sink = sink("{brand}.ndjson", NONE);
        try (var writer = sink.open(Chunk.whole(), Receipt.NONE)) {
            var outcomes = writer.write(new Batch(List.of(
                    record("sku", "A", "brand", "x"),
                    record("sku", "B"),
                    record("sku", "C", "brand", "../x"),
                    record("sku", "D", "brand", List.of(1)),
                    record("sku", "E", "brand", "x/y"))));
            assertThat(outcomes)
                    .extracting(o -> o.problem().map(p -> p.code()).orElse(""))
                    .containsExactly("", "map.no-value", "file.name", "map.failed", "");
            sink.finish(List.of(writer.flush()));
        }
        assertThat(files()).containsExactly("x.ndjson", "x/y.ndjson");
    }

    @Test
    void tooManyFilesFailTheRunAndNoneIsWritten() {
        var sink = sink("{sku}.ndjson", NONE);
        var batch = new ArrayList<Record>();
        var receipts = new ArrayList<Receipt>();
        for (int i = 0; i <= SplitSink.MOST_NAMES; i++) batch.add(record("sku", "A" + i));
        for (int chunk = 0; chunk < 2; chunk++) {
            try (var writer = sink.open(new Chunk(chunk, ""), Receipt.NONE)) {
                writer.write(new Batch(batch.subList(chunk * 501, Math.min(batch.size(), (chunk + 1) * 501))));
                receipts.add(writer.flush());
            }
        }
        assertThatThrownBy(() -> sink.finish(receipts))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("file.too-many");
        try (var writer = sink.open(new Chunk(3, ""), Receipt.NONE)) {
            writer.write(new Batch(batch.subList(0, 1000)));
            assertThatThrownBy(() -> writer.write(new Batch(batch.subList(1000, 1001))))
                    .hasMessageContaining("file.too-many");
        }
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {"p.csv|''", "p.ndjson|''", "p.json|'[]\n'"},
            delimiter = '|')
    void withoutRecordsThereIsOneEmptyPartAndNoFileByRecord(String name, String content) {
        sink(name, records(5)).finish(List.of(Receipt.NONE, Receipt.NONE));
        assertThat(files()).hasSize(1);
        assertThat(text("outgoing/" + files().get(0))).isEqualTo(content);
        sink("r-2", "{brand}-" + name, NONE, false, Options.NONE).finish(List.of(Receipt.NONE));
        assertThat(files()).hasSize(1);
    }

    @Test
    void whatMustStayStaysAndThenNothingIsWritten() {
        objects.write("outgoing/p-0002.ndjson", "old".getBytes(StandardCharsets.UTF_8), "text/plain");
        var sink = sink("r-1", "p.ndjson", records(30), true, Options.NONE);
        var receipt = copied(sink, 0, 0, RECORDS);
        assertThatThrownBy(() -> sink.finish(List.of(receipt)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("file.taken")
                .hasMessageContaining("p-0002.ndjson");
        assertThat(files()).containsExactly("p-0002.ndjson");
        objects.write("outgoing/p-0001.ndjson", "old".getBytes(StandardCharsets.UTF_8), "text/plain");
        assertThatThrownBy(() ->
                        sink("r-2", "p.ndjson", records(30), true, Options.NONE).open(Chunk.whole(), Receipt.NONE))
                .hasMessageContaining("file.taken");
    }

    @Test
    void nothingIsSeenBeforeAndAFinishRepeatedOrTooLateChangesNothing() {
        var sink = sink("p.ndjson", records(30));
        var receipt = copied(sink, 0, 0, RECORDS);
        assertThat(files()).isEmpty();
        sink.finish(List.of(receipt));
        assertThat(objects.list(".runs/r-1/out/", "", 10).items()).isEmpty();
        objects.write("outgoing/p-0001.ndjson", "newer".getBytes(StandardCharsets.UTF_8), "text/plain");
        sink.finish(List.of(receipt));
        assertThat(text("outgoing/p-0001.ndjson")).isEqualTo("newer");
    }

    @Test
    void aFieldThatComesLateIsAColumnOfEveryFile() {
        var sink = sink("{brand}.csv", NONE);
        var receipts = new ArrayList<Receipt>();
        for (int chunk = 0; chunk < 2; chunk++) {
            try (var writer = sink.open(new Chunk(chunk, ""), Receipt.NONE)) {
                writer.write(
                        new Batch(List.of(record("brand", "x", "a", chunk), record("brand", "y", "b" + chunk, 2))));
                receipts.add(writer.flush());
            }
        }
        sink.finish(receipts);
        assertThat(text("outgoing/x.csv")).isEqualTo("brand,a,b0,b1\r\nx,0,,\r\nx,1,,\r\n");
        assertThat(text("outgoing/y.csv")).isEqualTo("brand,a,b0,b1\r\ny,,2,\r\ny,,,2\r\n");
    }

    @Test
    void receiptsStaySmallHoweverManyFilesThereAre() {
        var sink = sink("{sku}.ndjson", NONE);
        Receipt receipt = Receipt.NONE;
        for (int i = 0; i < 300; i++) {
            try (var writer = sink.open(Chunk.whole(), receipt)) {
                writer.write(batch(i, i + 50));
                receipt = writer.flush();
            }
            assertThat(receipt.text().length()).isLessThan(64 << 10);
        }
        sink.finish(List.of(receipt));
        assertThat(files()).hasSize(349);
        assertThat(skus("A100.ndjson")).hasSize(50);
    }

    @ParameterizedTest
    @CsvSource({"p.json,30,0", "{brand}.csv,0,0", "{brand}.csv.gz,0,150"})
    void aLongFinishGoesOnFromWhereItWasKilled(String name, long records, long bytes) {
        var parts = records + bytes == 0 ? NONE : Optional.of(new To.Parts(bytes, records));
        Map<String, String> expected = null;
        var reads = new TreeSet<Integer>();
        for (int kill = 0; ; kill++) {
            var faults = new Faults();
            var store = new MemoryObjectStore(Clock.systemUTC(), faults);
            var names = new OutputNames(name, "job j", Map.of(), parts.isPresent());
            var like = OutputFile.of("r-1", "outgoing", names.sample(), false, Options.NONE);
            // Pieces so small that a note is made after every few of them.
            var sink = new SplitSink(store, like, names, parts, 20);
            var receipts = List.of(copied(sink, 0, 0, 50), copied(sink, 1, 50, RECORDS));
            int at = kill;
            var calls = new int[2];
            faults.watch((number, what, after) -> {
                if (calls[0]++ == at && at > 0) throw new Faults.Killed(what);
            });
            boolean killed = false;
            try {
                sink.finish(receipts);
            } catch (Faults.Killed e) {
                killed = true;
            }
            faults.watch((number, what, after) -> {
                if (!after && what.startsWith("objects.read .runs/r-1/out/00")) calls[1]++;
            });
            if (killed) sink.finish(receipts);
            faults.watch((number, what, after) -> {});
            var made = new LinkedHashMap<String, String>();
            for (var stored : store.list("outgoing/", "", 100).items()) made.put(stored.key(), stored.etag());
            if (expected == null) expected = made;
            assertThat(made).as("killed at %d", kill).isEqualTo(expected).isNotEmpty();
            if (killed) reads.add(calls[1]);
            if (kill > 0 && !killed) break;
        }
        // From many places, not only from the beginning.
        assertThat(reads).hasSizeGreaterThan(2);
    }

    /** In batches of seven, each by a worker of its own. */
    private static Receipt copied(SplitSink sink, int chunk, int from, int to) {
        var receipt = Receipt.NONE;
        for (int i = from; i < to; i += 7) {
            try (var writer = sink.open(new Chunk(chunk, ""), receipt)) {
                assertThat(writer.write(batch(i, Math.min(i + 7, to)))).containsOnly(Outcome.WRITTEN);
                receipt = writer.flush();
            }
        }
        return receipt;
    }

    private static Batch batch(int from, int to) {
        var records = new ArrayList<Record>();
        for (int i = from; i < to; i++) records.add(record("sku", "A" + i, "n", i, "brand", "B" + i % 3));
        return new Batch(records);
    }

    private static Record record(Object... fields) {
        var value = new LinkedHashMap<String, Object>();
        for (int i = 0; i < fields.length; i += 2) value.put((String) fields[i], fields[i + 1]);
        return Record.of(value, new Origin("incoming/p.csv", 1, 0));
    }

    private List<String> files() {
        return objects.list("outgoing/", "", 1000).items().stream()
                .map(stored -> stored.key().substring("outgoing/".length()))
                .toList();
    }

    /** Read as any reader would: what is not complete fails. */
    private List<String> skus(String name) {
        var bytes = content(name);
        var bare = name.replace(".gz", "");
        var detected = Formats.detect("outgoing/" + bare, bytes, Options.NONE);
        var skus = new ArrayList<String>();
        try (var reader =
                detected.format().reader(new ByteArrayInputStream(bytes), bare, detected.options(), Place.START)) {
            for (var record = reader.next(); record.isPresent(); record = reader.next()) {
                assertThat(record.get().unreadable()).isEmpty();
                skus.add(String.valueOf(new TreeMap<>((Map<?, ?>) record.get().value()).get("sku")));
            }
        }
        return skus;
    }

    private String text(String key) {
        return new String(key.startsWith("outgoing/") ? content(key.substring(9)) : raw(key), StandardCharsets.UTF_8);
    }

    private byte[] content(String name) {
        var bytes = raw("outgoing/" + name);
        try (var in = name.endsWith(".gz")
                ? new GZIPInputStream(new ByteArrayInputStream(bytes))
                : new ByteArrayInputStream(bytes)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] raw(String key) {
        try (var in = objects.read(key, null, 0).orElseThrow()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
