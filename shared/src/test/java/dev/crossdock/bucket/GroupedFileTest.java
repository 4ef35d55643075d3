package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Source;
import dev.crossdock.format.Options;
import dev.crossdock.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Rows that belong together are one record, wherever the file is cut and wherever a worker goes on. */
class GroupedFileTest {
    private final MemoryObjectStore objects = new MemoryObjectStore(Clock.systemUTC());

    private FileSource source(String content, long chunkBytes, String... by) {
        var stored = objects.write("incoming/p.csv", content.getBytes(StandardCharsets.UTF_8), "");
        return new FileSource(objects, ObjectStore.ref(stored).orElseThrow(), Options.NONE, chunkBytes)
                .grouped(List.of(by));
    }

    private static List<Record> all(Source source) {
        var records = new ArrayList<Record>();
        for (var chunk : source.plan()) records.addAll(rest(source, chunk, Checkpoint.START));
        return records;
    }

    private static List<Record> rest(Source source, dev.crossdock.flow.Chunk chunk, Checkpoint from) {
        var records = new ArrayList<Record>();
        try (var cursor = source.open(chunk, from)) {
            for (var batch = cursor.next(); batch.isPresent(); batch = cursor.next())
                records.addAll(batch.get().records());
        }
        return records;
    }

    private static List<?> rows(Record record) {
        return (List<?>) ((Map<?, ?>) record.value()).get("rows");
    }

    /** 400 groups of 1 to 7 rows, and here and there a row of no group. */
    private static String products() {
        var csv = new StringBuilder("handle,title,sku\n");
        for (int i = 0; i < 400; i++) {
            for (int row = 0; row <= i % 7; row++)
                csv.append("p%d,%s,p%d-%d\n".formatted(i, row == 0 ? "Product " + i : "", i, row));
            if (i % 50 == 49) csv.append(",Alone,x%d\n".formatted(i)).append(",Alone,y%d\n".formatted(i));
        }
        return csv.toString();
    }

    @Test
    void consecutiveRowsBecomeOneRecordWithTheFirstRowsFieldsAndAllRows() {
        var record = all(source("handle,title,sku\na,Chair,a1\na,,a2\nb,Table,b1\n", 1 << 20, "handle"))
                .get(0);
        assertThat(record.value())
                .isEqualTo(Map.of(
                        "handle",
                        "a",
                        "title",
                        "Chair",
                        "sku",
                        "a1",
                        "rows",
                        List.of(
                                Map.of("handle", "a", "title", "Chair", "sku", "a1"),
                                Map.of("handle", "a", "title", "", "sku", "a2"))));
        assertThat(record.origin().record()).isEqualTo(1);
    }

    @Test
    void whereverTheFileIsCutNoGroupIsSplit() {
        var whole = all(source(products(), 1 << 20, "handle"));
        assertThat(whole).hasSize(400 + 16);
        for (long bytes = 20; bytes < 4000; bytes = bytes * 3 / 2 + 1) {
            var cut = source(products(), bytes, "handle");
            assertThat(cut.plan()).hasSizeGreaterThan(3);
            assertThat(all(cut)).as("chunks of " + bytes).isEqualTo(whole);
        }
    }

    @Test
    void goingOnAtAnyCheckpointGivesExactlyTheRest() {
        var csv = new StringBuilder("handle,text\n");
        for (int i = 0; i < 3000; i++) csv.append("p%d,%s\n".formatted(i / 2, "x".repeat(10)));
        var source = source(csv.toString(), 1 << 20, "handle");
        var chunk = source.plan().get(0);
        var whole = rest(source, chunk, Checkpoint.START);
        assertThat(whole).hasSize(1500);
        int read = 0;
        try (var cursor = source.open(chunk, Checkpoint.START)) {
            for (var batch = cursor.next(); batch.isPresent(); batch = cursor.next()) {
                read += batch.get().size();
                assertThat(rest(source, chunk, cursor.position())).isEqualTo(whole.subList(read, whole.size()));
            }
        }
    }

    @Test
    void severalFieldsMayMakeAGroup() {
        var records = all(source("sku,lang,text\na,no,1\na,no,2\na,en,3\n", 1 << 20, "sku", "lang"));
        assertThat(records).extracting(record -> rows(record).size()).containsExactly(2, 1);
    }

    @Test
    void aRowThatCannotBeReadTakesItsGroupWithIt() {
        var records = all(source("handle,title,sku\na,Chair,a1\na,,a2,more\na,,a3\nb,Table,b1\n", 1 << 20, "handle"));
        assertThat(records).hasSize(2);
        assertThat(records.get(0).unreadable().orElseThrow().code()).isEqualTo("csv.ragged");
        assertThat(rows(records.get(0))).hasSize(3);
        assertThat(records.get(1).unreadable()).isEmpty();
    }

    @Test
    void aFieldThatIsNotThereIsSaidWithThoseThatAre() {
        assertThatThrownBy(() -> all(source("handle,sku\na,1\n", 1 << 20, "Handle")))
                .hasMessage(
                        "group.field · incoming/p.csv: the records are grouped by \"Handle\", and the first one has no"
                                + " such field. Set from.group to one of its fields: handle, sku.");
    }

    @Test
    void aGroupThatNeverEndsIsRefused() {
        var csv = new StringBuilder("handle,sku\n");
        for (int i = 0; i < 10_100; i++) csv.append("a,").append(i).append('\n');
        assertThatThrownBy(() -> all(source(csv.toString(), 1 << 20, "handle")))
                .isInstanceOf(Refused.class)
                .hasMessage(
                        "group.too-large · incoming/p.csv, record 1, line 2, byte 11: more than 10,000 rows or 16 MB in a"
                                + " row have handle [a]. Set from.group to a field that differs more often.");
    }

    @Test
    void shopifysOwnExampleHasAsManyRecordsAsHandles() throws IOException {
        var folder = System.getProperty("crossdock.realdata", "../../shared/realdata");
        var path = Path.of(folder).resolve("products/shopify-apparel.csv");
        Assumptions.assumeTrue(Files.exists(path), "no real files: " + path);
        var stored = objects.write("incoming/p.csv", Files.readAllBytes(path), "");
        var plain = new FileSource(objects, ObjectStore.ref(stored).orElseThrow(), Options.NONE, 1000);
        var records = all(plain.grouped(List.of("Handle")));
        var handles = all(plain).stream()
                .map(row -> ((Map<?, ?>) row.value()).get("Handle"))
                .collect(Collectors.toSet());
        assertThat(records).hasSize(handles.size());
        assertThat(records.stream().mapToInt(record -> rows(record).size()).sum())
                .isEqualTo(all(plain).size());
        assertThat(records).anyMatch(record -> rows(record).size() > 2);
    }
}
