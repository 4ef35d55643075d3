package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the golden cases cannot hold of Parquet. */
class ParquetTest {
    private static final FileFormat PARQUET = new ParquetFormat(Duration.ofSeconds(20));

    private static byte[] file(String name) {
        try {
            return Files.readAllBytes(Path.of("src/test/resources").resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Record> read(byte[] file, Place from) {
        var records = new ArrayList<Record>();
        try (var reader = PARQUET.reader(new ByteArrayInputStream(file), "p.parquet", Options.NONE, from)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
        }
        return records;
    }

    @Test
    void anOlderJavaSaysThatItIsTooOld() {
        assumeFalse(Hardwood.possible(), "needs a Java older than 21");
        var e = catchThrowableOfType(
                Refused.class, () -> PARQUET.detect("p.parquet", file("parquet/row-groups.parquet"), Options.NONE));
        assertThat(e.problem().toString())
                .isEqualTo("parquet.java · p.parquet: Parquet is read by Java 21 and newer, and this is Java "
                        + Runtime.version().feature()
                        + ". Run Crossdock on a newer Java (JAVA_HOME), or drop the file in another format.");
    }

    @Test
    void goingOnInAnyGroupOfRowsGivesTheRest() {
        assumeTrue(Hardwood.possible(), "needs Java 21");
        var file = file("parquet/row-groups.parquet");
        var all = read(file, Place.START);
        assertThat(all).hasSize(5_000);
        assertThat(all.get(4_999).value()).isEqualTo(Map.of("n", 4_999L, "t", "text 4999"));
        for (int from : new int[] {1, 999, 2_047, 2_048, 2_049, 4_096, 4_999, 5_000}) {
            var rest =
                    read(file, new Place(all.get(Math.min(from, 4_999)).origin().byteOffset(), from, from, ""));
            assertThat(rest).as("from " + from).isEqualTo(all.subList(from, 5_000));
        }
    }

    @Test
    void itIsReadAndNotWritten() {
        assertThat(PARQUET.written()).isFalse();
        var e = catchThrowableOfType(
                Refused.class,
                () -> PARQUET.writer(null, Options.NONE).write(Record.of(Map.of(), new Origin("p", 1, 0))));
        assertThat(e.problem().code()).isEqualTo("format.not-written");
    }
}
