package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes records as CSV; the header is given, or the first record's keys. A record that does not fit is refused before any of
 * it is written. A rejects file takes everything: there, what the encoding or the dialect cannot hold is replaced.
 */
final class CsvWriting implements RecordWriter {
    private final Writer out;
    private final CsvWriter csv;
    private final CsvDialect dialect;
    private final CharsetEncoder encoder;
    private List<String> columns;
    private Set<String> known;
    private final boolean rejects;
    private boolean begun;

    CsvWriting(OutputStream out, CsvDialect dialect, List<String> columns) {
        this.dialect = dialect;
        this.encoder = dialect.encoding().newEncoder();
        this.columns = columns;
        this.known = new HashSet<>(columns);
        this.rejects = known.containsAll(CsvFormat.REJECT_COLUMNS);
        var builder = CsvWriter.builder().fieldSeparator(dialect.delimiter());
        if (dialect.quote() != 0) builder.quoteCharacter(dialect.quote()).quoteStrategy(new OnlyColumn());
        this.out = new BufferedWriter(new OutputStreamWriter(out, dialect.encoding()));
        this.csv = builder.build(this.out);
    }

    /** An empty field that is a line's only one is quoted: an empty line is no record. */
    private final class OnlyColumn implements QuoteStrategy {
        @Override
        public boolean quoteNull(int lineNo, int fieldIdx) {
            return columns.size() == 1;
        }

        @Override
        public boolean quoteEmpty(int lineNo, int fieldIdx) {
            return columns.size() == 1;
        }
    }

    @Override
    public void write(Record record) {
        if (!(record.value() instanceof Map<?, ?> map)) {
            throw new Refused(Problem.of(
                    "csv.not-a-row",
                    "a row is made of an object, not of a " + JsonTrees.kind(record.value()) + ".",
                    "Let the map give objects."));
        }
        if (columns.isEmpty()) take(map);
        for (var key : map.keySet()) if (!known.contains(key)) throw unknown(String.valueOf(key));
        var row = new ArrayList<String>(columns.size());
        for (var column : columns) row.add(fitting(column, text(map.get(column))));
        header();
        write(row);
    }

    private void take(Map<?, ?> first) {
        if (first.isEmpty()) {
            throw new Refused(Problem.of(
                    "csv.columns", "the first record has no fields.", "Name the columns in format.csv.columns."));
        }
        columns = first.keySet().stream().map(String::valueOf).toList();
        known = new HashSet<>(columns);
    }

    private Refused unknown(String key) {
        var some = columns.size() <= 10 ? columns.toString() : columns.subList(0, 10) + " …";
        return new Refused(Problem.of(
                        "csv.columns",
                        "\"" + key + "\" is not among the columns " + some + ".",
                        "Name all columns in format.csv.columns, or let the first record have them all.")
                .in(key));
    }

    private String fitting(String column, String text) {
        boolean breaks = dialect.quote() == 0 && breaks(text);
        // Encoders of Unicode refuse only halves of surrogate pairs.
        boolean odd = !encoder.canEncode(text);
        if (!breaks && !odd) return text;
        if (rejects) return breaks ? text.replaceAll("[\r\n" + '\\' + dialect.delimiter() + "]", " ") : text;
        throw new Refused(Problem.of(
                        odd ? "csv.encoding" : "csv.quote",
                        odd
                                ? "\"" + column + "\" has a character that "
                                        + dialect.encoding().name() + " has not."
                                : "\"" + column + "\" holds a delimiter or a line end, and nothing is quoted.",
                        odd ? "Set format.csv.encoding: utf-8." : "Set format.csv.quote.")
                .in(column));
    }

    private boolean breaks(String text) {
        return text.indexOf(dialect.delimiter()) >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    private void header() {
        if (begun) return;
        begun = true;
        mark();
        var names = new ArrayList<String>(columns.size());
        for (var column : columns) names.add(fitting(column, column));
        write(names);
    }

    /** Of UTF-16 and UTF-32 readers cannot be sure without a byte order mark. */
    private void mark() {
        var name = dialect.encoding().name();
        if (!name.startsWith("UTF-") || !name.endsWith("LE") && !name.endsWith("BE")) return;
        try {
            out.write('\uFEFF');
        } catch (IOException e) {
            throw new WorldException("writing CSV: " + e.getMessage(), e);
        }
    }

    private void write(List<String> row) {
        try {
            if (dialect.quoting().doubled() && !dialect.trim()) csv.writeRecord(row);
            else if (dialect.quote() != 0) escaped(row);
            else
                out.append(String.join(String.valueOf(dialect.delimiter()), row))
                        .append("\r\n");
        } catch (UncheckedIOException e) {
            throw new WorldException("writing CSV: " + e.getCause().getMessage(), e);
        } catch (IOException e) {
            throw new WorldException("writing CSV: " + e.getMessage(), e);
        }
    }

    /** For a dialect whose quotes are not doubled, or whose readers drop blanks. */
    private void escaped(List<String> row) throws IOException {
        char quote = dialect.quote();
        char escape = dialect.quoting().escape();
        for (int i = 0; i < row.size(); i++) {
            if (i > 0) out.append(dialect.delimiter());
            var field = row.get(i);
            boolean plain = !breaks(field)
                    && field.indexOf(quote) < 0
                    && !(field.isEmpty() && row.size() == 1)
                    && !(dialect.trim() && !field.equals(field.strip()));
            if (plain) {
                out.append(field);
                continue;
            }
            out.append(quote);
            for (char c : field.toCharArray()) {
                if (escape != 0 && (c == quote || c == escape)) out.append(escape);
                out.append(c);
            }
            out.append(quote);
        }
        out.append("\r\n");
    }

    private static String text(Object value) {
        if (value == null) return "";
        if (value instanceof BigDecimal number) return JsonTrees.plain(number);
        if (!(value instanceof Map) && !(value instanceof List)) return String.valueOf(value);
        try {
            return JsonTrees.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new Refused(Problem.of(
                    "csv.value", "a nested value cannot be written: " + JsonTrees.said(e) + ".", "Correct its map."));
        }
    }

    @Override
    public void close() {
        try {
            if (!columns.isEmpty()) header();
            csv.flush();
            out.flush();
        } catch (IOException e) {
            throw new WorldException("writing CSV: " + e.getMessage(), e);
        }
    }
}
