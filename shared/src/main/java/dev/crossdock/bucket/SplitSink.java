package dev.crossdock.bucket;

import dev.crossdock.definition.To;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several files of a bucket, written by many workers: parts of a size or a number of records, a file for each value of the record,
 * or both. Workers leave the records as their files will hold them; finish goes through them once, in the order of the input, and
 * puts each file together. Then they appear one after the other, each whole: parts in the order of their numbers, files by record in
 * the order in which the records come. Whatever is killed whenever, the files are the same.
 */
public final class SplitSink implements Sink {
    /** Different names by record: each is a file that is open while the output is put together. */
    public static final int MOST_NAMES = 1_000;
    /** With their parts. */
    public static final int MOST_FILES = 9_999;
    /** The run itself lists as many; the manifest, all. */
    private static final int LISTED = 500;

    private final ObjectStore objects;
    private final OutputFile like;
    private final OutputNames names;
    private final Optional<To.Parts> parts;
    private final int pieceBytes;
    private final Manifest manifest;

    /** @param like one of the files: their bucket, format and packing */
    public SplitSink(ObjectStore objects, OutputFile like, OutputNames names, Optional<To.Parts> parts) {
        this(objects, like, names, parts, FileSink.PIECE_BYTES);
    }

    /** @param pieceBytes for tests, which want several pieces of small files */
    public SplitSink(
            ObjectStore objects, OutputFile like, OutputNames names, Optional<To.Parts> parts, int pieceBytes) {
        this.objects = objects;
        this.like = like;
        this.names = names;
        this.parts = parts;
        this.pieceBytes = pieceBytes;
        this.manifest = new Manifest(objects, like.run());
        if (like.assembled()) {
            throw new Refused(Problem.of(
                    "file.format",
                    "a file of format " + like.options().format() + " is made in one go, and not in several files.",
                    "Write csv, json, ndjson or xml, or leave out parts and fields of the record in the name."));
        }
        if (parts.isPresent()) new RecordEnds(like, 0);
    }

    /** @throws Refused {@code file.taken} when the first part is there already and must stay */
    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        if (like.onlyNew() && sofar.equals(Receipt.NONE) && !names.byRecord()) {
            expectFree(like.named(OutputNames.numbered(names.of(null), 1)));
        }
        return new SplitWriter(objects, like, names, pieceBytes, chunk.number(), Pieces.of(sofar));
    }

    @Override
    public void finish(List<Receipt> receipts) {
        if (!manifest.complete()) {
            try {
                make(receipts);
            } catch (IllegalStateException e) {
                // Somebody else was quicker, and has cleared the pieces away.
                if (!manifest.complete()) throw e;
            }
        }
        FileSink.clear(objects, like);
    }

    private void make(List<Receipt> receipts) {
        var outputs = manifest.arranged().orElseGet(() -> arrange(receipts));
        for (int i = 0; i < outputs.size(); i++) {
            var output = outputs.get(i);
            // Tokens stay: whoever comes late must find them used.
            new Composition(objects, like.named(output.name()), ".runs/%s/tokens/%05d".formatted(like.run(), i))
                    .make(output::pieces);
        }
        manifest.complete(like.bucket(), outputs);
    }

    private List<Output> arrange(List<Receipt> receipts) {
        var arranging = new Arranging(objects, like, names, parts, pieceBytes);
        var outputs = arranging.of(receipts.stream().map(Pieces::of).toList());
        if (like.onlyNew()) outputs.forEach(output -> expectFree(like.named(output.name())));
        manifest.arranged(outputs);
        return outputs;
    }

    private void expectFree(OutputFile file) {
        if (objects.head(file.key()).isPresent()) throw Composition.taken(file);
    }

    @Override
    public List<String> outputs() {
        var keys = new ArrayList<>(manifest.files(LISTED));
        keys.add(manifest.key());
        return keys;
    }

    static Refused tooMany() {
        return new Refused(Problem.of(
                "file.too-many",
                "the records go to more than %,d files by their names, or to more than %,d with their parts."
                        .formatted(MOST_NAMES, MOST_FILES),
                "Name the file by a field with fewer values, or make the parts larger."));
    }
}
