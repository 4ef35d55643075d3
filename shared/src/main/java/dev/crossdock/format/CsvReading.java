package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * One pass over a CSV file. The scanner finds the records by their bytes, so that every offset is exact; FastCSV reads their
 * fields, many records at once, and one by one where one of them is odd.
 */
final class CsvReading implements RecordReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Records are given to FastCSV in blocks of about this many bytes. */
    private static final int BLOCK = 32 << 10;

    private final InputStream in;
    private final String file;
    private final CsvDialect dialect;
    private final CsvScanner scanner;
    private final CsvReader.CsvReaderBuilder fastCsv;
    private final CharsetDecoder decoder;
    private final Deque<Row> ready = new ArrayDeque<>();
    private List<String> header;
    private String state;
    private Place place;
    private Refused failure;

    /** @param fields empty = unreadable */
    private record Row(Origin origin, Place after, Optional<List<String>> fields, Problem problem, String text) {}

    /** Bytes of one record, and where they stand. */
    private record Raw(byte[] bytes, Origin origin, long line, Place after) {}

    CsvReading(InputStream in, String file, CsvDialect dialect, Place from) {
        this.in = in;
        this.file = file;
        this.dialect = dialect;
        this.scanner = new CsvScanner(in, file, dialect, from);
        this.fastCsv = CsvReader.builder()
                .fieldSeparator(dialect.delimiter())
                .quoteCharacter(dialect.quote() == 0 ? '\u0001' : dialect.quote())
                .allowExtraCharsAfterClosingQuote(false)
                .maxBufferSize(2 * CsvScanner.LARGEST_RECORD);
        this.decoder = dialect.read()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        if (from.equals(Place.START)) {
            readHeader();
        } else {
            header = parse(from.state());
            state = from.state();
            place = from;
        }
    }

    private void readHeader() {
        if (scanner.peek(0) == 0xEF && scanner.peek(1) == 0xBB && scanner.peek(2) == 0xBF) scanner.skip(3);
        if (!scanner.next()) {
            throw new Refused(Problem.of(
                            "csv.empty",
                            "the file has no line with column names.",
                            "Nothing was imported. Look whether the export that made it has failed.")
                    .at(file));
        }
        var raw = raw();
        var text = text(raw);
        var fields = text.isEmpty() ? Optional.<List<String>>empty() : fields(text.get());
        if (fields.isEmpty()) {
            throw new Refused(Problem.of(
                            "csv.header",
                            "the line with the column names cannot be read.",
                            "Check its quotes and the encoding (format.csv.encoding).")
                    .at(file + ", line 1"));
        }
        header = named(fields.get());
        state = write(header);
        place = new Place(scanner.nextOffset(), 0, scanner.nextLine, state);
        scanner.record = 0;
    }

    private List<String> named(List<String> names) {
        if (names.size() == 1) {
            char likelier = CsvDialect.likelier(names.get(0), dialect.delimiter());
            if (likelier != 0) {
                throw new Refused(Problem.of(
                                "csv.wrong-delimiter",
                                "with the delimiter \"" + shown(dialect.delimiter())
                                        + "\" the header has one column, and " + "\"" + shown(likelier) + "\" in it.",
                                "Set format.csv.delimiter: \"" + shown(likelier) + "\".")
                        .at(file + ", line 1"));
            }
        }
        var seen = new HashSet<String>();
        var named = new ArrayList<String>(names.size());
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i).strip();
            // Exports end in columns without a name; the underscore keeps them out of records.
            if (name.isEmpty()) name = "_" + (i + 1);
            if (!seen.add(name)) {
                throw new Refused(Problem.of(
                                "csv.duplicate-header",
                                "the column \"" + name + "\" comes twice (columns " + (named.indexOf(name) + 1)
                                        + " and " + (i + 1) + ").",
                                "Rename one of them: a record can hold only one.")
                        .at(file + ", line 1")
                        .in(name));
            }
            named.add(name);
        }
        return List.copyOf(named);
    }

    private static String shown(char c) {
        return c == '\t' ? "tab" : String.valueOf(c);
    }

    @Override
    public Optional<Record> next() {
        if (ready.isEmpty() && failure == null) readBlock();
        if (ready.isEmpty()) {
            if (failure != null) throw failure;
            return Optional.empty();
        }
        var row = ready.poll();
        place = row.after();
        return Optional.of(record(row));
    }

    @Override
    public Place place() {
        return place;
    }

    /** Reads and drops, for streams that cannot begin in the middle. */
    void stepOver(long records) {
        while (place.record() < records && next().isPresent()) {
            // Only its place counts.
        }
    }

    /** Moves on to the first record that begins at or behind an offset. @return null at the end */
    Place skip(long offset) {
        while (true) {
            long nextLine = scanner.nextLine;
            if (!scanner.next()) return null;
            long start = scanner.startOffset();
            if (start >= offset) {
                var found = new Place(start, scanner.record, Math.max(nextLine, scanner.line), state);
                scanner.record++;
                return found;
            }
            scanner.record++;
        }
    }

    private void readBlock() {
        var raws = new ArrayList<Raw>();
        int bytes = 0;
        try {
            while (bytes < BLOCK && scanner.next()) {
                var raw = raw();
                raws.add(raw);
                bytes += raw.bytes().length;
            }
        } catch (Refused e) {
            // The records before it first.
            failure = e;
        }
        if (raws.isEmpty()) return;
        var together = together(raws);
        for (int i = 0; i < raws.size(); i++) {
            ready.add(together.isPresent() ? row(raws.get(i), together.get().get(i)) : alone(raws.get(i)));
        }
    }

    private Raw raw() {
        var bytes = Arrays.copyOfRange(scanner.buffer(), scanner.start, scanner.end);
        var origin = new Origin(file, scanner.record + 1, scanner.startOffset());
        scanner.record++;
        var after = new Place(scanner.nextOffset(), scanner.record, scanner.nextLine, state == null ? "" : state);
        return new Raw(bytes, origin, scanner.line, after);
    }

    /** All records' fields in one go; empty when one of them is odd. */
    private Optional<List<List<String>>> together(List<Raw> raws) {
        var text = new StringBuilder();
        for (var raw : raws) {
            var one = text(raw);
            if (one.isEmpty()) return Optional.empty();
            text.append(one.get()).append('\n');
        }
        var rows = new ArrayList<List<String>>(raws.size());
        try (var csv = fastCsv.ofCsvRecord(text.toString())) {
            for (var record : csv) rows.add(record.getFields());
        } catch (CsvParseException | IOException e) {
            return Optional.empty();
        }
        return rows.size() == raws.size() ? Optional.of(rows) : Optional.empty();
    }

    private Row alone(Raw raw) {
        var text = text(raw);
        if (text.isEmpty()) return misencoded(raw);
        var fields = fields(text.get());
        if (fields.isPresent()) return row(raw, fields.get());
        return unreadable(
                raw,
                Problem.of(
                        "csv.quote",
                        "there is text behind a closing quote.",
                        "Double the quotes inside of a quoted field, or set format.csv.quote: none."),
                text.get());
    }

    private Optional<List<String>> fields(String text) {
        try (var csv = fastCsv.ofCsvRecord(text)) {
            var rows = csv.stream().toList();
            return rows.size() == 1 ? Optional.of(rows.get(0).getFields()) : Optional.empty();
        } catch (CsvParseException | IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> text(Raw raw) {
        try {
            return Optional.of(decoder.decode(ByteBuffer.wrap(raw.bytes())).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private Row misencoded(Raw raw) {
        var latin = new String(raw.bytes(), StandardCharsets.ISO_8859_1);
        var fields = fields(latin).orElse(List.of());
        var field = "";
        for (int i = 0; i < Math.min(fields.size(), header.size()); i++) {
            try {
                decoder.decode(ByteBuffer.wrap(fields.get(i).getBytes(StandardCharsets.ISO_8859_1)));
            } catch (CharacterCodingException e) {
                field = header.get(i);
                break;
            }
        }
        var problem = Problem.of(
                        "csv.encoding",
                        "the record is not " + dialect.encoding().name()
                                + (field.isEmpty() ? "." : " in \"" + field + "\"."),
                        "Set format.csv.encoding: windows-1252, or save the file as UTF-8.")
                .in(field);
        return unreadable(raw, problem, latin);
    }

    private Row row(Raw raw, List<String> fields) {
        boolean surplus = false;
        for (int i = header.size(); i < fields.size(); i++)
            surplus |= !fields.get(i).isEmpty();
        if (fields.size() >= header.size() && !surplus) {
            return new Row(raw.origin(), raw.after(), Optional.of(fields), null, "");
        }
        var problem = Problem.of(
                "csv.ragged",
                "the record has %d fields, the header has %d (line %,d)."
                        .formatted(fields.size(), header.size(), raw.line() + 1),
                fields.size() < header.size()
                        ? "Complete it, or quote the line end inside of a field."
                        : "Quote fields that hold the delimiter.");
        return new Row(raw.origin(), raw.after(), Optional.of(fields), problem, "");
    }

    private Row unreadable(Raw raw, Problem problem, String text) {
        return new Row(raw.origin(), raw.after(), Optional.empty(), problem, text);
    }

    private Record record(Row row) {
        var value = new LinkedHashMap<String, Object>(header.size() * 2);
        if (row.fields().isEmpty()) {
            value.put(header.get(0), row.text());
            return Record.unreadable(value, row.origin(), row.problem());
        }
        var fields = row.fields().get();
        for (int i = 0; i < header.size(); i++) {
            var name = header.get(i);
            if (!CsvFormat.REJECT_COLUMNS.contains(name)) value.put(name, i < fields.size() ? fields.get(i) : "");
        }
        if (row.problem() == null) return Record.of(value, row.origin());
        for (int i = header.size(); i < fields.size(); i++) value.put("_" + (i + 1), fields.get(i));
        return Record.unreadable(value, row.origin(), row.problem());
    }

    private static String write(List<String> names) {
        try {
            return JSON.writeValueAsString(names);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> parse(String text) {
        try {
            return Arrays.asList(JSON.readValue(text, String[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a CSV reader's place: " + text, e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // Nothing was to be written.
        }
    }
}
