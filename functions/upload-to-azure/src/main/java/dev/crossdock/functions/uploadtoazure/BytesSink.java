package dev.crossdock.functions.uploadtoazure;

import dev.crossdock.bucket.FileBlocks;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Sink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file as it is becomes a blob. A block's id follows from run, chunk and number, so a receipt is the number of blocks that are
 * there, and a block that comes again replaces itself.
 */
final class BytesSink implements Sink {
    private final AzureContainer container;
    private final BlobTarget target;
    private final ObjectStore objects;
    private final FileRef file;
    private final String run;
    private final Staging staging;
    private final BlobCommit commit;

    BytesSink(
            AzureContainer container,
            BlobTarget target,
            ObjectStore objects,
            FileRef file,
            String run,
            Staging staging) {
        this.container = container;
        this.target = target;
        this.objects = objects;
        this.file = file;
        this.run = run;
        this.staging = staging;
        this.commit = new BlobCommit(container, target, objects, run);
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        if (sofar.equals(Receipt.NONE)) commit.checkFree();
        return new BlockWriter(chunk.number(), blocks(sofar));
    }

    private static int blocks(Receipt receipt) {
        return receipt.equals(Receipt.NONE) ? 0 : Integer.parseInt(receipt.text());
    }

    private final class BlockWriter implements Writer {
        private final int chunk;
        private int staged;

        BlockWriter(int chunk, int staged) {
            this.chunk = chunk;
            this.staged = staged;
        }

        @Override
        public List<Outcome> write(Batch batch) {
            var outcomes = new ArrayList<Outcome>(batch.size());
            var blocks = new ArrayList<Runnable>(batch.size());
            int number = staged;
            for (var record : batch.records()) {
                var block = FileBlocks.Block.of(record);
                outcomes.add(block.last() ? Outcome.WRITTEN : Outcome.PART);
                if (block.from() == block.to()) continue;
                var id = BlockId.of(run, chunk, number++);
                blocks.add(() ->
                        container.stage(target.name(), id, FileBlocks.read(objects, file, block.from(), block.to())));
            }
            staging.all(blocks);
            staged = number;
            return outcomes;
        }

        /** Each block was durable when it was staged. */
        @Override
        public Receipt flush() {
            return new Receipt(Integer.toString(staged));
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @Override
    public void finish(List<Receipt> receipts) {
        // Once it is done the input may have been moved away already.
        if (!commit.done()) commit.once(() -> ids(receipts), () -> md5(receipts.size()));
    }

    private List<String> ids(List<Receipt> receipts) {
        var ids = new ArrayList<String>();
        for (int chunk = 0; chunk < receipts.size(); chunk++) {
            int blocks = blocks(receipts.get(chunk));
            for (int number = 0; number < blocks; number++) ids.add(BlockId.of(run, chunk, number));
        }
        return ids;
    }

    /** Of a file in one chunk, which is read once more for it: seconds at most. A larger one would take too long here. */
    private Optional<byte[]> md5(int chunks) {
        if (chunks > 1) return Optional.empty();
        var md5 = AzureContainer.md5();
        try (var in = new DigestInputStream(
                file.sizeBytes() == 0 ? InputStream.nullInputStream() : FileBlocks.open(objects, file), md5)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(md5.digest());
    }
}
