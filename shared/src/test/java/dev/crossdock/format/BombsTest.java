package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Files that mean harm: each is refused, or its record rejected, by a coded message, and reading stops early. What each took
 * and how much was read is in {@code target/bombs.txt}.
 */
class BombsTest {
    private static final long MB = 1L << 20;
    /** Of this thread's processor, and only where the machine is known: infra/lab/bombs.sh. */
    private static final long MOST_NANOS = 2_000_000_000L;

    private static final boolean MEASURED = Boolean.getBoolean("crossdock.bombs.measured");

    /** @param most bytes as stored that may be read before the answer */
    private record Bomb(String name, String file, Content content, String code, long most) {}

    private interface Content {
        InputStream open() throws IOException;
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static InputStream times(String text, long count) {
        return new SequenceInputStream(Collections.enumeration(parts(text, count)));
    }

    private static List<InputStream> parts(String text, long count) {
        var parts = new ArrayList<InputStream>();
        // LargeAndBrokenTest's stream counts by int.
        for (long left = count; left > 0; left -= 1_000_000) {
            parts.add(LargeAndBrokenTest.times(text, (int) Math.min(left, 1_000_000)));
        }
        return parts;
    }

    private static InputStream then(InputStream... parts) {
        return new SequenceInputStream(Collections.enumeration(List.of(parts)));
    }

