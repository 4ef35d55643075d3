package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossdock.flow.Record;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real exports: as many records and columns as Python's csv module finds, none unreadable, whole and in chunks. */
class RealFilesTest {
    private static final Path FILES = Path.of(System.getProperty("crossdock.realdata", "../../shared/realdata"));

    @ParameterizedTest
    @CsvSource({
        "commerce/northwind-order-details.csv, 2155, 5",
        "commerce/northwind-orders.csv, 830, 14",
        "commerce/sunrise-categories.csv, 102, 12",
        "commerce/sunrise-inventory.csv, 26137, 3",
        "commerce/sunrise-orders.csv, 899, 6",
        "products/magento-configurable-products.csv, 1994, 70",
        "products/shopify-apparel.csv, 22, 46",
        "products/shopify-home-and-garden.csv, 21, 47"
    })
    void aRealCsvFileIsReadWhole(String name, int records, int columns) throws IOException {
        var file = FILES.resolve(name);
        assumeTrue(Files.exists(file), "no real files in " + FILES + " (property crossdock.realdata)");
        var detected = Formats.detect(name, Files.readAllBytes(file), Options.NONE);
        var all = read(detected, Files.newInputStream(file), name, Place.START);
        assertThat(all).hasSize(records).allMatch(record -> record.unreadable().isEmpty());
        assertThat((Map<?, ?>) all.get(records - 1).value()).hasSize(columns);

        var cuts = detected.format().cuts(Files.newInputStream(file), name, detected.options(), 5000);
        var together = new ArrayList<Record>();
        for (int i = 0; i < cuts.size(); i++) {
            long to = i + 1 < cuts.size() ? cuts.get(i + 1).byteOffset() : Files.size(file);
            together.addAll(read(detected, part(file, cuts.get(i).byteOffset(), to), name, cuts.get(i)));
        }
        assertThat(together).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({"commerce/northwind-products.json, 77", "commerce/sunrise-customers.json, 2"})
    void aRealJsonFileIsReadWhole(String name, int records) throws IOException {
        var file = FILES.resolve(name);
        assumeTrue(Files.exists(file), "no real files in " + FILES + " (property crossdock.realdata)");
        var detected = Formats.detect(name, Files.readAllBytes(file), Options.NONE);
        assertThat(read(detected, Files.newInputStream(file), name, Place.START))
                .hasSize(records)
                .allMatch(record -> record.unreadable().isEmpty());
    }

    private static InputStream part(Path file, long from, long to) throws IOException {
        var in = Files.newInputStream(file);
        in.skipNBytes(from);
        return new java.io.ByteArrayInputStream(in.readNBytes((int) (to - from)));
    }

    private static List<Record> read(Formats.Detected detected, InputStream in, String name, Place from) {
        var records = new ArrayList<Record>();
        try (var reader = detected.format().reader(in, name, detected.options(), from)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
        }
        return records;
    }
}
