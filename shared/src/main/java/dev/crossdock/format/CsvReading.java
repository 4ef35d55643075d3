package dev.crossdock.format;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One pass over a CSV file. The scanner finds records and fields by their bytes, so that every offset is exact and one grammar
 * decides; only what is in the fields is decoded.
 */
final class CsvReading implements RecordReader {
    /** So many quoted fields of a record are tried, and so many quotes of a file that nothing closes: each costs a pass. */
    private static final int MOST_MENDED = 8;

    private final InputStream in;
    private final String file;
    private final CsvDialect dialect;
    private final CsvScanner scanner;
    private final CsvTexts texts;
    private final CsvHeader header;
    private Place place;
    private Refused failure;
    private int unclosed;

    CsvReading(InputStream in, String file, CsvDialect dialect, Place from) {
        this.in = in;
        this.file = file;
        this.dialect = dialect;
        this.texts = new CsvTexts(dialect);
        this.scanner = new CsvScanner(in, file, dialect, from);
        this.header = from.state().isEmpty() ? readHeader() : CsvHeader.parse(from.state());
        this.place = from.state().isEmpty() ? scanner.after(header.state()) : from;
        scanner.name(header.names());
    }

    private CsvHeader readHeader() {
        scanner.stepOverMark();
        // Rejects that were mended come back with a header of one line, whatever the file had that they come from.
        var rejects = "_row" + dialect.delimiter() + "_errors" + dialect.delimiter();
        var top = scanner.beginsWith(rejects) ? dialect.top().ofRejects() : dialect.top();
        boolean any = scanner.stepOverLines(top.skip()) && scanner.next();
        if (any && saysDelimiter()) any = scanner.next();
        if (top.none()) return withoutHeader(any);
        var names = new ArrayList<String>();
        for (int n = 0; n < top.lines(); n++) {
            if (n > 0 && any) any = scanner.next();
            if (!any) {
                throw new Refused(Problem.of(
                                "csv.empty",
                                "the file has no line with column names.",
                                "Nothing was imported. Look whether the export that made it has failed.")
                        .at(file));
            }
            join(names, headerLine());
        }
        scanner.countFromHere();
        var header = CsvHeader.of(names, line());
        header.refuseOther(top.columns(), line());
        return header;
    }

    /** The columns are called as the job says, else by their numbers; the first record is looked at and stays. */
    private CsvHeader withoutHeader(boolean any) {
        var columns = dialect.top().columns();
        var names = new ArrayList<>(columns);
        if (any) {
            var fields = columns.isEmpty() ? scanner.fields() : columns.size();
            for (int i = columns.size(); i < fields; i++) names.add("");
            scanner.unread();
        }
        scanner.countFromHere();
        return CsvHeader.of(names, line());
    }

    private List<String> headerLine() {
        var fields = new String[scanner.fields()];
        var problem = fields(fields);
        if (problem.isPresent()) {
            throw new Refused(Problem.of(
                            "csv.header",
                            "the line with the column names cannot be read: "
                                    + problem.get().message(),
                            problem.get().hint())
                    .at(line()));
        }
        if (fields.length == 1 && !scanner.quoted(0)) refuseWrongDelimiter(fields[0], line());
        return Arrays.asList(fields);
    }

    /** Of a header in several lines the column's name is what stands one below the other. */
    private static void join(List<String> names, List<String> line) {
        for (int i = 0; i < line.size(); i++) {
            if (i >= names.size()) names.add(line.get(i));
            else names.set(i, (names.get(i).strip() + " " + line.get(i).strip()).strip());
        }
    }

