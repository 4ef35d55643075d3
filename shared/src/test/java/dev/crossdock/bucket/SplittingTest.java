package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Options;
import dev.crossdock.memory.MemoryObjectStore;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A large file is cut without being read; what its chunks give together is what one chunk gives. */
class SplittingTest {
    private static final Splitting SPLIT = new Splitting(300_000, 200_000, false);
    private static final Splitting WHOLE = new Splitting(Long.MAX_VALUE, 200_000, false);

    private final MemoryObjectStore objects = new MemoryObjectStore(Clock.systemUTC());
    private final AtomicLong bytesRead = new AtomicLong();

    private FileRef store(String name, String content) {
        return ObjectStore.ref(objects.write("incoming/" + name, content.getBytes(StandardCharsets.UTF_8), ""))
                .orElseThrow();
    }

    /** The store, counting what is read from it. */
    private ObjectStore counting() {
        return (ObjectStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    var result = method.invoke(objects, arguments);
                    return method.getName().equals("read")
                            ? ((Optional<?>) result).map(in -> counted((InputStream) in))
                            : result;
                });
    }

    private InputStream counted(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws java.io.IOException {
                int b = super.read();
                if (b >= 0) bytesRead.incrementAndGet();
                return b;
            }

            @Override
            public int read(byte[] b, int off, int len) throws java.io.IOException {
                int n = super.read(b, off, len);
                if (n > 0) bytesRead.addAndGet(n);
                return n;
            }
        };
    }

    private List<Record> read(FileSource source, Chunk chunk) {
        var records = new ArrayList<Record>();
        try (var cursor = source.open(chunk, Checkpoint.START)) {
            for (var batch = cursor.next(); batch.isPresent(); batch = cursor.next())
                records.addAll(batch.get().records());
        }
        return records;
    }

    private List<Object> values(FileSource source) {
        var values = new ArrayList<>();
        for (var chunk : source.plan())
            for (var record : read(source, chunk)) {
                values.add(record.value());
                record.unreadable().ifPresent(problem -> values.add(problem.code()));
            }
        return values;
    }

    /** Quotes, line ends in quotes, and now and then a whole table of the same width in quotes. */
    private static String csv(long seed, int bytes) {
        var random = new Random(seed);
        var csv = new StringBuilder("sku,name,text\n");
        for (int i = 0; csv.length() < bytes; i++) {
            csv.append('A').append(i).append(',');
            csv.append(random.nextInt(3) == 0 ? "\"Kettle, \"\"red\"\"\"" : "Kettle")
                    .append(',');
            switch (random.nextInt(6)) {
                case 0 -> csv.append("\"two\nlines\"");
                case 1 ->
                    csv.append('"')
                            .append(("B" + i + ",Pan,\"\"in\"\"\n").repeat(random.nextInt(20)))
                            .append('"');
                case 2 ->
                    csv.append('"')
                            .append("B,Pan,x\n".repeat(random.nextInt(60)))
                            .append('"');
                default -> csv.append("plain");
            }
            csv.append('\n');
        }
        return csv.toString();
    }

    @Test
    void theChunksOfAHostileCsvAreTheFile() {
        for (long seed = 0; seed < 20; seed++) {
            var file = store("p.csv", csv(seed, 1_500_000));
            var split = new FileSource(objects, file, Options.NONE, SPLIT);
            assertThat(split.plan()).as("seed %d", seed).hasSizeGreaterThan(4);
            assertThat(values(split))
                    .as("seed %d", seed)
                    .isEqualTo(values(new FileSource(objects, file, Options.NONE, WHOLE)));
        }
    }

    @Test
    void theChunksOfNdjsonAreTheFile() {
        var text = new StringBuilder();
        for (int i = 0; text.length() < 1_500_000; i++)
            text.append("{\"sku\":\"A")
                    .append(i)
                    .append("\",\"text\":\"a\\nb\"}")
                    .append(i % 9 == 0 ? "\n\n" : "\n");
        var file = store("p.ndjson", text.toString());
        var split = new FileSource(objects, file, Options.NONE, SPLIT);
        assertThat(split.plan()).hasSizeGreaterThan(5);
        assertThat(values(split)).isEqualTo(values(new FileSource(objects, file, Options.NONE, WHOLE)));
    }

    @Test
    void aPlainFileIsCutByLookingAtItsWindowsOnly() {
        var csv = new StringBuilder("sku,name\n");
        while (csv.length() < 8_000_000) csv.append("A").append(csv.length()).append(",Kettle\n");
        var file = store("p.csv", csv.toString());
        var splitting = new Splitting(1_000_000, 2_000_000, false);
        assertThat(new FileSource(counting(), file, Options.NONE, splitting).plan())
                .hasSize(4);
        assertThat(bytesRead.get()).isLessThan(800_000);
    }

    @Test
    void quotesOfAnotherKindAreReadExactly() {
        var csv = new StringBuilder("sku,name\n");
        for (int i = 0; csv.length() < 1_000_000; i++) csv.append("A").append(i).append(",\"5\\\" pan,\nred\"\n");
        var file = store("p.csv", csv.toString());
        var options = new Options("csv", Map.of("escape", "\\"));
        var split = new FileSource(objects, file, options, SPLIT);
        assertThat(split.plan()).hasSizeGreaterThan(3);
        assertThat(values(split)).isEqualTo(values(new FileSource(objects, file, options, WHOLE)));
    }

    @Test
    void aSmallFileAndAPackedOneAreOneChunk() throws Exception {
        assertThat(new FileSource(objects, store("p.csv", csv(1, 200_000)), Options.NONE, SPLIT).plan())
                .hasSize(1);
        var packed = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(packed)) {
            var noise = new Random(1);
            gzip.write("sku,n\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 60_000; i++)
                gzip.write(("A" + i + "," + noise.nextLong() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        var file = ObjectStore.ref(objects.write("incoming/p.csv.gz", packed.toByteArray(), ""))
                .orElseThrow();
        assertThat(file.sizeBytes()).isGreaterThan(SPLIT.overBytes());
        assertThat(new FileSource(objects, file, Options.NONE, SPLIT).plan()).hasSize(1);
    }

    @Test
    void aChunkThatDoesNotEndWhereTheNextBeginsFails() {
        // The quote is opened in the first chunk and closed by nothing, so all that follows is in doubt.
        var csv = new StringBuilder("sku,name\n");
        for (int i = 0; csv.length() < 1_000_000; i++)
            csv.append("A").append(i).append(i == 10 ? ",\"Kettle\n" : ",Kettle\n");
        var file = store("p.csv", csv.toString());
        var source = new FileSource(objects, file, Options.NONE, SPLIT);
        var chunk = source.plan().get(0);
        assertThatThrownBy(() -> read(source, chunk)).isInstanceOfSatisfying(Refused.class, e -> {
            assertThat(e.problem().code()).isEqualTo("file.split");
            assertThat(e.problem().message()).contains("csv.unclosed-quote", "record 11, line 12", "field \"name\"");
        });
    }

    @Test
    void recordsSayInWhichChunkTheyAreCounted() {
        var source = new FileSource(objects, store("p.csv", csv(3, 1_000_000)), Options.NONE, SPLIT);
        var chunks = source.plan();
        var origin = read(source, chunks.get(1)).get(0).origin();
        assertThat(origin.file()).isEqualTo("incoming/p.csv, chunk 2 of " + chunks.size());
        assertThat(origin.record()).isEqualTo(1);
        assertThat(origin.byteOffset()).isGreaterThanOrEqualTo(SPLIT.chunkBytes());
        assertThat(FileSource.numbersItsOwn(chunks.get(1))).isTrue();
        assertThat(FileSource.numbersItsOwn(chunks.get(0))).isFalse();
    }

    @Test
    void theSettingIsASizeOrNever() {
        assertThat(Splitting.of(null)).isEqualTo(Splitting.DEFAULT);
        assertThat(Splitting.of("1GB").overBytes()).isEqualTo(1L << 30);
        assertThat(Splitting.of("2KB/1KB")).isEqualTo(new Splitting(2048, 1024, true));
        assertThat(Splitting.of("never").overBytes()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> Splitting.of("64"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        e -> assertThat(e.problem().toString())
                                .isEqualTo(
                                        "config.value: CROSSDOCK_SPLIT \"64\" is neither a size such as 64MB nor never. Set it"
                                                + " to the size from which files are cut into chunks."));
    }
}
