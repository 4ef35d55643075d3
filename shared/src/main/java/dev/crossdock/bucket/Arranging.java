package dev.crossdock.bucket;

import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.definition.To;
import dev.crossdock.format.Frame;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pass over all that the chunks have left, in the order of the input, which gives each record to its file and its part. In memory
 * are at most some {@value #BUDGET} bytes: what is more is stored as pieces, of which the files are composed. Every now and then the
 * pass notes where it is, and whoever makes it again goes on from there: it takes longer than a function lives. The same input gives
 * the same pieces and notes, so it does no harm when two make it. One use.
 */
final class Arranging {
    private static final int BUDGET = 32 << 20;
    /** Noted after so many full pieces: 256 MB are some seconds. */
    private static final int NOTED_AFTER = 32;

    private final ObjectStore objects;
    private final OutputFile like;
    private final OutputNames names;
    private final Optional<To.Parts> parts;
    private final int pieceBytes;
    private final Manifest manifest;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private List<String> columns = List.of();
    private Frame frame;
    private RecordEnds ends;
    private long buffered;
    private int files;
    private long taken;

    Arranging(ObjectStore objects, OutputFile like, OutputNames names, Optional<To.Parts> parts, int pieceBytes) {
        this.objects = objects;
        this.like = like;
        this.names = names;
        this.parts = parts;
        this.pieceBytes = pieceBytes;
        this.manifest = new Manifest(objects, like.run());
    }

    /** @return the files by the first record of each, the parts of each by their numbers */
    List<Output> of(List<Pieces> chunks) {
        if (like.needsColumns()) columns = Columns.together(objects, chunks);
        frame = like.frame(like.with(columns));
        if (parts.isPresent()) ends = new RecordEnds(like, frame.between().length);
        var note = manifest.note().orElse(ArrangedSoFar.NOTHING);
        note.targets().forEach(target -> target(target.name()).restore(target));
        files = note.files();
        for (int chunk = note.chunk(); chunk < chunks.size(); chunk++) {
            take(chunks.get(chunk), chunk, chunk == note.chunk() ? note.piece() : 0);
        }
        // Files by record are those that have one; otherwise there is one file at least.
        if (targets.isEmpty() && !names.byRecord()) target(names.of(null));
        var outputs = new ArrayList<Output>();
        for (var target : targets.values()) outputs.addAll(target.closed());
        return outputs;
    }

    private void take(Pieces chunk, int number, int from) {
        var own = like.needsColumns() ? Columns.of(objects, chunk) : List.<String>of();
        var all = chunk.all();
        for (int i = from; i < all.size(); i++) {
            var with = own.subList(0, chunk.width(i, own.size()));
            take(all.get(i), with.equals(columns) ? null : new Widening(like, with, columns));
            taken += all.get(i).sizeBytes();
            if (taken < (long) NOTED_AFTER * pieceBytes) continue;
            taken = 0;
            targets.values().forEach(Target::store);
            manifest.note(new ArrangedSoFar(
                    number,
                    i + 1,
                    files,
                    targets.values().stream().map(Target::sofar).toList()));
        }
    }

    /** @param widening null = the piece has the table's columns */
    private void take(Piece piece, Widening widening) {
        try (var in = new BufferedInputStream(objects.read(piece.key(), null, 0)
                .orElseThrow(() -> new IllegalStateException("the piece " + piece.key() + " is gone")))) {
            for (var next = Section.read(in); next.isPresent(); next = Section.read(in)) {
                var section = next.get();
                var body = widening == null ? section.body() : widening.of(section.body());
                target(section.name()).take(body, section.records());
                while (buffered > BUDGET) largest().store();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Target target(String name) {
        var target = targets.get(name);
        if (target != null) return target;
        if (targets.size() == SplitSink.MOST_NAMES) throw SplitSink.tooMany();
        target = new Target(name, targets.size());
        targets.put(name, target);
        return target;
    }

    private Target largest() {
        Target largest = null;
        for (var target : targets.values()) {
            if (largest == null || target.buffer.size() > largest.buffer.size()) largest = target;
        }
        return largest;
    }

    /** One name, and its parts. */
    private final class Target {
        private final String name;
        private final int number;
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private final List<Output> outputs = new ArrayList<>();
        private List<Piece> pieces = new ArrayList<>();
        private long records;
        private long bytes;
        private boolean begun;

        Target(String name, int number) {
            this.name = name;
            this.number = number;
        }

        void take(byte[] body, int count) {
            if (parts.isEmpty()) {
                put(body, 0, body.length, count);
                return;
            }
            int between = frame.between().length;
            for (int at = 0; at < body.length; ) {
                int from = at;
                int to = at;
                long fitting = 0;
                while (at < body.length) {
                    int end = ends.end(body, at);
                    if (full(fitting, to - from, end - at)) break;
                    fitting++;
                    to = end;
                    at = end + between;
                }
                if (fitting > 0) put(body, from, to, fitting);
                if (at < body.length) end();
            }
        }

        /** Whether one record more is too much for this part; the first never is. */
        private boolean full(long fitting, int fittingBytes, int recordBytes) {
            long count = records + fitting;
            if (count == 0) return false;
            var limit = parts.orElseThrow();
            if (limit.records() > 0) return count >= limit.records();
            long sofar = begun ? bytes : frame.head().length;
            if (fitting > 0) sofar += fittingBytes + (begun ? frame.between().length : 0);
            return sofar + frame.between().length + recordBytes + frame.tail().length > limit.bytes();
        }

        private void put(byte[] body, int from, int to, long count) {
            write(begun ? frame.between() : frame.head());
            begun = true;
            buffer.write(body, from, to - from);
            buffered += to - from;
            bytes += to - from;
            records += count;
            if (buffer.size() >= pieceBytes) store();
        }

        private void write(byte[] content) {
            buffer.writeBytes(content);
            buffered += content.length;
            bytes += content.length;
        }

        /** Completes a part. */
        private void end() {
            write(begun ? frame.tail() : frame.none());
            store();
            if (++files > SplitSink.MOST_FILES) throw SplitSink.tooMany();
            outputs.add(new Output(OutputNames.numbered(name, outputs.size() + 1), records, bytes, pieces));
            pieces = new ArrayList<>();
            records = 0;
            bytes = 0;
            begun = false;
        }

        ArrangedSoFar.Target sofar() {
            return new ArrangedSoFar.Target(name, outputs, pieces, records, bytes, begun);
        }

        void restore(ArrangedSoFar.Target note) {
            outputs.addAll(note.outputs());
            pieces = new ArrayList<>(note.pieces());
            records = note.records();
            bytes = note.bytes();
            begun = note.begun();
        }

        List<Output> closed() {
            if (begun || outputs.isEmpty()) end();
            return outputs;
        }

        private void store() {
            if (buffer.size() == 0) return;
            var content = like.packed() ? FileSink.packed(buffer.toByteArray()) : buffer.toByteArray();
            var key = like.folder() + "put-%04d-%04d-%05d".formatted(number, outputs.size() + 1, pieces.size());
            objects.write(key, content, "application/octet-stream");
            pieces.add(new Piece(key, content.length));
            buffered -= buffer.size();
            buffer.reset();
        }
    }
}