    private String line() {
        return String.format(
                Locale.ROOT, "%s, line %,d", file, scanner.before("").line() + 1);
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
            found = nextOrUnquoted();
        } catch (Refused e) {
            failure = e;
            throw e;
        }
        place = null;
        return found ? Optional.of(record()) : Optional.empty();
    }

    /** Where stray quotes are text, one that is never closed is such. */
    private boolean nextOrUnquoted() {
        try {
            return scanner.next();
        } catch (Refused e) {
            if (!dialect.quoting().keepsStray() || !scanner.unclosedQuote() || ++unclosed > MOST_MENDED) throw e;
            scanner.unquote();
            return true;
        }
    }

    @Override
    public Place place() {
        // Made only when asked for: most records are in the middle of a batch.
        if (place == null) place = scanner.after(header.state());
        return place;
    }

    List<String> columns() {
        return header.names();
    }

    /** Reads and drops, for streams that cannot begin in the middle. */
    void stepOver(long records) {
        while (place().record() < records && scanner.next()) place = null;
    }

    /** Moves on to the first record that begins at or behind an offset. */
    Optional<Place> skip(long offset) {
        while (scanner.next()) if (scanner.offset() >= offset) return Optional.of(scanner.before(header.state()));
        return Optional.empty();
    }

    private Record record() {
        int columns = header.names().size();
        if (dialect.quoting().keepsStray() && scanner.fields() != columns) mend(columns);
        int count = scanner.fields();
        var before = scanner.before("");
        var origin = new Origin(file, before.record() + 1, before.byteOffset());
        if (regular(columns)) return Record.of(header.row(scanner, texts), origin);
        var fields = new String[count];
        var problem = fields(fields).or(() -> ragged(fields, columns));
        if (problem.isEmpty())
            return Record.of(header.row(count == columns ? fields : Arrays.copyOf(fields, columns)), origin);
        return Record.unreadable(header.whole(fields), origin, problem.get().at(before.in(file)));
    }

    /** Whether the record is good, and has a value only in columns with a name, without reading its texts. */
    private boolean regular(int columns) {
        if (!scanner.plain() || ragged(columns) || !header.plain(scanner)) return false;
        return texts.decodes(scanner.buffer(), scanner.start(), scanner.length());
    }

    /**
     * A record has the wrong number of fields, and in one of them a quote was taken for text: maybe that one opens a field, and
     * the one before it opens nothing, as in {@code "A-1,Kettle,"red, blue"}. The first one without which the number is right is
     * taken for text; when there is none the record stays as it was.
     */
    private void mend(int columns) {
        var offsets = new long[MOST_MENDED];
        int quotes = 0;
        for (int i = 0; i < scanner.fields() && quotes < MOST_MENDED; i++) {
            if (scanner.loose(i)) offsets[quotes++] = scanner.quoteOffset(i);
        }
        for (int i = 0; i < quotes; i++) {
            try {
                scanner.again(offsets[i]);
            } catch (Refused e) {
                continue;
            }
            if (scanner.fields() == columns) return;
        }
        if (quotes > 0) scanner.again(-1);
    }

    private boolean ragged(int columns) {
        int count = scanner.fields();
        // Delimiters at the end of each line are a habit of exports; one too many in a single line has moved its
        // fields.
        boolean ragged = count < columns || count > columns + dialect.top().surplus();
        for (int i = columns; i < count; i++) ragged |= scanner.to(i) > scanner.from(i);
        return ragged;
    }

    private Optional<Problem> ragged(String[] fields, int columns) {
        if (!ragged(columns)) return Optional.empty();
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
            if (scanner.stray(i) && problem.isEmpty()) problem = Optional.of(stray(i));
            // What cannot be decoded becomes this character, which may also stand there itself.
            if (into[i].indexOf('\uFFFD') >= 0 && !decodes(i)) {
                into[i] = asMeant(i);
                if (problem.isEmpty()) problem = Optional.of(misencoded(i));
            }
        }
        return problem;
    }

    private String text(int field) {
        return texts.text(scanner.buffer(), scanner.from(field), scanner.to(field), scanner.doubled(field));
    }

    private boolean decodes(int field) {
        int from = scanner.from(field);
        return texts.decodes(scanner.buffer(), from, scanner.to(field) - from);
    }

    /** The field without the quote that it begins with, and the one that it ends with. */
    private String asMeant(int field) {
        int from = scanner.from(field);
        int to = scanner.to(field);
        // What was transcoded and is damaged shows so.
        if (!scanner.trailed(field) && dialect.transcoded()) return text(field);
        if (!scanner.trailed(field)) return Encoding.asMeant(scanner.buffer(), from, to - from);
        if (to > from && scanner.buffer()[to - 1] == (byte) dialect.quote()) to--;
        var text = texts.text(scanner.buffer(), from, to, false);
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

    private Problem stray(int field) {
        var name = name(field);
        return Problem.of(
                        "csv.quote",
                        "in \"%s\" there is a quote, and the field does not begin with one%s."
                                .formatted(name, inLine()),
                        "Quote the field and double each quote inside, or set format.csv.strayQuotes: keep.")
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
