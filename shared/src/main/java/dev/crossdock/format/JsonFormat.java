package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A JSON array of records, streamed; a single object is one record. Option {@code path}: where the array is, as names joined by
 * dots ({@code data.items}).
 */
public final class JsonFormat implements FileFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public List<String> suffixes() {
        return List.of(".json");
    }

    @Override
    public boolean sniff(byte[] head) {
        return new String(head, StandardCharsets.UTF_8).stripLeading().startsWith("[");
    }

    @Override
    public boolean seekable(Options options) {
        return false;
    }

    @Override
    public RecordReader reader(InputStream in, String file, Options options, Place from) {
        try {
            var reading = new Reading(in, file, CsvDialect.text(options, "path", ""));
            while (reading.place().record() < from.record() && reading.next().isPresent()) {
                // Only its place counts.
            }
            return reading;
        } catch (IOException e) {
            throw unreadable(file, 0, e);
        }
    }

    @Override
    public RecordWriter writer(OutputStream out, Options options) {
        try {
            return new Writing(JsonTrees.MAPPER.createGenerator(out));
        } catch (IOException e) {
            throw new WorldException("writing JSON: " + e.getMessage(), e);
        }
    }

    /** Jackson's own words without its place, which is said in ours. */
    static String said(JsonProcessingException e) {
        var text = String.valueOf(e.getOriginalMessage()).replace('\n', ' ');
        return text.length() <= 160 ? text : text.substring(0, 160) + "…";
    }

    private static RuntimeException unreadable(String file, long records, IOException e) {
        if (!(e instanceof JsonProcessingException json)) {
            return new WorldException("reading " + file + ": " + e.getMessage(), e);
        }
        var at = json.getLocation();
        var place = at == null
                ? file
                : "%s, record %,d, line %,d, column %,d".formatted(file, records + 1, at.getLineNr(), at.getColumnNr());
        return new Refused(
                Problem.of(
                                "json.invalid",
                                "the file is no JSON from here: " + said(json) + ".",
                                "Correct it; nothing behind this place can be read. One value a line is format: ndjson.")
                        .at(place),
                e);
    }

    private static final class Reading implements RecordReader {
        private final InputStream in;
        private final String file;
        private final JsonParser parser;
        private final boolean array;
        private boolean ended;
        private long records;
        private long offset;

        Reading(InputStream in, String file, String path) throws IOException {
            this.in = in;
            this.file = file;
            this.parser = JsonTrees.MAPPER.createParser(in);
            var token = parser.nextToken();
            if (token == null) {
                throw new Refused(Problem.of("json.empty", "the file holds no value.", "Nothing was imported.")
                        .at(file));
            }
            if (!path.isEmpty()) token = descend(path);
            array = token == JsonToken.START_ARRAY;
            if (array) token = parser.nextToken();
            ended = array && token == JsonToken.END_ARRAY;
            if (ended) expectEnd(path);
        }

        private JsonToken descend(String path) throws IOException {
            for (var name : path.split("\\.")) {
                boolean found = false;
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    while (!found && parser.nextToken() == JsonToken.FIELD_NAME) {
                        found = parser.currentName().equals(name);
                        parser.nextToken();
                        if (!found) parser.skipChildren();
                    }
                }
                if (!found) {
                    throw new Refused(Problem.of(
                                    "json.path",
                                    "the file has no \"" + name + "\" of the path \"" + path + "\".",
                                    "Set format.json.path to where the records are.")
                            .at(file));
                }
            }
            return parser.currentToken();
        }

        @Override
        public Optional<Record> next() {
            if (ended) return Optional.empty();
            try {
                var origin = new Origin(
                        file, records + 1, parser.currentTokenLocation().getByteOffset());
                var record = Record.of(
                        JsonTrees.MAPPER
                                .readerFor(Object.class)
                                .without(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                                .readValue(parser),
                        origin);
                records++;
                offset = parser.currentLocation().getByteOffset();
                var token = array ? parser.nextToken() : null;
                if (token == null || token == JsonToken.END_ARRAY) {
                    ended = true;
                    if (array && token == null) throw cutOff();
                    expectEnd("");
                }
                return Optional.of(record);
            } catch (IOException e) {
                throw unreadable(file, records, e);
            }
        }

        private Refused cutOff() {
            return new Refused(Problem.of(
                            "json.invalid",
                            "the file ends before its array does.",
                            "It was cut off; drop the whole file again.")
                    .at("%s, record %,d".formatted(file, records + 1)));
        }

        /** Nothing may follow the records, except what closes the objects around a path. */
        private void expectEnd(String path) throws IOException {
            if (!path.isEmpty() || !parser.getParsingContext().inRoot()) return;
            if (parser.nextToken() != null) {
                throw new Refused(Problem.of(
                                "json.trailing",
                                "there is more behind the end of the records.",
                                "One value a line is format: ndjson; records inside of an object need format.json.path.")
                        .at(file));
            }
        }

        @Override
        public Place place() {
            return new Place(offset, records, 0, "");
        }

        @Override
        public void close() {
            try {
                parser.close();
                in.close();
            } catch (IOException e) {
                // Nothing was to be written.
            }
        }
    }

    private static final class Writing implements RecordWriter {
        private final JsonGenerator out;
        private boolean begun;

        Writing(JsonGenerator out) {
            this.out = out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        }

        @Override
        public void write(Record record) {
            try {
                begin();
                JsonTrees.MAPPER.writeValue(out, record.value());
            } catch (IOException e) {
                throw new WorldException("writing JSON: " + e.getMessage(), e);
            }
        }

        private void begin() throws IOException {
            if (!begun) out.writeStartArray();
            begun = true;
        }

        @Override
        public void close() {
            try {
                begin();
                out.writeEndArray();
                out.close();
            } catch (IOException e) {
                throw new WorldException("writing JSON: " + e.getMessage(), e);
            }
        }
    }
}
