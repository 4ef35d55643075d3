package dev.crossdock.infra.cli;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Mapping;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Compression;
import dev.crossdock.format.FileFormat;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Frame;
import dev.crossdock.format.Options;
import dev.crossdock.format.Place;
import dev.crossdock.format.RecordReader;
import dev.crossdock.format.RecordWriter;
import dev.crossdock.run.Rejects;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One file through one mapping. A file whose records can be found by their bytes is cut at record ends, and each worker reads,
 * maps and renders a range of its own; of any other file one thread reads and the workers map and render. What they give is put
 * together in the order of the input, with a few parts in memory at any time.
 */
final class MapWork implements AutoCloseable {
    /** Large enough that a part's beginning costs nothing, small enough that a few for each worker fit into any memory. */
    private static final int PART_BYTES = 2 << 20;

    private final Path file;
    private final String name;
    private final Mapping mapping;
    private final FileFormat target;
    private final List<String> key;
    private final int window;
    private final MapRejects rejected;
    private final ExecutorService workers;
    private final Formats.Detected detected;
    private final MapKeys keys;
    /** Null until the columns of a table are known. */
    private Options written;

    /** @throws Refused when the file is not what it is said to be */
    MapWork(
            Path file,
            Options read,
            Mapping mapping,
            Options written,
            List<String> key,
            int threads,
            MapRejects rejected)
            throws IOException {
        this.file = file;
        this.name = file.getFileName().toString();
        this.mapping = mapping;
        this.target = Formats.byName(written.format());
        this.written = written;
        this.key = key;
        this.keys = key.isEmpty() ? null : new MapKeys(key);
        this.window = 2 * threads;
        this.rejected = rejected;
        this.detected = detect(read);
        this.workers = Executors.newFixedThreadPool(threads, task -> {
            var thread = new Thread(task, "map");
            thread.setDaemon(true);
            return thread;
        });
    }

