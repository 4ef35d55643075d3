package dev.crossdock.bucket;

import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * One file of a bucket, written by many workers. Each leaves pieces in the run's own folder, named by what is in them, and its
 * receipts name the pieces that count; finish puts them together in the order of the chunks. Whoever reads sees the old file or
 * the whole new one: nothing of it is in the bucket before that one moment, and the token of the composition, which is good for
 * one time, lets neither a repeated finish nor a late one replace what came after.
 */
public final class FileSink implements Sink {
    /** A piece that is not made larger any more: above S3's 5 MB, and few enough in memory for many workers. */
    public static final int PIECE_BYTES = 8 << 20;

    private final ObjectStore objects;
    private final OutputFile file;
    private final int pieceBytes;

    public FileSink(ObjectStore objects, OutputFile file) {
        this(objects, file, PIECE_BYTES);
    }

    /** @param pieceBytes for tests, which want several pieces of a small file */
    public FileSink(ObjectStore objects, OutputFile file, int pieceBytes) {
        this.objects = objects;
        this.file = file;
        this.pieceBytes = pieceBytes;
    }

    /** @throws Refused {@code file.taken} when there is a file already that must stay */
    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        // Asked again when it is finished; here only so that nobody works in vain.
        if (file.onlyNew()
                && sofar.equals(Receipt.NONE)
                && objects.head(file.key()).isPresent()) throw Composition.taken(file);
        return new FileWriter(objects, file, pieceBytes, chunk.number(), Pieces.of(sofar));
    }

    @Override
    public void finish(List<Receipt> receipts) {
        new Composition(objects, file, file.decision()).make(() -> whole(objects, file, receipts));
        clear(objects, file);
    }

    @Override
    public List<String> outputs() {
        return List.of(file.key());
    }

    @Override
    public Sink rehearsal() {
        return new FileRehearsal(objects, file);
    }

    /** All pieces of a file in their order, with what stands around and between the chunks' own. */
    static List<Piece> whole(ObjectStore objects, OutputFile file, List<Receipt> receipts) {
        var chunks = receipts.stream()
                .map(Pieces::of)
                .filter(pieces -> !pieces.none())
                .toList();
        var columns = file.needsColumns() ? Columns.together(objects, chunks) : List.<String>of();
        if (file.assembled()) return new Assembling(objects, file).whole(chunks, file.with(columns));
        var frame = file.frame(file.with(columns));
        var all = new ArrayList<Piece>();
        if (chunks.isEmpty()) return around(objects, file, "none", frame.none());
        all.addAll(around(objects, file, "head", frame.head()));
        var between = around(objects, file, "between", frame.between());
        for (int i = 0; i < chunks.size(); i++) {
            if (i > 0) all.addAll(between);
            all.addAll(
                    file.needsColumns()
                            ? new WidePieces(objects, file, columns).of(chunks.get(i))
                            : chunks.get(i).all());
        }
        all.addAll(around(objects, file, "tail", frame.tail()));
        return all;
    }

    private static List<Piece> around(ObjectStore objects, OutputFile file, String name, byte[] content) {
        if (content.length == 0) return List.of();
        var bytes = file.packed() ? packed(content) : content;
        var key = file.folder() + name;
        objects.write(key, bytes, "application/octet-stream");
        return List.of(new Piece(key, bytes.length));
    }

    /** Takes away what was kept until the file is whole. */
    static void clear(ObjectStore objects, OutputFile file) {
        while (true) {
            var page = objects.list(file.folder(), "", 1000);
            for (var piece : page.items()) objects.delete(piece.key(), null);
            if (page.next().isEmpty()) return;
        }
    }

    /** Each piece is a member of its own; members one after the other are one gzip file (RFC 1952, 2.2). */
    static byte[] packed(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] unpacked(byte[] content) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
