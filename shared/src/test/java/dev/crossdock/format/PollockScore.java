package dev.crossdock.format;

import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pollock's ten figures for one file: success, and precision, recall and F1 of the header's cells, of the records and of the
 * cells, each over multisets. Cells are compared by their text without regard to case; the benchmark's own normalisation of
 * numbers, dates and prices would only call more of them equal.
 */
record PollockScore(int success, Measure header, Measure record, Measure cell, String refused) {
    /** Over multisets; what should be there and is nothing at all counts as found. */
    record Measure(double precision, double recall) {
        static Measure of(List<?> source, List<?> loaded) {
            if (source.isEmpty()) return new Measure(1, 1);
            Map<Object, Integer> left = new HashMap<>();
            source.forEach(item -> left.merge(item, 1, Integer::sum));
            int both = 0;
            for (var item : loaded) if (left.merge(item, -1, Integer::sum) >= 0) both++;
            return both == 0
                    ? new Measure(0, 0)
                    : new Measure(both / (double) source.size(), both / (double) loaded.size());
        }

        double f1() {
            return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        }

        double sum() {
            return precision + recall + f1();
        }
    }

    /** @param refused why nothing was loaded; empty when something was */
    record Table(List<List<String>> rows, String refused) {
        /** The right answer, read by another parser than ours. */
        static Table clean(byte[] bytes) {
            var rows = new ArrayList<List<String>>();
            var in = new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8);
            try (var csv = de.siegmar.fastcsv.reader.CsvReader.builder()
                    .skipEmptyLines(true)
                    .ofCsvRecord(in)) {
                for (var row : csv) rows.add(row.getFields());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Table(rows, "");
        }

        /** What a job's map would get: the columns, then the records that were not rejected. */
        static Table load(String file, byte[] bytes, Options options) {
            var rows = new ArrayList<List<String>>();
            try {
                var detected = Formats.detect(file, bytes, options);
                var in = new ByteArrayInputStream(bytes);
                try (var reader = (CsvReading) detected.format().reader(in, file, detected.options(), Place.START)) {
                    var columns = reader.columns();
                    rows.add(columns);
                    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                        if (next.get().unreadable().isPresent()) continue;
                        var value = (Map<?, ?>) next.get().value();
                        rows.add(columns.stream()
                                .map(column -> String.valueOf(value.containsKey(column) ? value.get(column) : ""))
                                .toList());
                    }
                }
                return new Table(rows, "");
            } catch (Refused e) {
                // What was read before the place that cannot be read is loaded all the same.
                return new Table(rows, e.problem().toString());
            }
        }
    }

    static PollockScore of(Table clean, int headerLines, Table loaded) {
        if (loaded.rows().isEmpty()) {
            var nothing = new Measure(0, 0);
            return new PollockScore(0, nothing, nothing, nothing, loaded.refused());
        }
        int header = headerLines == 0 ? 0 : 1;
        var names = clean.rows().stream().limit(header).toList();
        var data = clean.rows().stream().skip(header).toList();
        var mine = loaded.rows().subList(1, loaded.rows().size());
        return new PollockScore(
                1,
                Measure.of(cells(names), cells(loaded.rows().subList(0, 1))),
                Measure.of(rows(data), rows(mine)),
                Measure.of(cells(data), cells(mine)),
                loaded.refused());
    }

    private static List<String> cells(List<List<String>> rows) {
        return rows.stream()
                .flatMap(List::stream)
                .map(cell -> cell.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<List<String>> rows(List<List<String>> rows) {
        return rows.stream().map(row -> cells(List.of(row))).toList();
    }

    double sum() {
        return success + header.sum() + record.sum() + cell.sum();
    }

    String line(String file) {
        return String.format(
                Locale.ROOT,
                "%-42s %.4f  header %.3f  record %.3f  cell %.3f  %s",
                file,
                sum(),
                header.f1(),
                record.f1(),
                cell.f1(),
                refused);
    }
}
