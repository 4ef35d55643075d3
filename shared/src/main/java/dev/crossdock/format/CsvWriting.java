package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes records as CSV; the header is given or the first record's keys. */
final class CsvWriting implements RecordWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CsvWriter csv;
    private List<String> columns;
    private boolean begun;

    CsvWriting(Writer out, CsvDialect dialect, List<String> columns) {
        var builder = CsvWriter.builder().fieldSeparator(dialect.delimiter());
        if (dialect.quote() != 0) builder.quoteCharacter(dialect.quote());
        this.csv = builder.build(out);
        this.columns = columns;
    }

    @Override
    public void write(Record record) {
        if (!(record.value() instanceof Map<?, ?> map)) {
            throw new Refused(Problem.of(
                    "csv.not-a-row",
                    "a row is made of an object, not of " + record.value() + ".",
                    "Let the map give objects."));
        }
        if (columns.isEmpty())
            columns = map.keySet().stream().map(String::valueOf).toList();
        header();
        for (var key : map.keySet()) {
            if (!columns.contains(key)) {
                throw new Refused(Problem.of(
                                "csv.columns",
                                "\"" + key + "\" is not among the columns " + columns + ".",
                                "Name all columns in format.csv.columns.")
                        .in(String.valueOf(key)));
            }
        }
        var row = new ArrayList<String>(columns.size());
        for (var column : columns) row.add(text(map.get(column)));
        csv.writeRecord(row);
    }

    private void header() {
        if (!begun) csv.writeRecord(columns);
        begun = true;
    }

    private static String text(Object value) {
        if (value == null) return "";
        if (value instanceof BigDecimal number) return number.toPlainString();
        if (!(value instanceof Map) && !(value instanceof List)) return String.valueOf(value);
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (!columns.isEmpty()) header();
            csv.flush();
        } catch (IOException e) {
            throw new WorldException("writing CSV: " + e.getMessage(), e);
        }
    }
}
