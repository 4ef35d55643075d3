package dev.crossdock.format;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * One pass over a CSV file. The scanner finds records and fields by their bytes, so that every offset is exact and one grammar
 * decides; only what is in the fields is decoded.
 */
final class CsvReading implements RecordReader {
    private final InputStream in;
    private final String file;
    private final CsvDialect dialect;
    private final CsvScanner scanner;
    private final Charset charset;
    private final CsvHeader header;
    private Place place;
    private Refused failure;
    private byte[] undoubled = new byte[256];

    CsvReading(InputStream in, String file, CsvDialect dialect, Place from) {
        this.in = in;
        this.file = file;
        this.dialect = dialect;
        this.charset = dialect.transcoded() ? StandardCharsets.UTF_8 : dialect.encoding();
        this.scanner = new CsvScanner(in, file, dialect, from);
        this.header = from.state().isEmpty() ? readHeader() : CsvHeader.parse(from.state());
        this.place = from.state().isEmpty() ? scanner.after(header.state()) : from;
        scanner.name(header.names());
    }

    private CsvHeader readHeader() {
        scanner.stepOverMark();
        boolean any = scanner.next();
        if (any && saysDelimiter()) any = scanner.next();
        if (!any) {
            throw new Refused(Problem.of(
                            "csv.empty",
                            "the file has no line with column names.",
                            "Nothing was imported. Look whether the export that made it has failed.")
                    .at(file));
        }
        var line = String.format(
                Locale.ROOT, "%s, line %,d", file, scanner.before("").line() + 1);
        scanner.countFromHere();
        var fields = new String[scanner.fields()];
        var problem = fields(fields);
        if (problem.isPresent()) {
            throw new Refused(Problem.of(
                            "csv.header",
                            "the line with the column names cannot be read: "
                                    + problem.get().message(),
                            problem.get().hint())
                    .at(line));
        }
        if (fields.length == 1 && !scanner.quoted(0)) refuseWrongDelimiter(fields[0], line);
        return CsvHeader.of(Arrays.asList(fields), line);
    }

    /** Excel's own first line {@code sep=;}. */
    private boolean saysDelimiter() {
        return scanner.fields() == 2 && scanner.from(1) == scanner.to(1) && text(0).equalsIgnoreCase("sep=");
    }

    private void refuseWrongDelimiter(String onlyColumn, String line) {
        char likelier = CsvDetector.likelier(onlyColumn, dialect.delimiter());
        if (likelier == 0) return;
        throw new Refused(Problem.of(
                        "csv.wrong-delimiter",
                        "with the delimiter \"%s\" the header has one column, with \"%s\" it has %d."
                                .formatted(
                                        CsvDialect.shown(dialect.delimiter()),
                                        CsvDialect.shown(likelier),
                                        onlyColumn
                                                        .chars()
                                                        .filter(c -> c == likelier)
                                                        .count()
                                                + 1),
                        "Set format.csv.delimiter: \"" + CsvDialect.shown(likelier) + "\".")
                .at(line));
    }

    @Override
    public Optional<Record> next() {
        if (failure != null) throw failure;
        boolean found;
        try {
            found = scanner.next();
        } catch (Refused e) {
            failure = e;
            throw e;
        }
        place = null;
        return found ? Optional.of(record()) : Optional.empty();
    }

    @Override
    public Place place() {
        // Made only when asked for: most records are in the middle of a batch.
        if (place == null) place = scanner.after(header.state());
        return place;
    }

    /** Reads and drops, for streams that cannot begin in the middle. */
    void stepOver(long records) {
        while (place().record() < records && scanner.next()) place = null;
    }

    /** Moves on to the first record that begins at or behind an offset. */
    Optional<Place> skip(long offset) {
        while (scanner.next()) {
            var before = scanner.before(header.state());
            if (before.byteOffset() >= offset) return Optional.of(before);
        }
        return Optional.empty();
    }

    private Record record() {
        int count = scanner.fields();
        int columns = header.names().size();
        var fields = new String[count];
        var problem = fields(fields).or(() -> ragged(fields, columns));
        var before = scanner.before("");
        var origin = new Origin(file, before.record() + 1, before.byteOffset());
        if (problem.isEmpty())
            return Record.of(header.row(count == columns ? fields : Arrays.copyOf(fields, columns)), origin);
        return Record.unreadable(header.whole(fields), origin, problem.get().at(before.in(file)));
    }

