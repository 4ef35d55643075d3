package dev.crossdock.bucket;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A file that is not written: each record is rendered in its format, so that what the format refuses shows, and thrown away. */
final class FileRehearsal implements Sink {
    private final ObjectStore objects;
    private final OutputFile file;

    FileRehearsal(ObjectStore objects, OutputFile file) {
        this.objects = objects;
        this.file = file;
    }

    /** @throws Refused {@code file.taken} when there is a file already that must stay */
    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        if (file.onlyNew() && objects.head(file.key()).isPresent()) throw Composition.taken(file);
        return new Rendering(chunk.number());
    }

    @Override
    public void finish(List<Receipt> receipts) {
        // Nothing was written.
    }

    @Override
    public Sink rehearsal() {
        return this;
    }

    private final class Rendering implements Writer {
        private final Columns columns;

        Rendering(int chunk) {
            this.columns = file.needsColumns() ? new Columns(objects, file, chunk, "") : null;
        }

        @Override
        public List<Outcome> write(Batch batch) {
            if (columns != null) columns.grow(batch);
            var options = columns == null ? file.options() : file.with(columns.names());
            var outcomes = new ArrayList<Outcome>(batch.size());
            try (var writer = file.writer(OutputStream.nullOutputStream(), options)) {
                for (var record : batch.records()) {
                    try {
                        if (columns != null) FileWriter.expectFields(record);
                        writer.write(record);
                        outcomes.add(Outcome.WRITTEN);
                    } catch (Refused e) {
                        outcomes.add(Outcome.rejected(e.problem()));
                    }
                }
            }
            return outcomes;
        }

        @Override
        public Receipt flush() {
            return Receipt.NONE;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
