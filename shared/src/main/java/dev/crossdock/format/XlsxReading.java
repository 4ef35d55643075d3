package dev.crossdock.format;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;

/** One pass over a sheet's rows. What lies before a place is read again and passed over: rows have no offsets. */
final class XlsxReading implements RecordReader {
    /** For what a cell takes besides its text. */
    private static final int CELL_BYTES = 16;

    private final String file;
    private final XlsxBook book;
    private final String place;
    private final XlsxPart part;
    private final XlsxCells cells;
    private final int headerRow;
    private XlsxHeader header;
    private int row;
    private long records;
    /** Of the values so far: grows with what a batch takes in memory, however small the file is. */
    private long bytes;

    private boolean ended;
    private RuntimeException failure;
    // The row that is read.
    private final List<Object> values = new ArrayList<>();
    private Problem problem;
    private int problemColumn;
    private long rowBytes;

    XlsxReading(InputStream in, String file, Options options) {
        this.file = file;
        this.headerRow = XlsxFormat.header(options);
        this.book = new XlsxBook(in, file);
        try {
            var sheet = book.sheet(CsvDialect.text(options, "sheet", ""));
            this.place = file + ", sheet \"" + sheet.name() + "\"";
            this.cells = new XlsxCells(book);
            this.part = book.part(sheet);
            readHeader();
        } catch (RuntimeException e) {
            book.close();
            throw e;
        }
    }

    private void readHeader() {
        while (nextRow()) {
            if (headerRow > 0 && row < headerRow) continue;
            if (headerRow > 0 && row > headerRow) break;
            if (problem != null) throw new Refused(problem.at(place));
            header = XlsxHeader.of(values, row, place);
            return;
        }
        throw new Refused((headerRow > 0
                        ? Problem.of(
                                "xlsx.header",
                                "row %,d, which should hold the column names, is empty.".formatted(headerRow),
                                "Set format.xlsx.header to the row that holds them.")
                        : Problem.of(
                                "xlsx.empty",
                                "the sheet has no row with column names.",
                                "Nothing was imported. Set format.xlsx.sheet if the records are on another sheet."))
                .at(place));
    }

    @Override
    public Optional<Record> next() {
        if (failure != null) throw failure;
        try {
            return nextRow() ? Optional.of(record()) : Optional.empty();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    void stepOver(long count) {
        while (records < count && next().isPresent()) {
            // Only its place counts.
        }
    }

    private Record record() {
        var origin = new Origin(file, ++records, bytes - rowBytes);
        var value = header.row(values);
        if (problem == null) return Record.of(value, origin);
        var where = String.format(Locale.ROOT, "%s, record %,d, row %,d", place, records, row);
        return Record.unreadable(value, origin, problem.at(where).in(header.name(problemColumn)));
    }

    /** Reads on to a row that holds something. @return false at the end */
    private boolean nextRow() {
        while (!ended) {
            int event = part.next();
            if (event == XMLStreamConstants.END_DOCUMENT) {
                ended = true;
            } else if (event == XMLStreamConstants.END_ELEMENT && part.name().equals("sheetData")) {
                part.drain();
                ended = true;
            } else if (event == XMLStreamConstants.START_ELEMENT && part.name().equals("row")) {
                part.again();
                if (readRow()) return true;
            }
        }
        return false;
    }

    private boolean readRow() {
        values.clear();
        problem = null;
        rowBytes = 0;
        row = number(part.attribute("r"), row);
        boolean any = false;
        int column = -1;
        for (int event = part.next(); event != XMLStreamConstants.END_ELEMENT; event = part.next()) {
            if (event != XMLStreamConstants.START_ELEMENT) continue;
            if (!part.name().equals("c")) {
                part.skip();
                continue;
            }
            column = column(part.attribute("r"), column);
            any |= cell(column);
        }
        bytes += rowBytes;
        return any;
    }

    private int number(String said, int before) {
        try {
            int number = said == null ? before + 1 : Integer.parseInt(said);
            if (number > before && number <= XlsxCells.MOST_ROWS) return number;
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw part.invalid("behind row " + before + " comes a row \"" + Unzip.shown(String.valueOf(said)) + "\"");
    }

    private int column(String address, int before) {
        int column = address == null ? before + 1 : XlsxCells.column(address);
        if (column > before && column < XlsxCells.MOST_COLUMNS) return column;
        throw part.invalid("row " + row + " has a cell \"" + Unzip.shown(String.valueOf(address)) + "\"");
    }

    /** @return whether it holds something */
    private boolean cell(int column) {
        var address = XlsxCells.address(column, row);
        var read = cells.read(element(), address);
        if (read.problem().isPresent() && problem == null) {
            problem = read.problem().get();
            problemColumn = column;
        }
        if (read.value() == null) return false;
        rowBytes += CELL_BYTES + (read.value() instanceof String text ? text.length() : 0);
        if (rowBytes > JsonTrees.LARGEST_RECORD) {
            throw new Refused(Problem.of(
                            "xlsx.record-too-large",
                            String.format(
                                    Locale.ROOT,
                                    "row %,d has more than %,d characters.",
                                    row,
                                    JsonTrees.LARGEST_RECORD),
                            "Rows of records are smaller; look whether this is a sheet of records.")
                    .at(place));
        }
        while (values.size() < column) values.add(null);
        values.add(read.value());
        return true;
    }

    private XlsxCells.Cell element() {
        var type = part.attribute("t", "n");
        var style = part.attribute("s");
        String text = null;
        String inline = null;
        boolean formula = false;
        for (int event = part.next(); event != XMLStreamConstants.END_ELEMENT; event = part.next()) {
            if (event != XMLStreamConstants.START_ELEMENT) continue;
            switch (part.name()) {
                case "v" -> text = part.content();
                case "is" -> inline = part.richText();
                case "f" -> {
                    formula = true;
                    part.skip();
                }
                default -> part.skip();
            }
        }
        return new XlsxCells.Cell(type, style, text, inline, formula);
    }

    @Override
    public Place place() {
        return new Place(bytes, records, row, "");
    }

    @Override
    public void close() {
        part.close();
        book.close();
    }
}