    private Optional<Problem> ragged(String[] fields, int columns) {
        boolean ragged = fields.length < columns;
        // Delimiters at the end of each line are a habit of exports, not a mistake.
        for (int i = columns; i < fields.length; i++) ragged |= !fields[i].isEmpty();
        if (!ragged) return Optional.empty();
        return Optional.of(Problem.of(
                "csv.ragged",
                "the record has %d field%s, the header has %d%s."
                        .formatted(fields.length, fields.length == 1 ? "" : "s", columns, inLine()),
                fields.length < columns
                        ? "Complete it; quote a field that holds a line end."
                        : "Take out what is too much; quote a field that holds the delimiter."));
    }

    private String inLine() {
        return String.format(Locale.ROOT, " (line %,d)", scanner.before("").line() + 1);
    }

    /** Fills in the record's fields; a field that cannot be read is filled in as it seems to be meant. */
    private Optional<Problem> fields(String[] into) {
        Optional<Problem> problem = Optional.empty();
        for (int i = 0; i < into.length; i++) {
            if (scanner.trailed(i)) {
                into[i] = asMeant(i);
                if (problem.isEmpty()) problem = Optional.of(misquoted(i));
                continue;
            }
            into[i] = text(i);
            // What cannot be decoded becomes this character, which may also stand there itself.
            if (into[i].indexOf('\uFFFD') >= 0 && !decodes(i)) {
                into[i] = asMeant(i);
                if (problem.isEmpty()) problem = Optional.of(misencoded(i));
            }
        }
        return problem;
    }

    private String text(int field) {
        int from = scanner.from(field);
        int length = scanner.to(field) - from;
        if (!scanner.doubled(field)) return new String(scanner.buffer(), from, length, charset);
        int shorter = undouble(from, length);
        return new String(undoubled, 0, shorter, charset);
    }

    private int undouble(int from, int length) {
        if (undoubled.length < length) undoubled = new byte[length + length / 2];
        var bytes = scanner.buffer();
        byte quote = (byte) dialect.quote();
        int to = 0;
        for (int i = from; i < from + length; i++) {
            undoubled[to++] = bytes[i];
            if (bytes[i] == quote) i++;
        }
        return to;
    }

    private boolean decodes(int field) {
        int from = scanner.from(field);
        return charset.equals(StandardCharsets.UTF_8)
                && Encoding.valid(scanner.buffer(), from, scanner.to(field) - from);
    }

    /** The field without the quote that it begins with, and the one that it ends with. */
    private String asMeant(int field) {
        int from = scanner.from(field);
        int to = scanner.to(field);
        // What was transcoded and is damaged shows so.
        if (!scanner.trailed(field) && dialect.transcoded()) return text(field);
        if (!scanner.trailed(field)) return Encoding.asMeant(scanner.buffer(), from, to - from);
        if (to > from && scanner.buffer()[to - 1] == (byte) dialect.quote()) to--;
        var text = new String(scanner.buffer(), from, to - from, charset);
        return text.indexOf('\uFFFD') < 0 ? text : Encoding.asMeant(scanner.buffer(), from, to - from);
    }

    private Problem misquoted(int field) {
        var name = name(field);
        return Problem.of(
                        "csv.quote",
                        "in \"%s\" there is text behind the closing quote%s.".formatted(name, inLine()),
                        "Close the quote where its field ends, double each quote inside, or set format.csv.quote: none.")
                .in(name);
    }

    private Problem misencoded(int field) {
        var name = name(field);
        return Problem.of(
                        "csv.encoding",
                        "\"%s\" is not %s%s.".formatted(name, dialect.encoding().name(), inLine()),
                        dialect.encoding().equals(StandardCharsets.UTF_8)
                                ? "Set format.csv.encoding: windows-1252, or save the file as UTF-8."
                                : "Set format.csv.encoding to what the file is written in.")
                .in(name);
    }

    /** While the header itself is read its fields have only numbers. */
    private String name(int field) {
        return header != null && field < header.names().size() ? header.names().get(field) : "column " + (field + 1);
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
