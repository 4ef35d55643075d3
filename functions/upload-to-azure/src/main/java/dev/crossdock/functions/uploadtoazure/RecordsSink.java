package dev.crossdock.functions.uploadtoazure;

import dev.crossdock.bucket.FileParts;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.OutputFile;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records become a blob in one of the formats, as they become a file of a bucket: large pieces are blocks at once. */
final class RecordsSink implements Sink {
    private final AzureContainer container;
    private final BlobTarget target;
    private final FileParts parts;
    private final String run;
    private final Staging staging;
    private final BlobCommit commit;

    /** @param blockBytes a piece becomes a block when it is so large */
    RecordsSink(
            AzureContainer container,
            BlobTarget target,
            ObjectStore objects,
            OutputFile file,
            String run,
            Staging staging,
            int blockBytes) {
        this.container = container;
        this.target = target;
        this.run = run;
        this.staging = staging;
        this.commit = new BlobCommit(container, target, objects, run);
        this.parts = new FileParts(objects, file, blockBytes, this::stage);
    }

    private ObjectStore.Piece stage(int chunk, int number, byte[] content) {
        var id = BlockId.of(run, chunk, number, content);
        container.stage(target.name(), id, content);
        return new ObjectStore.Piece(id, content.length);
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        if (sofar.equals(Receipt.NONE)) commit.checkFree();
        return parts.open(chunk, sofar);
    }

    @Override
    public void finish(List<Receipt> receipts) {
        if (!commit.done()) commit.once(() -> blocks(receipts), Optional::empty);
        parts.clear();
    }

    /** What is not at its place yet is what stands around and between the chunks. */
    private List<String> blocks(List<Receipt> receipts) {
        var ids = new ArrayList<String>();
        var missing = new ArrayList<Runnable>();
        for (var part : parts.whole(receipts)) {
            if (part.away()) {
                ids.add(part.name());
                continue;
            }
            var id = BlockId.of(run, BlockId.AROUND, ids.size(), part.bytes());
            ids.add(id);
            missing.add(() -> container.stage(target.name(), id, part.bytes()));
        }
        staging.all(missing);
        return ids;
    }
}
