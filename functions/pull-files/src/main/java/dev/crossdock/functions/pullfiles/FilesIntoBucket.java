package dev.crossdock.functions.pullfiles;

import dev.crossdock.bucket.FileName;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Copies files of another system into a bucket, each as a whole and in one state; then notes that it was taken, then does with
 * the original what the job says. A crash between two of these steps costs at most the same file once more, which is the same
 * drop to whoever reads it.
 */
final class FilesIntoBucket implements Sink {
    private final Supplier<RemoteFolder> remote;
    private final From.RemoteFiles from;
    private final Pulled pulled;
    private final ObjectStore objects;
    private final String bucket;
    private final String run;

    FilesIntoBucket(
            Supplier<RemoteFolder> remote,
            From.RemoteFiles from,
            Pulled pulled,
            ObjectStore objects,
            String bucket,
            String run) {
        this.remote = remote;
        this.from = from;
        this.pulled = pulled;
        this.objects = objects;
        this.bucket = bucket;
        this.run = run;
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        return new FilesWriter();
    }

    @Override
    public void finish(List<Receipt> receipts) {
        // Each file is complete when it is there.
    }

    private final class FilesWriter implements Writer {
        private RemoteFolder folder;

        @Override
        public List<Outcome> write(Batch batch) {
            if (folder == null) folder = remote.get();
            return batch.records().stream().map(this::take).toList();
        }

        private Outcome take(Record record) {
            var file = RemoteFiles.entry(record);
            var taken = pulled.of(file);
            if (taken.isPresent()) {
                var outcome = taken.get().run().equals(run) ? Outcome.WRITTEN : Outcome.UNCHANGED;
                return after(file, outcome);
            }
            var bad = FileName.check(bucket, file.name());
            if (bad.isPresent()) return Outcome.rejected(bad.get());
            try {
                return copy(file);
            } catch (IOException e) {
                throw new WorldException("copying " + file.name() + ": " + e.getMessage(), e);
            }
        }

        private Outcome copy(RemoteFolder.Entry file) throws IOException {
            var local = Files.createTempFile("pulled", null);
            try {
                boolean there = folder.read(path(file), local);
                if (!there || Files.size(local) != file.sizeBytes() || !unchanged(file)) return notReady(file, there);
                var stored = objects.write(bucket + "/" + file.name(), local, "application/octet-stream");
                pulled.note(file, run, stored.etag());
            } finally {
                Files.deleteIfExists(local);
            }
            return after(file, Outcome.WRITTEN);
        }

        private boolean unchanged(RemoteFolder.Entry file) throws IOException {
            return folder.find(RemoteFiles.folder(from), file.name())
                    .filter(file::equals)
                    .isPresent();
        }

        private Outcome notReady(RemoteFolder.Entry file, boolean there) {
            return Outcome.SKIPPED.because(
                    Problem.of(
                            "files.changing",
                            "\"" + file.name() + "\" "
                                    + (there ? "changed while it was read" : "went away before it was read") + ".",
                            "The next run takes it when it is complete. Whoever writes it should rename it then: ready: named."));
        }

        /** The file is in the bucket; what cannot be done with the original is a remark, and tried again by the next run. */
        private Outcome after(RemoteFolder.Entry file, Outcome outcome) {
            var after = from.after();
            try {
                if (after.equals("delete")) folder.delete(path(file));
                else if (after.startsWith("move to ")) folder.move(path(file), target(after));
                if (from.ready().startsWith(".") && !after.equals("leave")) {
                    folder.delete(path(file) + from.ready());
                }
                return outcome;
            } catch (IOException e) {
                return outcome.because(Problem.of(
                        "files.after",
                        "\"" + file.name() + "\" is in the bucket, but \"" + after + "\" failed at the source: "
                                + e.getMessage() + ".",
                        "Let the connection's user do it there; the next run tries again."));
            }
        }

        private String target(String after) {
            return after.substring("move to ".length()).strip();
        }

        private String path(RemoteFolder.Entry file) {
            return RemoteFolder.path(RemoteFiles.folder(from), file.name());
        }

        @Override
        public Receipt flush() {
            // Each file was durable when it was noted.
            return Receipt.NONE;
        }

        @Override
        public void close() {
            Optional.ofNullable(folder).ifPresent(RemoteFolder::close);
        }
    }
}
