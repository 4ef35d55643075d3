package dev.crossdock.bucket;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.format.Options;
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
        if (file.onlyNew() && objects.head(file.key()).isPresent()) throw FileSink.taken(file);
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
        private final int chunk;
        private Options options = file.needsColumns() ? null : file.options();

        Rendering(int chunk) {
            this.chunk = chunk;
        }

        @Override
        public List<Outcome> write(Batch batch) {
            // A table's columns are agreed upon in the run's own folder, as in a real run.
            if (options == null) options = file.with(new Columns(objects, file).of(chunk, batch));
            var outcomes = new ArrayList<Outcome>(batch.size());
            try (var writer = file.format().writer(OutputStream.nullOutputStream(), options)) {
                for (var record : batch.records()) {
                    try {
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
            if (options == null && chunk == 0) new Columns(objects, file).leaveOpen();
            return Receipt.NONE;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
