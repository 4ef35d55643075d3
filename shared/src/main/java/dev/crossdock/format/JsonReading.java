package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One pass over a JSON file: the elements of its array, or its one value. The whole file must be JSON, to its end. */
final class JsonReading implements RecordReader {
    private final Limited in;
    private final String file;
    private final List<String> path;
    private final JsonParser parser;
    private final boolean lastCounts;
    private boolean array;
    /** The parser stands on the first token of the next record. */
    private boolean more;

    /** What follows the record handed out last was not looked at. */
    private boolean pending;

    private long records;
    private long offset;
    private RuntimeException failure;

    /** @param lastCounts see {@link JsonTrees} */
    JsonReading(InputStream in, String file, String path, boolean lastCounts) {
        this.lastCounts = lastCounts;
        this.in = new Limited(in, this::tooLarge);
        this.file = file;
        this.path = path.isEmpty() ? List.of() : Arrays.asList(path.split("\\."));
        try {
            this.parser = JsonTrees.MAPPER.createParser(this.in);
        } catch (IOException e) {
            throw failed(e);
        }
        trying(this::begin);
    }

    private interface Act {
        void run() throws IOException;
    }

    /** What cannot be read cannot be read at any further call either: the parser is lost where it failed. */
    private void trying(Act act) {
        if (failure != null) throw failure;
        try {
            act.run();
        } catch (Refused e) {
            failure = e;
        } catch (IOException e) {
            failure = failed(e);
        }
        if (failure != null) throw failure;
    }

    private void begin() throws IOException {
        var token = parser.nextToken();
        if (token == null) throw refused("json.empty", "the file holds no value.", "Nothing was imported.");
        for (var name : path) token = descend(name);
        array = token == JsonToken.START_ARRAY;
        if (!path.isEmpty() && token != JsonToken.START_OBJECT && !array && token != JsonToken.VALUE_NULL) {
            throw refused(
                    "json.path",
                    "at the path \"" + String.join(".", path) + "\" stands a single value, not records.",
                    "Set format.json.path to where the records are.");
        }
        // "items": null is how some webservices say that there are none.
        more = path.isEmpty() || token != JsonToken.VALUE_NULL;
        advance(array ? parser.nextToken() : token);
    }

    private JsonToken descend(String name) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(name);
                var token = parser.nextToken();
                if (found) return token;
                parser.skipChildren();
            }
        }
        throw refused(
                "json.path",
                "there is no \"" + name + "\" of the path \"" + String.join(".", path) + "\".",
                "Set format.json.path to where the records are.");
    }

    private void advance(JsonToken token) throws IOException {
        if (array) more = token != JsonToken.END_ARRAY;
        if (!more) end();
    }

    /** Behind the records only what closes the objects around them may follow, and their other fields. */
    private void end() throws IOException {
        in.unlimited();
        for (int level = path.size() - 1; level >= 0; level--) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (parser.currentName().equals(path.get(level))) {
                    throw refused(
                            "json.path",
                            "\"" + path.get(level) + "\" of the path is there twice; the second was not read.",
                            "Keep one of them.");
                }
                parser.nextToken();
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw refused(
                    "json.trailing",
                    "more follows behind the end of the " + (array ? "array." : "value."),
                    "One value a line is format: ndjson; records inside of an object need format.json.path.");
        }
    }

    /** The last record is handed out before what follows it is looked at: it is not lost when that is broken. */
    private void catchUp() {
        if (!pending) return;
        pending = false;
        trying(() -> {
            if (array) advance(parser.nextToken());
            else {
                more = false;
                end();
            }
        });
    }

    @Override
    public Optional<Record> next() {
        catchUp();
        if (failure != null) throw failure;
        if (!more) return Optional.empty();
        var found = new Record[1];
        trying(() -> found[0] = record());
        return Optional.of(found[0]);
    }

    private Record record() throws IOException {
        long begins = parser.currentTokenLocation().getByteOffset();
        in.again();
        var before = new Place(begins, records, parser.currentTokenLocation().getLineNr() - 1, "");
        var trees = new JsonTrees(parser, lastCounts);
        var value = trees.readRecord();
        passed();
        var origin = new Origin(file, records, begins);
        return trees.problem()
                .map(problem -> Record.unreadable(value, origin, problem.at(before.in(file))))
                .orElseGet(() -> Record.of(value, origin));
    }

    private void passed() {
        records++;
        // A number's end is known only by what follows it; then the offset is one behind, and says so to nobody.
        offset = parser.currentLocation().getByteOffset();
        pending = true;
    }

    /** Passes over records without keeping them. */
    void stepOver(long count) {
        while (records < count) {
            catchUp();
            if (!more) return;
            trying(() -> {
                in.again();
                parser.skipChildren();
                passed();
            });
        }
    }

    private RuntimeException failed(IOException e) {
        // Bytes that look like UTF-32 and are not are no failure of the world: read again they are the same.
        boolean misencoded = e instanceof CharConversionException;
        if (!(e instanceof JsonProcessingException) && !misencoded) {
            return new WorldException("reading " + file + ": " + e.getMessage(), e);
        }
        var known = e instanceof JsonProcessingException json ? json.getLocation() : null;
        var at = known == null ? parser.currentLocation() : known;
        var said = e instanceof JsonProcessingException json
                ? JsonTrees.said(json)
                : "its bytes look like UTF-32 and are not";
        var place = String.format(
                Locale.ROOT,
                "%s, record %,d, line %,d, column %,d, byte %,d",
                file,
                records + 1,
                at.getLineNr(),
                at.getColumnNr(),
                Math.max(0, at.getByteOffset()));
        return new Refused(
                Problem.of(
                                "json.invalid",
                                "from here on the file is no JSON: " + said + ".",
                                "Correct it; nothing behind this place can be read.")
                        .at(place),
                e);
    }

    private Refused tooLarge() {
        return new Refused(Problem.of(
                        "json.record-too-large",
                        String.format(Locale.ROOT, "the record has more than %,d bytes.", JsonTrees.LARGEST_RECORD),
                        "If the records are inside of an object, set format.json.path.")
                .at(file + ", record " + (records + 1)));
    }

    private Refused refused(String code, String message, String hint) {
        return new Refused(Problem.of(code, message, hint).at(file));
    }

    @Override
    public Place place() {
        return new Place(offset, records, Math.max(0, parser.currentLocation().getLineNr() - 1), "");
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
