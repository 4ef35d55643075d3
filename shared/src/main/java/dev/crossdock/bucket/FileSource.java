package dev.crossdock.bucket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Source;
import dev.crossdock.flow.WorldException;
import dev.crossdock.format.Compression;
import dev.crossdock.format.FileFormat;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import dev.crossdock.format.Place;
import dev.crossdock.format.RecordReader;
import dev.crossdock.format.RecordWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one file of a bucket, in exactly the state that the drop announced. A large file in a format whose records can
 * be found by their bytes becomes several chunks; everything else is one.
 */
public final class FileSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);

    /** A batch is closed early when its records take about this much, so that 1,000 large records stay in memory. */
    private static final long BATCH_BYTES = 4L << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectStore objects;
    private final FileRef file;
    private final Options options;
    private final Splitting splitting;
    private final List<String> group;

    public FileSource(ObjectStore objects, FileRef file, Options options) {
        this(objects, file, options, Splitting.deployed());
    }

    /** @param chunkBytes for tests, which want several chunks of a small file */
    public FileSource(ObjectStore objects, FileRef file, Options options, long chunkBytes) {
        this(objects, file, options, new Splitting(chunkBytes + chunkBytes / 2, chunkBytes, true));
    }

    public FileSource(ObjectStore objects, FileRef file, Options options, Splitting splitting) {
        this(objects, file, options, splitting, List.of());
    }

    private FileSource(ObjectStore objects, FileRef file, Options options, Splitting splitting, List<String> group) {
        this.objects = objects;
        this.file = file;
        this.options = options;
        this.splitting = splitting;
        this.group = List.copyOf(group);
    }

    /** The same file with consecutive records that agree in these fields as one ({@link GroupedReader}). @param fields empty = none */
    public FileSource grouped(List<String> fields) {
        return new FileSource(objects, file, options, splitting, fields);
    }

    /** The same file as one chunk, for whom the order of all its records counts. */
    public FileSource whole() {
        return new FileSource(
                objects, file, options, new Splitting(Long.MAX_VALUE, Long.MAX_VALUE / 4, splitting.numbered()), group);
    }

    /**
     * What a chunk's range says, as JSON.
     *
     * @param options given and detected
     * @param toByte exclusive; -1 = the file's end
     * @param of how many chunks there are, where records are numbered within their chunk; 0 = they are numbered in the file
     */
    record Range(
            String format,
            String compression,
            Map<String, Object> options,
            String remark,
            Place from,
            long toByte,
            int of,
            List<String> group) {
        Range {
            // A chunk that an earlier version planned.
            if (group == null) group = List.of();
        }
    }

    @Override
    public List<Chunk> plan() {
        var head = head();
        var detected = Formats.detect(file.path(), head, options);
        boolean splittable = detected.compression() == Compression.NONE
                && detected.format().seekable(detected.options())
                && file.sizeBytes() > splitting.overBytes();
        var starts = splittable ? cuts(detected) : List.of(Place.START);
        int of = splittable && !splitting.numbered() ? starts.size() : 0;
        var chunks = new ArrayList<Chunk>(starts.size());
        for (int i = 0; i < starts.size(); i++) {
            long to = i + 1 < starts.size() ? starts.get(i + 1).byteOffset() : -1;
            chunks.add(new Chunk(
                    i,
                    write(new Range(
                            detected.format().name(),
                            detected.compression().name(),
                            detected.options().values(),
                            detected.remark(),
                            starts.get(i),
                            to,
                            of,
                            group))));
        }
        return chunks;
    }

    private List<Place> cuts(Formats.Detected detected) {
        long chunkBytes = splitting.chunkBytes(file.sizeBytes());
        if (splitting.numbered()) {
            return between(detected, detected.format().cuts(open(0), file.path(), detected.options(), chunkBytes));
        }
        var cuts = new Cuts(this::open, file.path(), file.sizeBytes(), detected.format(), detected.options());
        var starts = between(detected, cuts.every(chunkBytes));
        LOG.info(
                "file.split file=\"{}\" bytes={} chunks={} {}",
                file.path(),
                file.sizeBytes(),
                starts.size(),
                cuts.effort());
        return starts;
    }

    /** The same cuts, moved on to where one group ends and the next one begins. */
    private List<Place> between(Formats.Detected detected, List<Place> cuts) {
        if (group.isEmpty()) return cuts;
        var between = new ArrayList<Place>();
        for (var cut : cuts) {
            if (between.isEmpty()) between.add(cut);
            else if (cut.byteOffset() > between.get(between.size() - 1).byteOffset()) {
                boundary(detected.format(), detected.options(), cut).ifPresent(between::add);
            }
        }
        return between;
    }

    /** The first place behind a cut that is between two groups; a place that cannot be read ends the cutting, not the run. */
    private Optional<Place> boundary(FileFormat format, Options given, Place cut) {
        var in = open(cut.byteOffset(), file.sizeBytes());
        try (var rows = format.reader(in, file.path(), given, cut)) {
            return GroupedReader.boundary(rows, group);
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    @Override
    public Cursor open(Chunk chunk, Checkpoint from) {
        var range = read(chunk.range(), Range.class);
        var place = from.equals(Checkpoint.START) ? range.from() : read(from.text(), Place.class);
        var format = Formats.byName(range.format());
        var given = new Options(range.format(), range.options());
        var compression = Compression.valueOf(range.compression());
        boolean seek = compression == Compression.NONE && format.seekable(given);
        InputStream in;
        if (seek) {
            long to = range.toByte() < 0 ? file.sizeBytes() : range.toByte();
            in = place.byteOffset() >= to ? InputStream.nullInputStream() : open(place.byteOffset(), to);
        } else {
            in = compression.open(open(0), file.path());
            // A packed file has no ranges: what lies before the place is unpacked and passed over.
            if (format.seekable(given)) skip(in, place.byteOffset());
        }
        var name = called(chunk, range);
        var reader = format.reader(in, name, given, place);
        var grouped = range.group().isEmpty()
                ? reader
                : new GroupedReader(reader, range.group(), name, !place.equals(Place.START));
        return new FileCursor(grouped, range, chunk.number());
    }

    /** In messages: records that are numbered within their chunk say in which. */
    private String called(Chunk chunk, Range range) {
        return range.of() < 2 || chunk.number() == 0
                ? file.path()
                : "%s, chunk %d of %d".formatted(file.path(), chunk.number() + 1, range.of());
    }

    private final class FileCursor implements Cursor {
        private final RecordReader reader;
        private final Range range;
        private final int chunk;
        private boolean ended;

        FileCursor(RecordReader reader, Range range, int chunk) {
            this.reader = reader;
            this.range = range;
            this.chunk = chunk;
        }

        @Override
        public Optional<Batch> next() {
            if (ended) return Optional.empty();
            var records = new ArrayList<Record>();
            long began = reader.place().byteOffset();
            while (records.size() < Batch.LIMIT && reader.place().byteOffset() - began < BATCH_BYTES) {
                Optional<Record> record;
                try {
                    record = reader.next();
                } catch (Refused e) {
                    // What was read before the place that cannot be read is not lost: it goes first, the refusal comes
                    // next.
                    if (!records.isEmpty()) break;
                    if (range.of() > 0 && range.toByte() >= 0)
                        throw misplaced(e.problem().toString());
                    throw e;
                }
                if (record.isEmpty()) {
                    if (records.isEmpty()) {
                        ended = true;
                        endsWhereTheNextBegins();
                    }
                    break;
                }
                records.add(record.get());
            }
            return records.isEmpty() ? Optional.empty() : Optional.of(new Batch(records));
        }

        private void endsWhereTheNextBegins() {
            long at = reader.place().byteOffset();
            if (range.toByte() >= 0 && at != range.toByte()) {
                throw misplaced("its last record ends at byte %,d".formatted(at));
            }
        }

        /** Either the cut is wrong, or the file is: a quote that nothing closes makes all that follows part of its field. */
        private Refused misplaced(String why) {
            return new Refused(Problem.of(
                            "file.split",
                            "chunk %d does not end where the next one begins, at byte %,d: %s"
                                    .formatted(chunk + 1, range.toByte(), why),
                            "Nothing of the output is published. Correct the file there; or, if it is as it should be, read"
                                    + " it in one piece: CROSSDOCK_SPLIT=never.")
                    .at(file.path()));
        }

        @Override
        public Checkpoint position() {
            return new Checkpoint(write(reader.place()));
        }

        @Override
        public double progress() {
            if (ended) return 1;
            double from = range.from().byteOffset();
            double to = range.toByte() < 0 ? file.sizeBytes() : range.toByte();
            return to <= from ? 0 : Math.min(1, (reader.place().byteOffset() - from) / (to - from));
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    private void skip(InputStream in, long bytes) {
        try {
            in.skipNBytes(bytes);
        } catch (IOException e) {
            throw new WorldException("reading " + file.path() + ": " + e.getMessage(), e);
        }
    }

    private byte[] head() {
        try (var in = open(0)) {
            return in.readNBytes(Formats.STORED_BYTES);
        } catch (IOException e) {
            throw new WorldException("reading " + file.path() + ": " + e.getMessage(), e);
        }
    }

    private InputStream open(long fromByte) {
        return objects.read(file.path(), file.etag(), fromByte).orElseThrow(this::elsewhere);
    }

    private InputStream open(long fromByte, long toByte) {
        return objects.read(file.path(), file.etag(), fromByte, toByte).orElseThrow(this::elsewhere);
    }

    private Refused elsewhere() {
        return elsewhere(objects, file);
    }

    /** Why a state of a file cannot be read: the file has another one, or is not there. */
    static Refused elsewhere(ObjectStore objects, FileRef file) {
        return new Refused(
                objects.head(file.path()).isPresent()
                        ? Problem.of(
                                "file.replaced",
                                "the file was replaced by a newer drop while this run waited or read.",
                                "Nothing to do: the newer drop has its own run.")
                        : Problem.of(
                                "file.gone",
                                "the file is not there any more.",
                                "If the same content was dropped twice, the first drop's run has read it. Otherwise drop it"
                                        + " again."));
    }

    // What the run's closing act asks about a chunk.

    /** The syntax of a file, to write another in it. @param suffix with the dot: {@code .csv} */
    public record Shape(String format, Options options, String suffix, boolean grouped) {
        /** The records of the file that a record was read from. */
        public List<?> rows(Object value) {
            if (grouped && value instanceof Map<?, ?> map && map.get(GroupedReader.ROWS) instanceof List<?> rows)
                return rows;
            return java.util.Collections.singletonList(value);
        }

        public RecordWriter writer(OutputStream out, List<String> columns) {
            var all = new LinkedHashMap<>(options.values());
            all.put("columns", columns);
            return Formats.byName(format).writer(out, new Options(format, all));
        }
    }

    public static Shape shape(Chunk chunk) {
        var range = read(chunk.range(), Range.class);
        var format = Formats.byName(range.format());
        // What is read and not written is handed back as lines of JSON.
        if (!format.written())
            return new Shape(
                    "ndjson",
                    new Options("ndjson", Map.of()),
                    ".ndjson",
                    !range.group().isEmpty());
        return new Shape(
                range.format(),
                new Options(range.format(), range.options()),
                format.suffixes().get(0),
                !range.group().isEmpty());
    }

    /** Whether this chunk's records are numbered from 1, and not by their place in the file. */
    public static boolean numbersItsOwn(Chunk chunk) {
        return chunk.number() > 0
                && chunk.range().contains("\"of\"")
                && read(chunk.range(), Range.class).of() > 0;
    }

    /** How the file was understood, for the report. */
    public static Map<String, Object> described(Chunk chunk) {
        var range = read(chunk.range(), Range.class);
        var about = new LinkedHashMap<String, Object>();
        about.put("format", range.format());
        about.put("compression", range.compression().toLowerCase(java.util.Locale.ROOT));
        about.putAll(range.options());
        if (!range.remark().isEmpty()) about.put("remark", range.remark());
        return about;
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T read(String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a file's place: " + text, e);
        }
    }
}
