package dev.crossdock.graph;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.Trail;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records that a comparison noted as missing, in one chunk. */
final class MissingSource implements Source {
    private final ObjectStore objects;
    private final List<Receipt> compared;
    private final String collection;

    MissingSource(ObjectStore objects, List<Receipt> compared, String collection) {
        this.objects = objects;
        this.compared = List.copyOf(compared);
        this.collection = collection;
    }

    @Override
    public List<Chunk> plan() {
        return List.of(Chunk.whole());
    }

    @Override
    public Cursor open(Chunk chunk, Checkpoint from) {
        var lines = new BufferedReader(new InputStreamReader(Trail.read(objects, compared), StandardCharsets.UTF_8));
        return new LineCursor(lines, from.text().isEmpty() ? 0 : Long.parseLong(from.text()));
    }

    private final class LineCursor implements Cursor {
        private final BufferedReader lines;
        private final long all = Trail.notes(compared);
        private long read;

        LineCursor(BufferedReader lines, long from) {
            this.lines = lines;
            while (read < from) line();
        }

        @Override
        public Optional<Batch> next() {
            var batch = new ArrayList<Record>();
            while (batch.size() < Batch.LIMIT) {
                var line = line();
                if (line == null) break;
                var known = Known.of(RecordText.read(line));
                batch.add(Record.of(known.tree(), new Origin(collection + "/" + known.id(), read, 0)));
            }
            return batch.isEmpty() ? Optional.empty() : Optional.of(new Batch(batch));
        }

        private String line() {
            try {
                var line = lines.readLine();
                if (line != null) read++;
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Checkpoint position() {
            return new Checkpoint(read == 0 ? "" : Long.toString(read));
        }

        @Override
        public double progress() {
            return all == 0 ? 1 : (double) read / all;
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                // Nothing was to be written.
            }
        }
    }
}
