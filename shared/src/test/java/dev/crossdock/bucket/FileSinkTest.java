package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FileSink} promises: order, one moment, nothing twice. */
class FileSinkTest {
    private static final int RECORDS = 100;
    private final MemoryObjectStore objects = new MemoryObjectStore(Clock.systemUTC());

    private OutputFile file(String run, String name, boolean onlyNew) {
        return OutputFile.of(run, "outgoing", name, onlyNew, Options.NONE);
    }

    private FileSink sink(String name) {
        return new FileSink(objects, file("r-1", name, false), 300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p.csv", "p.tsv", "p.ndjson", "p.json", "p.xml", "p.csv.gz", "p.json.gz", "p.xml.gz"})
    void severalChunksGiveTheFileThatOneGives(String name) {
        var one = new FileSink(objects, file("r-1", "one-" + name, false), 300);
        one.finish(List.of(copied(one, 0, 0, RECORDS)));
        var three = new FileSink(objects, file("r-3", "three-" + name, false), 300);
        var receipts = new ArrayList<Receipt>();
        receipts.add(copied(three, 0, 0, 30));
        receipts.add(copied(three, 1, 30, 30));
        receipts.add(copied(three, 2, 30, RECORDS));
        three.finish(receipts);
        var whole = text("three-" + name);
        assertThat(whole).isEqualTo(text("one-" + name)).contains("A0").contains("A99");
        if (name.startsWith("p.csv")) {
            assertThat(whole).startsWith("sku,n\r\nA0,0\r\n").hasLineCount(RECORDS + 1);
        }
        if (name.startsWith("p.json")) assertThat(whole).startsWith("[\n{").endsWith("}\n]\n");
    }

    @Test
    void nothingIsSeenBeforeItIsFinishedAndNothingIsLeftBehind() {
        objects.write("outgoing/p.ndjson", "old".getBytes(StandardCharsets.UTF_8), "text/plain");
        var sink = sink("p.ndjson");
        var receipt = copied(sink, 0, 0, RECORDS);
        assertThat(text("p.ndjson")).isEqualTo("old");
        sink.finish(List.of(receipt));
        assertThat(text("p.ndjson")).hasLineCount(RECORDS);
        assertThat(objects.list(".runs/r-1/out/", "", 10).items()).isEmpty();
    }

    @Test
    void aFinishRepeatedOrTooLateChangesNothing() {
        var sink = sink("p.ndjson");
        var receipt = copied(sink, 0, 0, RECORDS);
        sink.finish(List.of(receipt));
        objects.write("outgoing/p.ndjson", "newer".getBytes(StandardCharsets.UTF_8), "text/plain");
        sink.finish(List.of(receipt));
        assertThat(text("p.ndjson")).isEqualTo("newer");
        // As a worker finds it that died after the composition and before it noted so.
        var token = new String(bytes(".runs/r-1/output.json"), StandardCharsets.UTF_8).replace("true", "false");
        objects.write(".runs/r-1/output.json", token.getBytes(StandardCharsets.UTF_8), "application/json");
        sink.finish(List.of(receipt));
        assertThat(text("p.ndjson")).isEqualTo("newer");
    }

    @Test
    void whatADeadWorkerWroteAfterTheLastSaveIsDropped() {
        var sink = sink("p.ndjson");
        Receipt saved;
        try (var writer = sink.open(Chunk.whole(), Receipt.NONE)) {
            writer.write(batch(0, 10));
            saved = writer.flush();
            writer.write(batch(500, 510));
            writer.flush();
        }
        try (var successor = sink.open(Chunk.whole(), saved)) {
            successor.write(batch(10, 20));
            sink.finish(List.of(successor.flush()));
        }
        assertThat(text("p.ndjson")).hasLineCount(20).doesNotContain("A50");
    }

    @Test
    void receiptsStaySmallHoweverManyFlushesThereAre() {
        var sink = new FileSink(objects, file("r-1", "p.ndjson", false), 5000);
        var receipt = Receipt.NONE;
        for (int i = 0; i < 2000; i++) {
            try (var writer = sink.open(Chunk.whole(), receipt)) {
                writer.write(batch(i, i + 1));
                receipt = writer.flush();
            }
            assertThat(receipt.text().length()).isLessThan(64 << 10);
        }
        sink.finish(List.of(receipt));
        assertThat(text("p.ndjson")).hasLineCount(2000);
    }

    @Test
    void aBadRecordSpoilsNobody() {
        var sink = sink("p.csv");
        try (var writer = sink.open(Chunk.whole(), Receipt.NONE)) {
            writer.write(batch(0, 1));
            var outcomes = writer.write(new Batch(List.of(
                    record(1),
                    Record.of("no row", new Origin("f", 2, 0)),
                    Record.of(Map.of(), new Origin("f", 3, 0)),
                    record(4))));
            assertThat(outcomes)
                    .extracting(Outcome::kind)
                    .containsExactly(
                            Outcome.Kind.WRITTEN, Outcome.Kind.REJECTED, Outcome.Kind.REJECTED, Outcome.Kind.WRITTEN);
            assertThat(outcomes.get(2).problem().orElseThrow().code()).isEqualTo("csv.columns");
            sink.finish(List.of(writer.flush()));
        }
        assertThat(text("p.csv")).isEqualTo("sku,n\r\nA0,0\r\nA1,1\r\nA4,4\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p.csv", "p.tsv", "p.csv.gz"})
    void aFieldThatComesLateIsAColumnWhoeverMetItFirst(String name) {
        var chunks = List.of(
                List.of(row("sku", "A0", "name", "line\none, \"two\""), row("sku", "", "name", "")),
                List.of(row("name", "B", "colour", "red", "sku", "A1"), row("size", 7)),
                List.of(row("_errors", List.of("x"), "sku", "A3")));
        // The last chunk's worker is the quickest, then the first's.
        var seen = new ArrayList<String>();
        for (var order : List.of(List.of(0, 1, 2), List.of(2, 0, 1), List.of(1, 2, 0))) {
            var sink = new FileSink(objects, file("r-" + order, name, false), 60);
            var receipts = new Receipt[3];
            for (int chunk : order) receipts[chunk] = flushed(sink, chunk, chunks.get(chunk), 1);
            sink.finish(List.of(receipts));
            seen.add(text(name));
        }
        assertThat(seen.get(0).replace('\t', ','))
                .isEqualTo("sku,name,colour,size,_errors\r\n"
                        + "A0,\"line\none, \"\"two\"\"\",,,\r\n"
                        + ",,,,\r\nA1,B,red,,\r\n,,,7,\r\n"
                        + "A3,,,,\"[\"\"x\"\"]\"\r\n");
        assertThat(seen).containsOnly(seen.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-8", "utf-16", "utf-16le", "windows-1252"})
    void aTableIsWrittenAnewInItsOwnEncoding(String encoding) throws IOException {
        var options = new Options("csv", Map.of("encoding", encoding, "delimiter", ";"));
        var sink = new FileSink(objects, OutputFile.of("r-1", "outgoing", "p.csv", false, options), 40);
        var receipt =
                flushed(sink, 0, List.of(row("a", "ø"), row("a", ""), row("a", "1", "b", "é"), row("c", "x;\"y\"")), 1);
        sink.finish(List.of(receipt));
        var text = new String(bytes("outgoing/p.csv"), java.nio.charset.Charset.forName(encoding));
        assertThat(text.replace("\uFEFF", "")).isEqualTo("a;b;c\r\nø;;\r\n;;\r\n1;é;\r\n;;\"x;\"\"y\"\"\"\r\n");
    }

    @Test
    void whereEveryRecordHasAColumnOfItsOwnNothingIsLostAndReceiptsStaySmall() {
        var sink = new FileSink(objects, file("r-1", "p.csv", false), 2_000);
        var rows = new ArrayList<Record>();
        for (int i = 0; i < 300; i++) rows.add(row("sku", "A" + i, "f" + i, i));
        var receipt = flushed(sink, 0, rows, 1);
        assertThat(receipt.text().length()).isLessThan(64 << 10);
        sink.finish(List.of(receipt));
        var lines = text("p.csv").split("\r\n");
        assertThat(lines).hasSize(301);
        assertThat(lines[0]).startsWith("sku,f0,f1,").endsWith(",f299");
        assertThat(lines[300]).isEqualTo("A299" + ",".repeat(300) + "299");
    }

    private static Record row(Object... fields) {
        var value = new LinkedHashMap<String, Object>();
        for (int i = 0; i < fields.length; i += 2) value.put((String) fields[i], fields[i + 1]);
        return Record.of(value, new Origin("f", 1, 0));
    }

    /** By a new worker each time. */
    private static Receipt flushed(FileSink sink, int chunk, List<Record> records, int each) {
        var receipt = Receipt.NONE;
        for (int i = 0; i < records.size(); i += each) {
            try (var writer = sink.open(new Chunk(chunk, ""), receipt)) {
                var batch = new Batch(records.subList(i, Math.min(i + each, records.size())));
                assertThat(writer.write(batch)).containsOnly(Outcome.WRITTEN);
                receipt = writer.flush();
            }
        }
        return receipt;
    }

    @Test
    void whenTheFirstChunkGivesNothingTheNextOneSaysTheColumns() {
        var sink = sink("p.csv");
        var receipts = new ArrayList<Receipt>();
        try (var first = sink.open(Chunk.whole(), Receipt.NONE)) {
            receipts.add(first.flush());
        }
        receipts.add(copied(sink, 1, 0, 5));
        sink.finish(receipts);
        assertThat(text("p.csv")).startsWith("sku,n\r\n").hasLineCount(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p.csv", "p.ndjson", "p.json", "p.json.gz"})
    void withoutRecordsItIsAnEmptyFileOfItsFormat(String name) {
        sink(name).finish(List.of(Receipt.NONE, Receipt.NONE));
        assertThat(text(name)).isEqualTo(name.contains("json") && !name.contains("nd") ? "[]\n" : "");
    }

    @Test
    void namedColumnsAreTheHeaderAndTheOrder() {
        var options = new Options("csv", Map.of("columns", List.of("n", "sku", "more"), "delimiter", ";"));
        var sink = new FileSink(objects, OutputFile.of("r-1", "outgoing", "p.txt", false, options));
        sink.finish(List.of(copied(sink, 0, 0, 1)));
        assertThat(text("p.txt")).isEqualTo("n;sku;more\r\n0;A0;\r\n");
    }

    @Test
    void aFileThatMustStayIsNeverReplaced() {
        var sink = new FileSink(objects, file("r-1", "p.ndjson", true));
        var receipt = copied(sink, 0, 0, 3);
        objects.write("outgoing/p.ndjson", "old".getBytes(StandardCharsets.UTF_8), "text/plain");
        assertThatThrownBy(() -> sink.finish(List.of(receipt)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("file.taken");
        assertThat(text("p.ndjson")).isEqualTo("old");
        assertThatThrownBy(() -> new FileSink(objects, file("r-2", "p.ndjson", true)).open(Chunk.whole(), Receipt.NONE))
                .isInstanceOf(Refused.class);
    }

    @Test
    void aNameThatTellsNoFormatIsRefused() {
        assertThatThrownBy(() -> file("r-1", "p.xyz", false)).hasMessageContaining("format.unknown");
        assertThatThrownBy(() -> file("r-1", "../p.csv", false)).hasMessageContaining("file.name");
        assertThatThrownBy(() -> file("r-1", "processed/p.csv", false)).hasMessageContaining("file.name");
    }

    @Test
    void aWorkbookIsMadeOfWhatAllWorkersLeftAndSeenAsAWhole() throws IOException {
        var one = new FileSink(objects, file("r-1", "one.xlsx", false), 300);
        one.finish(List.of(copied(one, 0, 0, RECORDS)));
        var three = new FileSink(objects, file("r-3", "three.xlsx", false), 300);
        var receipts = new ArrayList<Receipt>();
        receipts.add(copied(three, 0, 0, 30));
        receipts.add(copied(three, 1, 30, 30));
        receipts.add(copied(three, 2, 30, RECORDS));
        assertThat(objects.head("outgoing/three.xlsx")).isEmpty();
        three.finish(receipts);
        assertThat(bytes("outgoing/three.xlsx")).isEqualTo(bytes("outgoing/one.xlsx"));
        assertThat(objects.list(".runs/r-3/out/", "", 10).items()).isEmpty();
        var records = new ArrayList<Object>();
        try (var reader = Formats.byName("xlsx")
                .reader(new ByteArrayInputStream(bytes("outgoing/three.xlsx")), "p", Options.NONE, Place.START)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get().value());
            }
        }
        assertThat(records).hasSize(RECORDS).contains(Map.of("sku", "A0", "n", 0), Map.of("sku", "A99", "n", 99));
    }

    @Test
    void aFinishOfAWorkbookThatIsRepeatedOrTooLateChangesNothing() {
        var sink = sink("p.xlsx");
        var receipt = copied(sink, 0, 0, RECORDS);
        sink.finish(List.of(receipt));
        objects.write("outgoing/p.xlsx", "newer".getBytes(StandardCharsets.UTF_8), "text/plain");
        sink.finish(List.of(receipt));
        var token = new String(bytes(".runs/r-1/output.json"), StandardCharsets.UTF_8).replace("true", "false");
        objects.write(".runs/r-1/output.json", token.getBytes(StandardCharsets.UTF_8), "application/json");
        // As a worker finds it that died after the composition, before it noted so and took the pieces away.
        assertThat(copied(sink, 0, 0, RECORDS)).isEqualTo(receipt);
        sink.finish(List.of(receipt));
        assertThat(text("p.xlsx")).isEqualTo("newer");
    }

    @Test
    void aWorkbookWithoutRecordsIsAWorkbook() {
        sink("p.xlsx").finish(List.of(Receipt.NONE));
        var options = new Options("xlsx", Map.of("columns", List.of("sku")));
        new FileSink(objects, OutputFile.of("r-2", "outgoing", "q.xlsx", false, options)).finish(List.of(Receipt.NONE));
        try (var reader = Formats.byName("xlsx")
                .reader(new ByteArrayInputStream(bytes("outgoing/q.xlsx")), "q", Options.NONE, Place.START)) {
            assertThat(reader.next()).isEmpty();
        }
        assertThat(text("p.xlsx")).startsWith("PK");
    }

    @Test
    void whatNoCellHoldsSpoilsNobody() {
        var sink = sink("p.xlsx");
        try (var writer = sink.open(Chunk.whole(), Receipt.NONE)) {
            writer.write(batch(0, 1));
            var outcomes = writer.write(new Batch(List.of(
                    Record.of(Map.of("sku", "x".repeat(40_000)), new Origin("f", 2, 0)), record(1))));
            assertThat(outcomes).extracting(Outcome::kind).containsExactly(Outcome.Kind.REJECTED, Outcome.Kind.WRITTEN);
            assertThat(outcomes.get(0).problem().orElseThrow().code()).isEqualTo("xlsx.cell-too-long");
        }
    }

    @Test
    void whatCannotBeWrittenIsRefusedBeforeAnyWorkIsDone() {
        assertThatThrownBy(() -> file("r-1", "p.xlsx.gz", false)).hasMessageContaining("file.format");
        assertThatThrownBy(() ->
                        OutputFile.of("r-1", "outgoing", "p.xlsx", false, new Options("xlsx", Map.of("sheet", "a/b"))))
                .hasMessageContaining("xlsx.sheet-name");
        assertThatThrownBy(() -> OutputFile.of(
                        "r-1", "outgoing", "p.xml", false, new Options("xml", Map.of("record", "my products/p"))))
                .hasMessageContaining("xml.name");
    }

    @Test
    void xmlHasItsPathAndItsNamespacesAroundTheRecords() {
        var options = new Options("xml", Map.of("record", "catalog/product", "namespaces", Map.of("g", "http://g")));
        var sink = new FileSink(objects, OutputFile.of("r-1", "outgoing", "p.xml", false, options));
        sink.finish(List.of(copied(sink, 0, 0, 2)));
        assertThat(text("p.xml")).isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <catalog xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:g="http://g">
                        <product><sku>A0</sku><n>0</n></product>
                        <product><sku>A1</sku><n>1</n></product>
                        </catalog>
                        """);
        new FileSink(objects, OutputFile.of("r-2", "outgoing", "q.xml", false, options)).finish(List.of(Receipt.NONE));
        assertThat(text("q.xml")).endsWith("xmlns:g=\"http://g\">\n</catalog>\n");
    }

    /** In batches of seven, each by a worker of its own. */
    private static Receipt copied(FileSink sink, int chunk, int from, int to) {
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
        for (int i = from; i < to; i++) records.add(record(i));
        return new Batch(records);
    }

    private static Record record(int i) {
        var value = new LinkedHashMap<String, Object>();
        value.put("sku", "A" + i);
        value.put("n", i);
        return Record.of(value, new Origin("incoming/p.csv", i + 1, 0));
    }

    private String text(String name) {
        var bytes = bytes("outgoing/" + name);
        try (var in = name.endsWith(".gz")
                ? new GZIPInputStream(new ByteArrayInputStream(bytes))
                : new ByteArrayInputStream(bytes)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes(String key) {
        try (var in = objects.read(key, null, 0).orElseThrow()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
