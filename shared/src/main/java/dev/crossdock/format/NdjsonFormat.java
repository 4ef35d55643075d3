package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One JSON value a line, UTF-8. Blank lines are stepped over. No options. */
public final class NdjsonFormat implements FileFormat {
    @Override
    public String name() {
        return "ndjson";
    }

    @Override
    public List<String> suffixes() {
        return List.of(".ndjson", ".jsonl");
    }

    @Override
    public boolean sniff(byte[] head) {
        var text = new String(head, StandardCharsets.UTF_8).stripLeading();
        return text.startsWith("{");
    }

    @Override
    public boolean seekable(Options options) {
        return true;
    }

    @Override
    public List<Place> cuts(InputStream in, String file, Options options, long targetBytes) {
        var places = new ArrayList<Place>(List.of(Place.START));
        try (var lines = new Lines(in, file, Place.START)) {
            long next = targetBytes;
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                if (line.get().offset() < next) continue;
                places.add(line.get().before());
                next = line.get().offset() + targetBytes;
            }
        }
        return places;
    }

    @Override
    public RecordReader reader(InputStream in, String file, Options options, Place from) {
        return new Reading(new Lines(in, file, from), from);
    }

    @Override
    public RecordWriter writer(OutputStream out, Options options) {
        return new RecordWriter() {
            @Override
            public void write(Record record) {
                try {
                    out.write(JsonTrees.MAPPER.writeValueAsBytes(record.value()));
                    out.write('\n');
                } catch (IOException e) {
                    throw new WorldException("writing NDJSON: " + e.getMessage(), e);
                }
            }

            @Override
            public void close() {
                try {
                    out.flush();
                } catch (IOException e) {
                    throw new WorldException("writing NDJSON: " + e.getMessage(), e);
                }
            }
        };
    }

    /** @param before the place of this line @param after the place of the next one */
    private record Line(byte[] bytes, long offset, Place before, Place after) {}

    /** Lines that hold something, by their bytes. */
    private static final class Lines implements AutoCloseable {
        /** A line larger than this is no record; it must fit into memory a few times. */
        private static final int LONGEST = 32 << 20;

        private final InputStream in;
        private final String file;
        private byte[] buffer = new byte[64 << 10];
        private int filled;
        private int at;
        private long base;
        private long line;
        private long record;
        private boolean ended;

        Lines(InputStream in, String file, Place from) {
            this.in = in;
            this.file = file;
            this.base = from.byteOffset();
            this.line = from.line();
            this.record = from.record();
        }

        Optional<Line> next() {
            while (true) {
                int end = lineEnd();
                if (end < 0) return Optional.empty();
                int start = at;
                at = Math.min(end + 1, filled);
                line++;
                // A byte order mark may stand before the first line.
                if (base + start == 0 && end - start >= 3 && (buffer[start] & 0xff) == 0xef) start += 3;
                int length = end - start;
                while (length > 0 && buffer[start + length - 1] <= ' ' && buffer[start + length - 1] >= 0) length--;
                if (length == 0) continue;
                var bytes = java.util.Arrays.copyOfRange(buffer, start, start + length);
                var before = new Place(base + start, record, line - 1, "");
                record++;
                return Optional.of(new Line(bytes, base + start, before, new Place(base + at, record, line, "")));
            }
        }

        private int lineEnd() {
            int i = at;
            while (true) {
                for (; i < filled; i++) if (buffer[i] == '\n') return i;
                if (ended) return at < filled ? filled : -1;
                i -= fill();
            }
        }

        /** @return by how much everything moved towards the buffer's beginning */
        private int fill() {
            int moved = at;
            System.arraycopy(buffer, at, buffer, 0, filled - at);
            base += moved;
            filled -= moved;
            at = 0;
            if (filled > LONGEST) {
                throw new Refused(Problem.of(
                                "ndjson.line-too-long",
                                "the line has more than %,d bytes and no end.".formatted(LONGEST),
                                "NDJSON has one value a line. A JSON array is format: json.")
                        .at("%s, record %,d, line %,d".formatted(file, record + 1, line + 1)));
            }
            if (filled == buffer.length) buffer = java.util.Arrays.copyOf(buffer, buffer.length * 2);
            try {
                int n = in.read(buffer, filled, buffer.length - filled);
                if (n < 0) ended = true;
                else filled += n;
            } catch (IOException e) {
                throw new WorldException("reading " + file + ": " + e.getMessage(), e);
            }
            return moved;
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                // Nothing was to be written.
            }
        }
    }

    private static final class Reading implements RecordReader {
        private final Lines lines;
        private Place place;

        Reading(Lines lines, Place from) {
            this.lines = lines;
            this.place = from;
        }

        @Override
        public Optional<Record> next() {
            var line = lines.next();
            if (line.isEmpty()) return Optional.empty();
            place = line.get().after();
            return Optional.of(record(line.get()));
        }

        private Record record(Line line) {
            var origin = new Origin(lines.file, line.after().record(), line.offset());
            try {
                return Record.of(JsonTrees.MAPPER.readValue(line.bytes(), Object.class), origin);
            } catch (JsonProcessingException e) {
                int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
                return Record.unreadable(
                        new String(line.bytes(), StandardCharsets.UTF_8),
                        origin,
                        Problem.of(
                                "ndjson.invalid",
                                "line %,d is no JSON at column %d: %s."
                                        .formatted(line.after().line(), column, JsonFormat.said(e)),
                                "Correct the line; the others were read."));
            } catch (IOException e) {
                throw new WorldException("reading " + lines.file + ": " + e.getMessage(), e);
            }
        }

        @Override
        public Place place() {
            return place;
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
