package dev.crossdock.bucket;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.format.Options;
import dev.crossdock.format.RecordWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One chunk's part of a file, left in pieces. */
final class FileWriter implements Sink.Writer {
    private final OutputFile file;
    private final PieceWriter kept;
    private final int pieceBytes;
    private final Columns columns;
    private final ByteArrayOutputStream fresh = new ByteArrayOutputStream();
    private Options options;
    private RecordWriter writer;

    FileWriter(ObjectStore objects, OutputFile file, int pieceBytes, int chunk, Pieces pieces) {
        this(objects, file, pieceBytes, chunk, pieces, null);
    }

    /** @param away where large pieces go; null = beside the small ones */
    FileWriter(ObjectStore objects, OutputFile file, int pieceBytes, int chunk, Pieces pieces, FileParts.Away away) {
        this.file = file;
        this.pieceBytes = pieceBytes;
        this.kept = new PieceWriter(objects, file.folder(), pieceBytes, chunk, pieces, away);
        this.columns = file.needsColumns() ? new Columns(objects, file, chunk, pieces.columns()) : null;
        this.options = columns == null ? file.options() : file.with(columns.names());
    }

    @Override
    public List<Outcome> write(Batch batch) {
        if (columns != null) grow(batch);
        if (writer == null) writer = file.writer(fresh, options);
        var outcomes = new ArrayList<Outcome>(batch.size());
        for (var record : batch.records()) {
            try {
                if (columns != null) expectFields(record);
                writer.write(record);
                outcomes.add(Outcome.WRITTEN);
            } catch (Refused e) {
                outcomes.add(Outcome.rejected(e.problem()));
            }
        }
        return outcomes;
    }

    /** A record without any is no row, whether it comes before or behind those that have some. */
    static void expectFields(Record record) {
        if (record.value() instanceof Map<?, ?> map && map.isEmpty()) {
            throw new Refused(Problem.of(
                    "csv.columns",
                    "the record has no fields.",
                    "Let the map give some, or nothing for such a record."));
        }
    }

    private void grow(Batch batch) {
        var before = columns.names();
        if (!columns.grow(batch)) return;
        seal(before.size());
        options = file.with(columns.names());
        // Pieces of a file that is made in one go name each field.
        if (file.assembled()) return;
        var widening = new Widening(file, before, columns.names());
        kept.rewrite(
                bytes -> file.packed() ? FileSink.packed(widening.of(FileSink.unpacked(bytes))) : widening.of(bytes));
    }

    /** A batch of short records is a piece of 200 KB: storing it and saving its receipt takes longer than making it. */
    @Override
    public boolean due() {
        return fresh.size() >= pieceBytes / 8;
    }

    @Override
    public Receipt flush() {
        seal(columns == null ? -1 : columns.names().size());
        if (columns != null) columns.note();
        return kept.flushed(columns == null ? "" : columns.key()).receipt();
    }

    /** What lies elsewhere must be there before the run is finished, which has no time for much. */
    @Override
    public Receipt end() {
        flush();
        return kept.ended().receipt();
    }

    /** Keeps what was written until now. */
    private void seal(int width) {
        if (writer == null) return;
        writer.close();
        writer = null;
        var frame = file.around(options);
        var body = frame.body(fresh.toByteArray());
        fresh.reset();
        if (body.length == 0) return;
        var bytes = kept.pieces().none() ? body : joined(frame.between(), body);
        kept.keep(file.packed() ? FileSink.packed(bytes) : bytes, width);
    }

    static byte[] joined(byte[] a, byte[] b) {
        if (a.length == 0) return b;
        var both = new ByteArrayOutputStream(a.length + b.length);
        both.writeBytes(a);
        both.writeBytes(b);
        return both.toByteArray();
    }

    @Override
    public void close() {
        // What was not flushed was not saved either: it comes again.
    }
}