    private static InputStream packed(Compression compression, String head, long megabytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var pack = compression.pack(out, "p.csv" + compression.suffix())) {
            pack.write(head.getBytes(StandardCharsets.US_ASCII));
            times("0".repeat(1024), megabytes * 1024).transferTo(pack);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static InputStream nested(int depth) throws IOException {
        byte[] inner = "sku\nA\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < depth; i++) {
            var out = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry(i == 0 ? "p.csv" : "p" + i + ".zip"));
                zip.write(inner);
            }
            inner = out.toByteArray();
        }
        return new ByteArrayInputStream(inner);
    }

    private static Stream<Bomb> bombs() {
        var deep = "[".repeat(100_000);
        var million = "9".repeat(1_000_000);
        var entities = new StringBuilder("<!DOCTYPE a [<!ENTITY a \"" + "x".repeat(1000) + "\">]><as>");
        entities.append("<a>").append("&a;".repeat(50_000)).append("</a></as>");
        return Stream.of(
                new Bomb(
                        "gzip 1:1,028",
                        "p.csv.gz",
                        () -> packed(Compression.GZIP, "sku\n", 512),
                        "gzip.bomb|csv.*",
                        MB),
                new Bomb("zstd", "p.csv.zst", () -> packed(Compression.ZSTD, "sku\n", 512), "zstd.bomb|csv.*", MB),
                new Bomb("zip", "p.zip", () -> packed(Compression.ZIP, "sku\n", 512), "zip.bomb|csv.*", MB),
                new Bomb(
                        "gzip of lines",
                        "p.csv.gz",
                        () -> {
                            var out = new ByteArrayOutputStream();
                            try (var pack = new GZIPOutputStream(out)) {
                                times("0".repeat(16_383) + "\n", 25_000).transferTo(pack);
                            }
                            return new ByteArrayInputStream(out.toByteArray());
                        },
                        "gzip.bomb",
                        MB),
                new Bomb("zip in a zip in a zip", "p.zip", () -> nested(3), "[a-z]+[.].*", MB),
                new Bomb("JSON, 100,000 deep", "p.json", () -> bytes(deep), "json.*", MB),
                new Bomb("JSON, 100,000 deep in a record", "p.json", () -> bytes("[{\"a\":" + deep), "json.*", MB),
                new Bomb("NDJSON, 100,000 deep", "p.ndjson", () -> bytes("{\"a\":" + deep + "\n"), "ndjson.*", MB),
                new Bomb("1e1000000000", "p.json", () -> bytes("[{\"a\":1e1000000000}]"), "json.number", MB),
                new Bomb("1e1000000000, NDJSON", "p.ndjson", () -> bytes("{\"a\":1e1000000000}\n"), "json.number", MB),
                new Bomb("1e-1000000000", "p.json", () -> bytes("[{\"a\":1e-1000000000}]"), "json.number", MB),
                new Bomb(
                        "a number of 1,000,000 digits",
                        "p.json",
                        () -> bytes("[{\"a\":" + million + "}]"),
                        "json.*",
                        2 * MB),
                new Bomb(
                        "a number of 1,000,000 digits, NDJSON",
                        "p.ndjson",
                        () -> bytes("{\"a\":" + million + "}\n"),
                        "ndjson.*",
                        2 * MB),
                new Bomb(
                        "an object of 10,000,000 keys",
                        "p.json",
                        () -> then(bytes("[{"), keys(10_000_000), bytes("\"z\":1}]")),
                        "json.record-too-large",
                        32 * MB),
                new Bomb(
                        "an object of 10,000,000 keys, NDJSON",
                        "p.ndjson",
                        () -> then(bytes("{"), keys(10_000_000), bytes("\"z\":1}\n")),
                        "ndjson.line-too-long",
                        32 * MB),
                new Bomb(
                        "a JSON string of 2 GB",
                        "p.json",
                        () -> then(bytes("[{\"a\":\""), times("x".repeat(1024), 2 << 20)),
                        "json.*",
                        48 * MB),
                new Bomb(
                        "a quoted field of 2 GB",
                        "p.csv",
                        () -> then(bytes("sku,name\nA,\""), times("x".repeat(1024), 2 << 20)),
                        "csv.unclosed-quote",
                        32 * MB),
                new Bomb(
                        "a field of 2 GB",
                        "p.csv",
                        () -> then(bytes("sku,name\nA,"), times("x".repeat(1024), 2 << 20)),
                        "csv.record-too-large",
                        32 * MB),
                new Bomb("a header of 2 GB", "p.csv", () -> times("a,", 1 << 30), "csv.*", 32 * MB),
                new Bomb(
                        "a line of 2 GB",
                        "p.ndjson",
                        () -> times("x".repeat(1024), 2 << 20),
                        "ndjson.line-too-long",
                        32 * MB),
                new Bomb("XML entities, quadratic", "p.xml", () -> bytes(entities.toString()), "xml.*", MB),
                new Bomb("XML, 1,000,000 deep", "p.xml", () -> times("<a>", 1_000_000), "xml.*", 32 * MB),
                new Bomb(
                        "XML text of 2 GB",
                        "p.xml",
                        () -> then(bytes("<as><a>"), times("x".repeat(1024), 2 << 20)),
                        "xml.*",
                        48 * MB),
                new Bomb(
                        "XML, a file from outside",
                        "p.xml",
                        () -> bytes("<!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><as><a>&f;</a></as>"),
                        "xml.dtd",
                        MB),
                new Bomb("XML, a billion laughs", "p.xml", () -> bytes(laughs()), "xml.dtd", MB),
                new Bomb(
                        "XML, a parameter entity",
                        "p.xml",
                        () -> bytes(
                                "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x.dtd\"> %p;]><as><a>1</a></as>"),
                        "xml.dtd",
                        MB),
                new Bomb(
                        "XML, a document type from outside",
                        "p.xml",
                        () -> bytes("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><as><a>1</a></as>"),
                        "xml.dtd",
                        MB),
                new Bomb(
                        "XML, a public document type",
                        "p.xml",
                        () -> bytes("<!DOCTYPE a PUBLIC \"-//X//EN\" \"file:///etc/hostname\"><as><a>1</a></as>"),
                        "xml.dtd",
                        MB),
                new Bomb(
                        "XML, an attribute of 2 GB",
                        "p.xml",
                        () -> then(bytes("<as><a b=\""), times("x".repeat(1024), 2 << 20)),
                        "xml.*",
                        48 * MB),
                new Bomb(
                        "XML, attributes without end",
                        "p.xml",
                        () -> then(bytes("<as><a "), attributes(10_000_000), bytes("/></as>")),
                        "xml.*",
                        48 * MB),
                new Bomb(
                        "XML, a comment of 2 GB",
                        "p.xml",
                        () -> then(bytes("<as><a>1</a><!--"), times("x".repeat(1024), 2 << 20)),
                        "xml.*",
                        48 * MB),
                new Bomb("a zip of 10,001 folders", "p.zip", BombsTest::folders, "zip.several|zip.empty", 2 * MB),
                new Bomb(
                        "a zip whose entry says it is small",
                        "p.zip",
                        () -> new ByteArrayInputStream(new Archive()
                                .entry("p.csv", Archive.deflated(new byte[1 << 20], 600), 0, 10)
                                .bytes()),
                        "zip.*|csv.*",
                        2 * MB),
                new Bomb(
                        "a zip in which entries lie in one another",
                        "p.zip",
                        () -> new ByteArrayInputStream(overlapping()),
                        "zip.*|csv.*",
                        2 * MB),
                new Bomb("a zip that leads out", "p.zip", () -> named("../../p.csv"), "zip.name", MB),
                new Bomb("a zip that leads out, as on Windows", "p.zip", () -> named("..\\p.csv"), "zip.name", MB),
                new Bomb("a gzip in a gzip", "p.csv.gz", () -> twice(), "gzip.*|csv.*|format.*", MB),
                new Bomb(
                        "gzip of blank lines",
                        "p.csv.gz",
                        () -> {
                            var out = new ByteArrayOutputStream();
                            try (var pack = new GZIPOutputStream(out)) {
                                times("\n".repeat(1024), 200_000).transferTo(pack);
                            }
                            return new ByteArrayInputStream(out.toByteArray());
                        },
                        "gzip.bomb|csv.*",
                        MB),
                new Bomb(
                        "gzip of NDJSON's blanks",
                        "p.ndjson.gz",
                        () -> packedText("{\"a\":1}" + " ".repeat(1016), 200_000),
                        "gzip.bomb|ndjson.*",
                        2 * MB),
                new Bomb(
                        "gzip of JSON's blanks",
                        "p.json.gz",
                        () -> packedText("[" + " ".repeat(1023), 200_000),
                        "gzip.bomb|json.*",
                        2 * MB),
                new Bomb(
                        "gzip of XML's blanks",
                        "p.xml.gz",
                        () -> packedText("<a>" + " ".repeat(1021), 200_000),
                        "gzip.bomb|xml.*",
                        2 * MB),
                new Bomb(
                        "zstd with a window of 2 GB",
                        "p.csv.zst",
                        () -> bytes("\u0028\u00b5\u002f\u00fd\u0000\u00a8" + "\u0000".repeat(64)),
                        "zstd.*",
                        MB),
                new Bomb(
                        "a footer of 2 GB, Parquet",
                        "p.parquet",
                        () -> bytes("PAR1" + "x".repeat(64) + "\u00ff\u00ff\u00ff\u007fPAR1"),
                        "parquet.*",
                        MB));
    }

    private static String laughs() {
        var dtd = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 \"lol\">");
        for (int i = 1; i < 10; i++) dtd.append("<!ENTITY l" + i + " \"" + ("&l" + (i - 1) + ";").repeat(10) + "\">");
        return dtd + "]><as><a>&l9;</a></as>";
    }

    private static InputStream attributes(int count) {
        var parts = new ArrayList<InputStream>();
        for (int i = 0; i < count; i += 100_000) {
            int from = i;
            parts.add(new InputStream() {
                private InputStream in;

                @Override
                public int read() throws IOException {
                    if (in == null) {
                        var text = new StringBuilder();
                        for (int n = from; n < from + 100_000; n++)
                            text.append('a').append(n).append("=\"1\" ");
                        in = bytes(text.toString());
                    }
                    return in.read();
                }
            });
        }
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static InputStream folders() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i <= Unzip.MOST_ENTRIES; i++) zip.putNextEntry(new ZipEntry("f" + i + "/"));
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static InputStream named(String name) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write("sku\nA\n".getBytes(StandardCharsets.US_ASCII));
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    /** Each entry's data is the next entry, header and all, and in the end one kernel of zeros (Fifield 2019). */
    private static byte[] overlapping() throws IOException {
        byte[] inner = new Archive()
                .entry("kernel", Archive.deflated(new byte[1 << 20], 100), 0, 100 << 20)
                .bytes();
        for (int i = 0; i < 200; i++)
            inner = new Archive()
                    .entry("p" + i + ".csv", inner, 0, inner.length)
                    .bytes();
        return inner;
    }

    private static InputStream twice() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var pack = new GZIPOutputStream(new GZIPOutputStream(out))) {
            times("0".repeat(1024), 100_000).transferTo(pack);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static InputStream packedText(String text, int count) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var pack = new GZIPOutputStream(out)) {
            times(text, count).transferTo(pack);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static InputStream keys(int count) {
        return new InputStream() {
            private int key;
            private byte[] now = new byte[0];
            private int at;

            @Override
            public int read() {
                if (at == now.length) {
                    if (key == count) return -1;
                    now = ("\"k" + key++ + "\":1,").getBytes(StandardCharsets.US_ASCII);
                    at = 0;
                }
                return now[at++];
            }

            @Override
            public int read(byte[] b, int off, int len) {
                int n = 0;
                for (int c; n < len && (c = read()) >= 0; n++) b[off + n] = (byte) c;
                return n == 0 ? -1 : n;
            }
        };
    }

    private static final class Counting extends FilterInputStream {
        private long bytes;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) bytes++;
            return b;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n = super.read(b, off, len);
            if (n > 0) bytes += n;
            return n;
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** What is packed is packed before the clock runs. */
    private static Content made(Content content) throws IOException {
        if (!(content.open() instanceof ByteArrayInputStream bytes)) return content;
        var all = bytes.readAllBytes();
        return () -> new ByteArrayInputStream(all);
    }

    /** What a job would meet: the file's head is looked at, then it is read from its beginning. */
    private static Optional<Problem> met(String file, Content content, Counting[] read) throws IOException {
        try (var in = new Counting(content.open())) {
            read[0] = in;
            byte[] head;
            try (var first = content.open()) {
                head = first.readNBytes(Formats.STORED_BYTES);
            }
            var detected = Formats.detect(file, head, Options.NONE);
            var unpacked = detected.compression().open(in, file);
            try (var reader = detected.format().reader(unpacked, file, detected.options(), Place.START)) {
                for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                    if (next.get().unreadable().isPresent()) return next.get().unreadable();
                }
            }
            return Optional.empty();
        } catch (Refused e) {
            return Optional.of(e.problem());
        }
    }

    private static final StringBuffer TABLE = new StringBuffer();

    @TestFactory
    Stream<DynamicTest> isRefusedEarly() {
        TABLE.setLength(0);
        assertThat(bombs()).hasSizeGreaterThanOrEqualTo(40);
        return bombs().map(bomb -> DynamicTest.dynamicTest(bomb.name(), () -> {
            var read = new Counting[1];
            var content = made(bomb.content());
            long began = cpuNanos();
            var problem = met(bomb.file(), content, read);
            long took = cpuNanos() - began;
            note(bomb.name(), problem, read[0].bytes, took);
            assertThat(problem).isPresent();
            assertThat(problem.get().code()).matches(bomb.code());
            assertThat(problem.get().hint()).isNotBlank();
            assertThat(problem.get().place()).startsWith(bomb.file());
            assertThat(read[0].bytes).isLessThanOrEqualTo(bomb.most());
            if (MEASURED) assertThat(took).isLessThan(MOST_NANOS);
            assertThat(met("next.csv", () -> bytes("sku,price\nA,1\n"), read)).isEmpty();
        }));
    }

    @TestFactory
    Stream<DynamicTest> archivesThatLeadOutOfTheirFolderAreRefused() throws IOException {
        var folder = ConformanceTest.SUITES.resolve("zip-slip");
        if (!Files.isDirectory(folder)) {
            return Stream.of(DynamicTest.dynamicTest(
                    "zip-slip",
                    () -> assumeTrue(false, "no suite in " + folder + " (property crossdock.conformance)")));
        }
        try (var files = Files.list(folder)) {
            return files
                    .filter(file -> !file.toString().endsWith(".md"))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> slip(file)))
                    .toList()
                    .stream();
        }
    }

    private static void slip(Path file) throws IOException {
        var name = file.getFileName().toString();
        var read = new Counting[1];
        long began = cpuNanos();
        var problem = met(name, () -> Files.newInputStream(file), read);
        note(name, problem, read[0].bytes, cpuNanos() - began);
        assertThat(problem).isPresent();
        assertThat(problem.get().code()).matches("zip[.](name|several)|format[.]unknown|zip[.].*");
        // As a file of a name that a job would take, too.
        assertThat(met(name.replaceFirst("[.](zip|tar)$", ".csv"), () -> Files.newInputStream(file), read))
                .isPresent();
    }

    private static synchronized void note(String name, Optional<Problem> problem, long bytes, long nanos) {
        TABLE.append(String.format(
                Locale.ROOT,
                "%-42s %-24s %,12d bytes read %,7d ms of CPU%n",
                name,
                problem.map(Problem::code).orElse("NOT REFUSED"),
                bytes,
                nanos / 1_000_000));
        try {
            Files.createDirectories(Path.of("target"));
            Files.writeString(Path.of("target/bombs.txt"), TABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