    private Formats.Detected detect(Options read) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Formats.detect(name, in.readNBytes(Formats.STORED_BYTES), read);
        }
    }

    /** What became of a part of the input. @param body rendered; null where the records are handed on as they are */
    private record Part(MapCounts counts, List<Record> records, byte[] body, List<Rejects.Reject> rejects) {}

    /** Reads, maps and writes everything, once. @throws Refused when the rest of the file cannot be read */
    MapCounts into(OutputStream out) throws IOException {
        boolean table = target.name().equals("csv") && !written.values().containsKey("columns");
        var frame = table ? Optional.<Frame>empty() : target.frame(written);
        // One writer for all where a format has no bodies, or where order decides what is written.
        boolean oneWriter = !table && frame.isEmpty() || keys != null;
        try (var parts = parts();
                var sink = new MapOutput(out, target, written, table, oneWriter)) {
            var counts = MapCounts.ZERO;
            var running = new ArrayDeque<Future<Part>>();
            for (var next = parts.next(); next != null || !running.isEmpty(); ) {
                boolean render = sink.options() != null && !oneWriter;
                if (next != null && (running.isEmpty() || sink.options() != null && running.size() < window)) {
                    var records = next;
                    var options = sink.options();
                    running.add(workers.submit(() -> map(records, render ? options : null)));
                    next = parts.next();
                    continue;
                }
                counts = counts.plus(take(result(running.remove()), sink));
            }
            sink.end();
            return counts;
        }
    }

    private MapCounts take(Part part, MapOutput sink) throws IOException {
        rejected.add(part.rejects());
        if (part.body() != null) {
            sink.body(part.body());
            return part.counts();
        }
        var refused = new ArrayList<Rejects.Reject>();
        long written = 0;
        for (var record : part.records()) {
            var why = keys == null ? Optional.<Problem>empty() : keys.refuse(record.value());
            try {
                if (why.isPresent()) throw new Refused(why.get());
                sink.write(record, part.records());
                written++;
            } catch (Refused e) {
                refused.add(MapRejects.of(record, e.problem()));
            }
        }
        sink.flush();
        rejected.add(refused);
        return part.counts().plus(new MapCounts(0, written - part.counts().written(), 0, refused.size()));
    }

    /** @param options null = hand the records on */
    private Part map(Callable<RecordReader> reading, Options options) throws Exception {
        var body = new ByteArrayOutputStream(PART_BYTES);
        var mapped = new ArrayList<Record>();
        var rejects = new ArrayList<Rejects.Reject>();
        long read = 0;
        long count = 0;
        long skipped = 0;
        try (var reader = reading.call();
                var writer = options == null ? new Collected(mapped) : target.writer(body, options)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                read++;
                try {
                    var records = apply(next.get());
                    if (records.isEmpty()) skipped++;
                    for (var record : records) {
                        writer.write(record);
                        count++;
                    }
                } catch (Refused e) {
                    rejects.add(MapRejects.of(next.get(), e.problem()));
                }
            }
        }
        var frame = options == null ? Optional.<Frame>empty() : target.frame(options);
        return new Part(
                new MapCounts(read, count, skipped, rejects.size()),
                mapped,
                frame.map(around -> around.body(body.toByteArray())).orElse(null),
                rejects);
    }

    private List<Record> apply(Record record) {
        if (record.unreadable().isPresent())
            throw new Refused(record.unreadable().get());
        return mapping.apply(record);
    }

    private record Collected(List<Record> into) implements RecordWriter {
        @Override
        public void write(Record record) {
            into.add(record);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private static Part result(Future<Part> part) throws IOException {
        try {
            return part.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) throw known;
            if (e.getCause() instanceof IOException known) throw known;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed(Problem.of("command.interrupted", "stopped while mapping.", ""));
        }
    }

    /** Parts of the input, in order; null at the end. */
    private interface Parts extends AutoCloseable {
        Callable<RecordReader> next() throws IOException;

        @Override
        void close() throws IOException;
    }

    private Parts parts() throws IOException {
        boolean ranges =
                detected.compression() == Compression.NONE && detected.format().seekable(detected.options());
        return ranges ? new Ranges() : new Batches();
    }

    private final class Ranges implements Parts {
        private final FileChannel channel = FileChannel.open(file);
        private final long size = channel.size();
        private final List<Place> places;
        private int at;

        Ranges() throws IOException {
            try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                places = detected.format().cuts(in, name, detected.options(), PART_BYTES);
            }
        }

        @Override
        public Callable<RecordReader> next() {
            if (at == places.size()) return null;
            var from = places.get(at++);
            long to = at < places.size() ? places.get(at).byteOffset() : size;
            return () -> detected.format()
                    .reader(new ChannelRange(channel, from.byteOffset(), to), name, detected.options(), from);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A range of a file, by reads that know their place: many of them share one channel. */
    private static final class ChannelRange extends InputStream {
        private final FileChannel channel;
        private final long to;
        private long at;

        ChannelRange(FileChannel channel, long from, long to) {
            this.channel = channel;
            this.at = from;
            this.to = to;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (at >= to) return -1;
            int n = channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, to - at)), at);
            if (n > 0) at += n;
            return n;
        }
    }

    /** What can only be read from its beginning: read here, mapped by the workers. */
    private final class Batches implements Parts {
        private final RecordReader reader;

        Batches() throws IOException {
            InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            reader = detected.format()
                    .reader(detected.compression().open(in, name), name, detected.options(), Place.START);
        }

        @Override
        public Callable<RecordReader> next() {
            var records = new ArrayList<Record>();
            while (records.size() < Batch.LIMIT) {
                var record = reader.next();
                if (record.isEmpty()) break;
                records.add(record.get());
            }
            return records.isEmpty() ? null : () -> new InMemory(records);
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    private static final class InMemory implements RecordReader {
        private final List<Record> records;
        private int at;

        InMemory(List<Record> records) {
            this.records = records;
        }

        @Override
        public Optional<Record> next() {
            return at < records.size() ? Optional.of(records.get(at++)) : Optional.empty();
        }

        @Override
        public Place place() {
            return Place.START;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
