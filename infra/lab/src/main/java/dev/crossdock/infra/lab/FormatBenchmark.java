package dev.crossdock.infra.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.crossdock.flow.Record;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import dev.crossdock.format.Place;
import dev.crossdock.mapping.JsonataMapping;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reading CSV and writing NDJSON by themselves, beside the libraries that do the same: MB/s of CSV, one thread, from memory to
 * nowhere. The rows are those of {@link ProductFile}, made wider to twenty columns.
 */
final class FormatBenchmark {
    private static final int PASSES = 9;
    private static final List<String> THREE = List.of("sku", "price", "extra5");

    private FormatBenchmark() {}

    static void run(int rows) {
        var csv = wide(ProductFile.csv(rows, 1)).getBytes(StandardCharsets.UTF_8);
        measure("CSV, all fields, FastCSV", csv.length, () -> fastCsv(csv, Integer.MAX_VALUE));
        measure("CSV, all fields", csv.length, () -> read(csv, FormatBenchmark::all));
        measure("CSV, 3 of 20 fields, FastCSV", csv.length, () -> fastCsv(csv, THREE.size()));
        measure("CSV, 3 of 20 fields", csv.length, () -> read(csv, FormatBenchmark::three));
        measure("CSV, none", csv.length, () -> read(csv, record -> 0));
        var mapping = JsonataMapping.compile(ProductFile.MAPPING, "product.jsonata", Map.of());
        var mapped = new ArrayList<Record>();
        read(csv, record -> mapped.addAll(mapping.apply(record)) ? 1 : 0);
        var some = mapped.subList(0, Math.min(500, mapped.size()));
        long written = write(some);
        int times = Math.max(1, rows / some.size());
        measure("NDJSON of 500 mapped records, Jackson", written * times, () -> times(times, () -> jackson(some)));
        measure("NDJSON of 500 mapped records", written * times, () -> times(times, () -> write(some)));
        measure("CSV to NDJSON, unmapped, Jackson writes", csv.length, () -> toJackson(csv));
        measure("CSV to NDJSON, unmapped", csv.length, () -> toNdjson(csv));
    }

    private static String wide(String csv) {
        var wide = new StringBuilder(csv.length() * 2);
        // Each row ends behind its time; a line end in a text does not.
        for (var row : csv.split("(?<=,updated|00Z)\n")) {
            wide.append(row);
            boolean header = wide.length() == row.length();
            for (int i = 1; i <= 8; i++) wide.append(header ? ",extra" + i : ",some more text " + i);
            wide.append('\n');
        }
        return wide.toString();
    }

    private interface Pass {
        long run();
    }

    private interface Each {
        long of(Record record);
    }

    private static long all(Record record) {
        long length = 0;
        for (var value : ((Map<?, ?>) record.value()).values()) length += ((String) value).length();
        return length;
    }

    private static long three(Record record) {
        long length = 0;
        for (var name : THREE) length += ((String) ((Map<?, ?>) record.value()).get(name)).length();
        return length;
    }

    private static long read(byte[] csv, Each each) {
        long sum = 0;
        var format = Formats.byName("csv");
        try (var reader =
                format.reader(new ByteArrayInputStream(csv), "p.csv", new Options("csv", Map.of()), Place.START)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) sum += each.of(next.get());
        }
        return sum;
    }

    private static long fastCsv(byte[] csv, int fields) {
        long sum = 0;
        try (var reader = CsvReader.builder().ofCsvRecord(new ByteArrayInputStream(csv))) {
            for (var row : reader) {
                for (int i = 0; i < Math.min(fields, row.getFieldCount()); i++)
                    sum += row.getField(i).length();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    private static long write(List<Record> records) {
        var out = new Counting();
        try (var writer = Formats.byName("ndjson").writer(out, Options.NONE)) {
            records.forEach(writer::write);
        }
        return out.bytes;
    }

    private static final ObjectMapper JACKSON = new ObjectMapper();

    private static long jackson(List<Record> records) {
        var out = new Counting();
        for (var record : records) out.json(record);
        return out.bytes;
    }

    private static long toNdjson(byte[] csv) {
        var out = new Counting();
        try (var writer = Formats.byName("ndjson").writer(out, Options.NONE)) {
            read(csv, record -> {
                writer.write(record);
                return 0;
            });
        }
        return out.bytes;
    }

    private static long toJackson(byte[] csv) {
        var out = new Counting();
        read(csv, out::json);
        return out.bytes;
    }

    private static final class Counting extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int off, int len) {
            bytes += len;
        }

        long json(Record record) {
            try {
                bytes += JACKSON.writeValueAsBytes(record.value()).length + 1;
                return bytes;
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static long times(int times, Pass pass) {
        long sum = 0;
        for (int i = 0; i < times; i++) sum += pass.run();
        return sum;
    }

    /** The median of the passes behind the first three, and what they all gave: it is the same for those that do the same. */
    private static void measure(String what, long bytes, Pass pass) {
        var seconds = new ArrayList<Double>();
        long sum = 0;
        for (int i = 0; i < PASSES; i++) {
            long began = System.nanoTime();
            sum = pass.run();
            if (i > 2) seconds.add((System.nanoTime() - began) / 1e9);
        }
        seconds.sort(Double::compare);
        double median = seconds.get(seconds.size() / 2);
        System.out.printf("%-42s %8.1f MB/s  (%,d)%n", what, bytes / 1e6 / median, sum);
    }
}
