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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One JSON value a line, UTF-8 (or UTF-16, which is detected). Blank lines are stepped over; a line that is no JSON is a record
 * that cannot be read. Option {@code repeated} as of JSON.
 */
public final class NdjsonFormat implements FileFormat {
    /** Under this name a line that cannot be read is kept, whole. */
    private static final String TEXT = "_text";

    @Override
    public String name() {
        return "ndjson";
    }

    @Override
    public List<String> suffixes() {
        return List.of(".ndjson", ".jsonl");
    }

    /** Whether the first line holds an object, whole: an object on many lines is JSON. */
    @Override
    public boolean sniff(byte[] head) {
        var text = JsonEncoding.text(head);
        return text.startsWith("{")
                && firstLine(text).filter(NdjsonFormat::whole).isPresent();
    }

    @Override
    public boolean seekable(Options options) {
        return !JsonEncoding.transcoded(options);
    }

    @Override
    public Detected detect(String file, byte[] head, Options options) {
        Binary.refuse(name(), file, head);
        if (array(JsonEncoding.text(head))) {
            throw new Refused(Problem.of(
                            "ndjson.array",
                            "the file is one JSON array, not one value a line.",
                            "Name it .json, or set format: json.")
                    .at(file));
        }
        return new Detected(JsonEncoding.detected(head, options, name()), "");
    }

    /** Whether a text cannot be one value a line, because it begins with an array on several lines. */
    static boolean array(String text) {
        return text.startsWith("[")
                && firstLine(text).filter(line -> !whole(line)).isPresent();
    }

    /** Whether a text cannot be one JSON value, because the first line holds an object and there is another line. */
    static boolean severalLines(String text) {
        int end = text.indexOf('\n');
        return text.startsWith("{") && end > 0 && !text.substring(end).isBlank() && whole(text.substring(0, end));
    }

    private static Optional<String> firstLine(String text) {
        int end = text.indexOf('\n');
        // Of a first line longer than the head nothing is known.
        return end < 0 && text.length() >= Formats.HEAD_BYTES - 4
                ? Optional.empty()
                : Optional.of(end < 0 ? text : text.substring(0, end));
    }

    private static boolean whole(String line) {
        try (var parser = JsonTrees.MAPPER.createParser(line)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<Place> cuts(InputStream in, String file, Options options, long targetBytes) {
        if (!seekable(options)) return List.of(Place.START);
        var places = new ArrayList<>(List.of(Place.START));
        var lines = new NdjsonLines(in, file, Place.START);
        try (in) {
            for (long next = targetBytes; lines.next(); ) {
                var before = lines.before();
                if (before.byteOffset() < next) continue;
                places.add(before);
                next = before.byteOffset() + targetBytes;
            }
        } catch (Refused e) {
            // A place that cannot be read ends the cutting, not the run: what lies before it is still worth reading.
            return places;
        } catch (IOException e) {
            throw new WorldException("reading " + file + ": " + e.getMessage(), e);
        }
        return places;
    }

    /** A line end is never inside a JSON text. */
    @Override
    public OptionalLong probe(byte[] window, boolean toEnd, Options options, Place first) {
        for (int i = 0; i < window.length; i++) if (window[i] == '\n') return OptionalLong.of(i + 1L);
        return OptionalLong.empty();
    }

    @Override
    public Optional<Place> seek(InputStream in, String file, Options options, Place known, long offset) {
        var lines = new NdjsonLines(in, file, known);
        try (in) {
            while (lines.next()) if (lines.before().byteOffset() >= offset) return Optional.of(lines.before());
        } catch (Refused e) {
            // Whoever reads it says so.
        } catch (IOException e) {
            throw new WorldException("reading " + file + ": " + e.getMessage(), e);
        }
        return Optional.empty();
    }

    @Override
    public RecordReader reader(InputStream in, String file, Options options, Place from) {
        boolean lastCounts = JsonTrees.lastCounts(options);
        if (seekable(options)) return new Reading(in, file, from, lastCounts);
        var reading = new Reading(JsonEncoding.utf8(in, options), file, Place.START, lastCounts);
        while (reading.place().record() < from.record() && reading.lines.next()) {
            // Only its place counts.
        }
        return reading;
    }

    @Override
    public RecordWriter writer(OutputStream out, Options options) {
        return new JsonWriting(out, "", "\n", "\n", "");
    }

    @Override
    public Optional<Frame> frame(Options options) {
        var nothing = new byte[0];
        return Optional.of(new Frame(nothing, nothing, nothing, nothing));
    }

    private static final class Reading implements RecordReader {
        private final InputStream in;
        private final String file;
        private final NdjsonLines lines;
        private final boolean lastCounts;

        Reading(InputStream in, String file, Place from, boolean lastCounts) {
            this.lastCounts = lastCounts;
            this.in = in;
            this.file = file;
            this.lines = new NdjsonLines(in, file, from);
        }

        @Override
        public Optional<Record> next() {
            return lines.next() ? Optional.of(record()) : Optional.empty();
        }

        private Record record() {
            var before = lines.before();
            var origin = new Origin(file, before.record() + 1, before.byteOffset());
            try (var parser = JsonTrees.MAPPER.createParser(lines.buffer(), lines.start(), lines.length())) {
                parser.nextToken();
                var trees = new JsonTrees(parser, lastCounts);
                var value = trees.readRecord();
                if (parser.nextToken() != null) {
                    return unreadable(
                            origin,
                            before,
                            "more follows behind the value (column %d)",
                            parser.currentTokenLocation().getColumnNr());
                }
                if (trees.problem().isPresent()) {
                    return Record.unreadable(
                            value, origin, trees.problem().get().at(before.in(file)));
                }
                // Jackson passes over some bytes that are no UTF-8.
                if (!Utf8.valid(lines.buffer(), lines.start(), lines.length())) return misencoded(origin, before);
                return Record.of(value, origin);
            } catch (JsonProcessingException e) {
                if (!Utf8.valid(lines.buffer(), lines.start(), lines.length())) return misencoded(origin, before);
                int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
                return unreadable(origin, before, JsonTrees.said(e) + " (column %d)", column);
            } catch (IOException e) {
                // The line lies in memory, so this is no failure of the world: bytes that look like UTF-32 and are not.
                return unreadable(origin, before, "its bytes look like UTF-32 and are not (column %d)", 1);
            }
        }

        private Record unreadable(Origin origin, Place before, String what, int column) {
            var text = new String(lines.buffer(), lines.start(), lines.length(), StandardCharsets.UTF_8);
            return Record.unreadable(
                    Map.of(TEXT, text),
                    origin,
                    Problem.of(
                                    "ndjson.invalid",
                                    "line %d is no JSON: ".formatted(before.line() + 1)
                                            + what.replace("%d", "" + column) + ".",
                                    "Correct the line.")
                            .at(before.in(file)));
        }

        private Record misencoded(Origin origin, Place before) {
            return Record.unreadable(
                    Map.of(TEXT, Encoding.asMeant(lines.buffer(), lines.start(), lines.length())),
                    origin,
                    Problem.of(
                                    "ndjson.encoding",
                                    "line %d is not UTF-8.".formatted(before.line() + 1),
                                    "Save the file as UTF-8.")
                            .at(before.in(file)));
        }

        @Override
        public Place place() {
            return lines.after();
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
}
