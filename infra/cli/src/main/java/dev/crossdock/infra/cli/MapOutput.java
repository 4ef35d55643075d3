package dev.crossdock.infra.cli;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Record;
import dev.crossdock.format.FileFormat;
import dev.crossdock.format.Frame;
import dev.crossdock.format.Options;
import dev.crossdock.format.RecordWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A file put together from bodies that workers have rendered, or written record by record. A table's columns are the fields of
 * its first records, as in a run. Not thread-safe.
 */
final class MapOutput implements AutoCloseable {
    private final OutputStream out;
    private final FileFormat format;
    private final boolean table;
    private final boolean oneWriter;
    /** Null until the columns are known. */
    private Options options;

    private RecordWriter writer;
    private ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private boolean any;

    /** @param table whether the first records tell the columns @param oneWriter whether there are no bodies */
    MapOutput(OutputStream out, FileFormat format, Options given, boolean table, boolean oneWriter) {
        this.out = out;
        this.format = format;
        this.table = table;
        this.oneWriter = oneWriter;
        this.options = table ? null : given;
        this.given = given;
    }

    private final Options given;

    /** How a body is to be rendered; null = not known yet. */
    Options options() {
        return options;
    }

    void body(byte[] body) throws IOException {
        if (body.length == 0) return;
        out.write(any ? frame().between() : frame().head());
        out.write(body);
        any = true;
    }

    /** @param batch that the record belongs to: its first records tell the columns */
    void write(Record record, List<Record> batch) {
        if (options == null) options = withColumns(batch);
        if (writer == null) writer = format.writer(oneWriter ? out : pending, options);
        writer.write(record);
    }

    /** Behind each part. */
    void flush() throws IOException {
        if (oneWriter || writer == null) return;
        writer.close();
        writer = null;
        body(frame().body(pending.toByteArray()));
        pending = new ByteArrayOutputStream();
    }

    void end() throws IOException {
        if (oneWriter) {
            if (writer == null) writer = format.writer(out, options == null ? withColumns(List.of()) : options);
            writer.close();
        } else if (any) {
            out.write(frame().tail());
        } else {
            if (options == null) options = withColumns(List.of());
            out.write(frame().none());
        }
        out.flush();
    }

    private Options withColumns(List<Record> batch) {
        if (!table) return given;
        var fields = new LinkedHashSet<String>();
        for (var record : batch.subList(0, Math.min(Batch.LIMIT, batch.size()))) {
            if (record.value() instanceof Map<?, ?> map) map.keySet().forEach(key -> fields.add(String.valueOf(key)));
        }
        var values = new LinkedHashMap<>(given.values());
        values.put("columns", List.copyOf(fields));
        return new Options(given.format(), values);
    }

    private Frame frame() {
        return format.frame(options).orElseThrow();
    }

    @Override
    public void close() {
        // The stream belongs to whoever gave it.
    }
}
