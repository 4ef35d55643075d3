package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Source;
import dev.crossdock.flow.SourceContract;
import dev.crossdock.format.Options;
import dev.crossdock.memory.MemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Files of every format keep the contract, whether or not they can be cut. */
class FileSourceTest {
    private static final int RECORDS = 2500;
    private static final long CHUNK = 20_000;

    /** 2,500 records with quotes and line ends in them, so that a careless cut would show. */
    private static List<Object> records() {
        var records = new ArrayList<Object>();
        for (int i = 0; i < RECORDS; i++) {
            records.add(Map.of("sku", "A" + i, "text", i % 7 == 0 ? "line \"one\"\nline, two ø" : "plain " + i));
        }
        return records;
    }

    private static String csv() {
        var csv = new StringBuilder("sku,text\n");
        for (var record : records()) {
            var map = (Map<?, ?>) record;
            csv.append(map.get("sku"))
                    .append(",\"")
                    .append(map.get("text").toString().replace("\"", "\"\""))
                    .append("\"\r\n");
        }
        return csv.toString();
    }

    private static String ndjson() {
        var text = new StringBuilder();
        for (var record : records()) text.append(json((Map<?, ?>) record)).append('\n');
        return text.toString();
    }

    private static String array() {
        var text = new StringBuilder("[\n");
        for (var record : records()) text.append(text.length() > 2 ? ",\n" : "").append(json((Map<?, ?>) record));
        return text.append("\n]\n").toString();
    }

    private static String json(Map<?, ?> map) {
        return "{\"sku\":\"%s\",\"text\":\"%s\"}"
                .formatted(
                        map.get("sku"),
                        map.get("text").toString().replace("\"", "\\\"").replace("\n", "\\n"));
    }

    private static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private abstract static class Kept extends SourceContract {
        private final MemoryObjectStore objects = new MemoryObjectStore(Clock.systemUTC());
        private final FileRef file;

        Kept(String name, byte[] content) {
            file = ObjectStore.ref(objects.write("incoming/" + name, content, ""))
                    .orElseThrow();
        }

        @Override
        protected Source source() {
            return new FileSource(objects, file, Options.NONE, CHUNK);
        }

        @Override
        protected List<Object> expected() {
            return records();
        }
    }

    @Nested
    class Csv extends Kept {
        Csv() {
            super("p.csv", csv().getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void aLargeFileBecomesSeveralChunks() {
            assertThat(source().plan()).hasSizeGreaterThan(2);
        }
    }

    @Nested
    class CsvInUtf16 extends Kept {
        CsvInUtf16() {
            super("p.csv", csv().getBytes(StandardCharsets.UTF_16));
        }
    }

    @Nested
    class CsvGzipped extends Kept {
        CsvGzipped() {
            super("p.csv.gz", gzip(csv()));
        }
    }

    @Nested
    class Ndjson extends Kept {
        Ndjson() {
            super("p.ndjson", ndjson().getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void aLargeFileBecomesSeveralChunks() {
            assertThat(source().plan()).hasSizeGreaterThan(2);
        }
    }

    @Nested
    class JsonArray extends Kept {
        JsonArray() {
            super("p.json", array().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aFileThatWasReplacedIsRefusedAndSaysWhoDoesTheWork() {
        var objects = new MemoryObjectStore(Clock.systemUTC());
        var file = ObjectStore.ref(objects.write("incoming/p.csv", "sku\nA\n".getBytes(), ""))
                .orElseThrow();
        var source = new FileSource(objects, file, Options.NONE);
        var chunk = source.plan().get(0);
        objects.write("incoming/p.csv", "sku\nB\n".getBytes(), "");
        assertThatThrownBy(() -> source.open(chunk, Checkpoint.START))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.problem().code()).isEqualTo("file.replaced"));
        objects.delete("incoming/p.csv", null);
        assertThatThrownBy(source::plan)
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.problem().code()).isEqualTo("file.gone"));
    }
}
