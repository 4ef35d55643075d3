package dev.crossdock.bucket;

import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Fenced;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.format.Options;
import dev.crossdock.format.RecordWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One chunk's part of a file. Each flush leaves a small piece; when the small ones are together large enough for S3 to copy them
 * by itself they are written once more as one, so every byte is written about twice and the receipt stays short. A piece is named
 * by its content: a worker that lost its lease cannot change what the receipt of its successor names.
 */
final class FileWriter implements Sink.Writer {
    /** More small pieces than this are put together, however small they are. */
    private static final int MOST_SMALL = 64;
    /** So many large pieces, and the next ones are eight times as large: a receipt below 64 KB names 14 GB. */
    private static final int MANY_LARGE = 400;

    private final ObjectStore objects;
    private final OutputFile file;
    private final int pieceBytes;
    private final int chunk;
    private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fresh = new ByteArrayOutputStream();
    private Pieces pieces;
    private Options options;
    private RecordWriter writer;

    FileWriter(ObjectStore objects, OutputFile file, int pieceBytes, int chunk, Pieces pieces) {
        this.objects = objects;
        this.file = file;
        this.pieceBytes = pieceBytes;
        this.chunk = chunk;
        this.pieces = pieces;
        this.options = file.needsColumns() ? null : file.options();
        for (var piece : pieces.tail()) tail.writeBytes(read(piece));
    }

    @Override
    public List<Outcome> write(Batch batch) {
        if (options == null) options = file.with(new Columns(objects, file).of(chunk, batch));
        if (writer == null) writer = file.format().writer(fresh, options);
        var outcomes = new ArrayList<Outcome>(batch.size());
        for (var record : batch.records()) {
            try {
                writer.write(record);
                outcomes.add(Outcome.WRITTEN);
            } catch (Refused e) {
                outcomes.add(Outcome.rejected(e.problem()));
            }
        }
        return outcomes;
    }

    /** A batch of short records is a piece of 200 KB: storing it and saving its receipt takes longer than making it. */
    @Override
    public boolean due() {
        return fresh.size() >= pieceBytes / 8;
    }

    @Override
    public Receipt flush() {
        if (writer != null) {
            writer.close();
            writer = null;
            var frame = file.frame(options);
            var body = frame.body(fresh.toByteArray());
            fresh.reset();
            if (body.length > 0) keep(pieces.none() ? body : joined(frame.between(), body));
        } else if (options == null && chunk == 0) {
            new Columns(objects, file).leaveOpen();
        }
        return pieces.receipt();
    }

    private void keep(byte[] body) {
        var bytes = file.packed() ? FileSink.packed(body) : body;
        tail.writeBytes(bytes);
        int large = pieces.closed().size() < MANY_LARGE ? pieceBytes : 8 * pieceBytes;
        if (tail.size() >= large) {
            pieces = pieces.closed(store(tail.toByteArray()));
            tail.reset();
        } else if (pieces.tail().size() >= MOST_SMALL) {
            pieces = pieces.merged(store(tail.toByteArray()));
        } else {
            pieces = pieces.plus(store(bytes));
        }
    }

    private Piece store(byte[] content) {
        var key = file.folder() + "%06d-%s".formatted(chunk, hash(content));
        objects.write(key, content, "application/octet-stream");
        return new Piece(key, content.length);
    }

    private byte[] read(Piece piece) {
        // Only the end of the run takes pieces away: then somebody else was quicker.
        try (var in = objects.read(piece.key(), null, 0)
                .orElseThrow(() -> new Fenced(file.run() + ": " + piece.key() + " was cleared away"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] joined(byte[] a, byte[] b) {
        var both = new ByteArrayOutputStream(a.length + b.length);
        both.writeBytes(a);
        both.writeBytes(b);
        return both.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        // What was not flushed was not saved either: it comes again.
    }
}
