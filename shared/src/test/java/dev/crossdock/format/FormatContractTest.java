package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every format promises, over every golden case; the cases also fix each message. */
class FormatContractTest {
    @TestFactory
    Stream<DynamicTest> everyFormatHasCases() {
        return Formats.ALL.stream()
                .map(format -> DynamicTest.dynamicTest(
                        format.name(),
                        () -> assertThat(GoldenCase.all().filter(c -> c.name().startsWith(format.name() + "-")))
                                .hasSizeGreaterThan(5)));
    }

    @TestFactory
    Stream<DynamicTest> whatComesOfAFileIsAsGolden() {
        return GoldenCase.all()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    assumeTrue(!c.name().startsWith("parquet-") || Hardwood.possible(), "needs Java 21");
                    var out = c.folder().resolve("out.json");
                    if ("write".equals(System.getProperty("golden"))) Files.writeString(out, c.told());
                    assertThat(c.told()).isEqualTo(Files.readString(out));
                }));
    }

    @TestFactory
    Stream<DynamicTest> goingOnAtAnyPlaceGivesExactlyTheRest() {
        return readable((c, detected) -> {
            var whole = c.read(detected, Place.START);
            for (int i = 0; i < whole.size(); i++) {
                if (whole.get(i).after() == null) continue;
                var rest = c.read(detected, whole.get(i).after());
                assertThat(rest).as("behind record %d", i + 1).isEqualTo(whole.subList(i + 1, whole.size()));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> chunksTogetherAreTheFile() {
        return readable((c, detected) -> {
            var whole = c.read(detected, Place.START);
            // A file that is refused somewhere is refused when it is cut.
            assumeTrue(whole.stream().allMatch(seen -> seen.refused() == null), "refused further on");
            for (long target : List.of(1L, 7L, 20L, 64L, 1000L)) {
                var cuts = detected.format().cuts(c.open(detected, 0), c.file(), detected.options(), target);
                var together = new ArrayList<GoldenCase.Seen>();
                for (int i = 0; i < cuts.size(); i++) {
                    long from = detected.format().seekable(detected.options())
                            ? cuts.get(i).byteOffset()
                            : 0;
                    var in = c.open(detected, from);
                    var chunk = i + 1 < cuts.size()
                            ? new ByteArrayInputStream(
                                    in.readNBytes((int) (cuts.get(i + 1).byteOffset() - from)))
                            : in;
                    together.addAll(c.read(detected, chunk, cuts.get(i)));
                }
                assertThat(together.stream().map(GoldenCase.Seen::record).toList())
                        .as("cut every %d bytes", target)
                        .isEqualTo(whole.stream().map(GoldenCase.Seen::record).toList());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> bytesThatComeSlowlyAreReadTheSame() {
        return readable((c, detected) -> {
            var whole = c.read(detected, Place.START);
            var slow = new FilterInputStream(c.open(detected, 0)) {
                @Override
                public int read(byte[] b, int off, int len) throws IOException {
                    return super.read(b, off, Math.min(len, 1));
                }
            };
            assertThat(c.read(detected, slow, Place.START)).isEqualTo(whole);
        });
    }

    @TestFactory
    Stream<DynamicTest> everyRecordBeginsWhereItsOriginSays() {
        return readable((c, detected) -> {
            assumeTrue(detected.format().seekable(detected.options()), "not seekable");
            for (var seen : c.read(detected, Place.START)) {
                if (seen.record() == null) continue;
                var origin = seen.record().origin();
                var state = seen.after().state();
                var alone = c.read(detected, new Place(origin.byteOffset(), origin.record() - 1, 0, state));
                assertThat(alone.get(0).record().value())
                        .isEqualTo(seen.record().value());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrittenIsReadAgain() {
        return readable((c, detected) -> {
            var whole = c.read(detected, Place.START);
            assumeTrue(
                    whole.stream()
                            .allMatch(s -> s.refused() == null
                                    && s.record().unreadable().isEmpty()),
                    "not all good");
            // A spreadsheet program would lose their last digits.
            assumeTrue(
                    !(detected.format() instanceof XlsxFormat)
                            || whole.stream()
                                    .noneMatch(s -> longNumbers(s.record().value())),
                    "long numbers become texts");
            assumeTrue(!(detected.format() instanceof ParquetFormat), "read, and not written");
            assumeTrue(
                    whole.stream().map(s -> keys(s.record().value())).distinct().count() <= 1, "different keys");
            var out = new ByteArrayOutputStream();
            try (var writer = detected.format().writer(out, detected.options())) {
                for (var seen : whole) writer.write(seen.record());
            }
            boolean table = detected.format() instanceof CsvFormat || detected.format() instanceof XlsxFormat;
            if (whole.isEmpty() && table) return;
            // What was read under a path is written without it.
            var values = new LinkedHashMap<>(detected.options().values());
            values.remove("path");
            if (!(detected.format() instanceof CsvFormat)) values.remove("encoding");
            // What stands above the records is written as one line of names.
            values.keySet().removeAll(List.of("skip", "header"));
            var again = new Formats.Detected(
                    detected.format(),
                    Compression.NONE,
                    new Options(detected.format().name(), values),
                    "");
            InputStream in = new ByteArrayInputStream(out.toByteArray());
            assertThat(values(c.read(again, in, Place.START))).isEqualTo(values(whole));
        });
    }

    /** As text: 1E+1 comes back as 10. */
    private static String values(List<GoldenCase.Seen> all) throws IOException {
        return GoldenCase.JSON.writeValueAsString(
                all.stream().map(seen -> seen.record().value()).toList());
    }

    private static boolean longNumbers(Object value) {
        return value instanceof Map<?, ?> map && map.values().stream().anyMatch(v -> v instanceof BigInteger);
    }

    private static Object keys(Object value) {
        return value instanceof Map<?, ?> map ? map.keySet() : "";
    }

    private interface Claim {
        void holds(GoldenCase c, Formats.Detected detected) throws Exception;
    }

    /** The cases that can be read at all, at least in their beginning. */
    private static Stream<DynamicTest> readable(Claim claim) {
        return GoldenCase.all().flatMap(c -> {
            try {
                var detected = c.detected();
                var first = c.read(detected, Place.START);
                if (!first.isEmpty() && first.get(0).refused() != null) return Stream.empty();
                return Stream.of(DynamicTest.dynamicTest(c.name(), () -> claim.holds(c, detected)));
            } catch (Refused e) {
                return Stream.empty();
            }
        });
    }
}
