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
import java.util.List;

/** Rows wait as lines of JSON, each the list of its cells, and become a workbook in one pass. */
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
                var cells = row.cells(record.value());
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

    @Override
    public void assemble(InputStream pieces, OutputStream out) {
        var sheet = XlsxWriting.sheet(out, options, row.columns());
        try (var parser = JsonTrees.MAPPER.createParser(pieces)) {
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                sheet.row((List<?>) new JsonTrees(parser).read());
            }
        } catch (IOException e) {
            throw new WorldException("reading rows: " + e.getMessage(), e);
        }
        sheet.finish();
    }
}
