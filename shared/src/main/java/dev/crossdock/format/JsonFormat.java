package dev.crossdock.format;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A JSON array of records, streamed; any other single value is one record. Option {@code path}: where the array is, as names
 * joined by dots ({@code data.items}); {@code repeated}: what becomes of an object that has a key twice, {@code reject} or {@code last}.
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
        var text = JsonEncoding.text(head);
        return text.startsWith("[") || text.startsWith("{") && !new NdjsonFormat().sniff(head);
    }

    @Override
    public boolean seekable(Options options) {
        return false;
    }

    @Override
    public Detected detect(String file, byte[] head, Options options) {
        Binary.refuse(name(), file, head);
        return new Detected(JsonEncoding.detected(head, options, name()), "");
    }

    @Override
    public RecordReader reader(InputStream in, String file, Options options, Place from) {
        var reading = new JsonReading(
                JsonEncoding.utf8(in, options),
                file,
                CsvDialect.text(options, "path", ""),
                JsonTrees.lastCounts(options));
        reading.stepOver(from.record());
        return reading;
    }

    @Override
    public RecordWriter writer(OutputStream out, Options options) {
        return new JsonWriting(out, "[\n", ",\n", "\n]\n", "[]\n");
    }

    @Override
    public Optional<Frame> frame(Options options) {
        return Optional.of(new Frame(ascii("[\n"), ascii(",\n"), ascii("\n]\n"), ascii("[]\n")));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
