package dev.crossdock.format;

import static dev.crossdock.format.LargeAndBrokenTest.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packed data that is large, hostile, damaged, or comes slowly. */
class PackedTest {
    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aBombIsRefusedBeforeItFillsAnything(Compression compression) throws IOException {
        var packed = small(compression, times("0".repeat(1000), 200_000));
        var out = new OutputStream() {
            private long bytes;

            @Override
            public void write(int b) {
                bytes++;
            }

            @Override
            public void write(byte[] b, int off, int len) {
                bytes += len;
            }
        };
        var in = compression.open(new ByteArrayInputStream(packed), "p.csv");
        var e = catchThrowableOfType(Refused.class, () -> in.transferTo(out));
        assertThat(e.problem().code()).isEqualTo(compression.name().toLowerCase(java.util.Locale.ROOT) + ".bomb");
        assertThat(out.bytes).isLessThan(80L << 20);
        assertThat(catchThrowableOfType(Refused.class, in::read).problem()).isEqualTo(e.problem());
    }

    @Test
    void aBombBesidesTheFileOfAnArchiveIsRefusedToo() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(packed)) {
            zip.putNextEntry(new ZipEntry("__MACOSX/bomb"));
            times("0".repeat(1000), 200_000).transferTo(zip);
            zip.putNextEntry(new ZipEntry("p.csv"));
            zip.write(1);
        }
        var in = Compression.ZIP.open(new ByteArrayInputStream(packed.toByteArray()), "p.zip");
        assertThat(catchThrowableOfType(Refused.class, in::read).problem().code())
                .isEqualTo("zip.bomb");
    }

    @Test
    void anArchiveOfTooManyEntriesIsRefused() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(packed)) {
            for (int i = 0; i < 10_001; i++) zip.putNextEntry(new ZipEntry("f" + i + "/"));
        }
        var in = Compression.ZIP.open(new ByteArrayInputStream(packed.toByteArray()), "p.zip");
        assertThat(catchThrowableOfType(Refused.class, in::read).problem().code())
                .isEqualTo("zip.several");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatIsPackedIsUnpackedAlsoWhenItComesSlowly(Compression compression) throws IOException {
        var text = times("A-1,Kettle\n", 100_000).readAllBytes();
        var packed = packed(compression, new ByteArrayInputStream(text));
        assertThat(Compression.of(packed)).isEqualTo(compression);
        var slow = new FilterInputStream(new ByteArrayInputStream(packed)) {
            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return super.read(b, off, Math.min(len, 7));
            }
        };
        assertThat(compression.open(slow, "p.csv").readAllBytes()).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aConnectionThatBreaksWhileUnpackingIsTheWorldsFault(Compression compression) throws IOException {
        var random = new Random(7);
        var noise = new byte[1 << 20];
        random.nextBytes(noise);
        var packed = packed(compression, new ByteArrayInputStream(noise));
        var broken = new SequenceInputStream(new ByteArrayInputStream(packed, 0, packed.length / 2), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
        assertThatThrownBy(() -> compression.open(broken, "p.csv").readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset");
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void damagedPackedDataIsAlwaysRefusedByACodedMessage(Compression compression) throws IOException {
        var text = times("A-1,Kettle,17\n", 300).readAllBytes();
        var packed = packed(compression, new ByteArrayInputStream(text));
        for (int seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var damaged = packed.clone();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            var length = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length;
            try {
                compression
                        .open(new ByteArrayInputStream(damaged, 0, length), "p.csv")
                        .readAllBytes();
            } catch (Refused e) {
                assertThat(e.problem().code())
                        .as("seed " + seed)
                        .startsWith(compression.name().toLowerCase(java.util.Locale.ROOT) + ".");
            }
        }
    }

    @Test
    void everyMemberIsUnpackedThoughTheNetworkHasNothingReadyYet() throws IOException {
        var members = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) members.writeBytes(packed(times("line " + i + "\n", 1000)));
        var slow = new FilterInputStream(new ByteArrayInputStream(members.toByteArray())) {
            @Override
            public int available() {
                return 0;
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return super.read(b, off, Math.min(len, 7));
            }
        };
        var all = new String(Compression.GZIP.open(slow, "p.csv.gz").readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all.lines().count()).isEqualTo(20_000);
    }

    @Test
    void wherePackedDataIsCutOffAllThatCanBeUnpackedIsGiven() throws IOException {
        var packed = packed(times("A-1,Kettle\n", 100_000));
        for (int length : new int[] {1, 5, 11, 100, packed.length - 1}) {
            var in = Compression.GZIP.open(new ByteArrayInputStream(packed, 0, length), "p.csv.gz");
            var e = catchThrowableOfType(Refused.class, () -> in.transferTo(OutputStreams.NOWHERE));
            assertThat(e.problem().code()).isEqualTo("gzip.truncated");
            assertThat(e.problem().message()).contains("after byte %,d.".formatted(length));
        }
    }

    @Test
    void aZstdFrameThatWantsMuchMemoryIsRefusedBeforeItGetsAny() throws IOException {
        // A window of 1 GB, filled by blocks of 4 bytes that say "128 KB of zeros".
        var frame = new ByteArrayOutputStream();
        frame.write(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (20 << 3)});
        int block = (128 << 10) << 3 | 1 << 1;
        for (int i = 0; i < 10_000; i++)
            frame.write(new byte[] {(byte) block, (byte) (block >> 8), (byte) (block >> 16), 0});
        // Behind a good one.
        var both = new SequenceInputStream(
                new ByteArrayInputStream(packed(Compression.ZSTD, times("A", 1))),
                new ByteArrayInputStream(frame.toByteArray()));
        var in = Compression.ZSTD.open(both, "p.csv.zst");
        assertThat(catchThrowableOfType(Refused.class, in::readAllBytes)
                        .problem()
                        .code())
                .isEqualTo("zstd.window");
    }

    /** As small as it gets. */
    private static byte[] small(Compression compression, InputStream in) throws IOException {
        if (compression == Compression.GZIP) return packed(in);
        if (compression == Compression.ZSTD) return packed(compression, in);
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("p.csv"));
            in.transferTo(zip);
        }
        return out.toByteArray();
    }

    private static byte[] packed(Compression compression, InputStream in) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var pack = compression.pack(out, "p.csv")) {
            in.transferTo(pack);
        }
        return out.toByteArray();
    }

    private static byte[] packed(InputStream in) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            in.transferTo(gzip);
        }
        return out.toByteArray();
    }

    private static final class OutputStreams {
        static final java.io.OutputStream NOWHERE = java.io.OutputStream.nullOutputStream();
    }
}
