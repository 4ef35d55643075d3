package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Writes records as a workbook in one pass; the columns are given, or the first record's keys. */
final class XlsxWriting implements RecordWriter {
    private final OutputStream out;
    private final Options options;
    private XlsxRow row;
    private XlsxSheet sheet;
    private boolean closed;

    XlsxWriting(OutputStream out, Options options) {
        this.out = out;
        this.options = options;
        if (!XlsxRow.columns(options).isEmpty()) row = XlsxRow.of(options);
    }

    static XlsxSheet sheet(OutputStream out, Options options, List<String> columns) {
        return new XlsxSheet(out, options.values().getOrDefault("sheet", ""), XlsxFormat.header(options), columns);
    }

    @Override
    public void write(Record record) {
        if (row == null && record.value() instanceof Map<?, ?> first) take(first);
        if (row == null) row = new XlsxRow(List.of());
        var cells = row.cells(record.value());
        begin();
        sheet.row(cells);
    }

    private void take(Map<?, ?> first) {
        if (first.isEmpty()) {
            throw new Refused(Problem.of(
                    "xlsx.columns", "the first record has no fields.", "Name the columns in format.xlsx.columns."));
        }
        row = new XlsxRow(first.keySet().stream().map(String::valueOf).toList());
    }

    private void begin() {
        if (sheet == null) sheet = sheet(out, options, row == null ? List.of() : row.columns());
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        begin();
        sheet.finish();
    }
}
