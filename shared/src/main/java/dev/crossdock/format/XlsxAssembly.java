package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows wait as lines of JSON, each an object of its cells by column, and become a workbook in one pass. */
final class XlsxAssembly implements Assembly {
    private final Options options;
    private final XlsxRow row;

    XlsxAssembly(Options options) {
        this.options = options;
        this.row = XlsxRow.of(options);
        // A name that no sheet can have is known before any work is done.
        var sheet = CsvDialect.text(options, "sheet", "");
        if (!sheet.isEmpty()) XlsxSheet.named(sheet);
    }

    @Override
    public RecordWriter pieces(OutputStream to) {
        var out = new BufferedOutputStream(to, 64 << 10);
        return new RecordWriter() {
            @Override
            public void write(Record record) {
                var cells = named(row.cells(record.value()));
                try {
                    out.write(JsonTrees.MAPPER.writeValueAsBytes(cells));
                    out.write('\n');
                } catch (JsonProcessingException e) {
                    throw new Refused(Problem.of(
                            "xlsx.value", "a text cannot be written: " + JsonTrees.said(e) + ".", "Correct its map."));
                } catch (IOException e) {
                    throw new WorldException("writing rows: " + e.getMessage(), e);
                }
            }

            @Override
            public void close() {
                try {
                    out.flush();
                } catch (IOException e) {
                    throw new WorldException("writing rows: " + e.getMessage(), e);
                }
            }
        };
    }

    /** By column: which columns there are in the end, and in which order, is not known yet. */
    private Map<String, Object> named(List<Object> cells) {
        var named = new LinkedHashMap<String, Object>();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i) != null) named.put(row.columns().get(i), cells.get(i));
        }
        return named;
    }

    @Override
    public void assemble(InputStream pieces, OutputStream out) {
        var sheet = XlsxWriting.sheet(out, options, row.columns());
        try (var parser = JsonTrees.MAPPER.createParser(pieces)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                var cells = (Map<?, ?>) new JsonTrees(parser).read();
                sheet.row(row.columns().stream().map(cells::get).toList());
            }
        } catch (IOException e) {
            throw new WorldException("reading rows: " + e.getMessage(), e);
        }
        sheet.finish();
    }
}
