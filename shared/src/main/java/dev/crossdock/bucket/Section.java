package dev.crossdock.bucket;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Records of one batch that go to one of several files. Pieces hold sections one after the other, so that a batch leaves one object
 * however many files its records go to.
 *
 * @param name of the file, with the mark for its part
 * @param records how many there are
 * @param body the records as the file will hold them, not packed
 */
record Section(String name, int records, byte[] body) {
    void write(ByteArrayOutputStream out) {
        out.writeBytes((body.length + " " + records + " " + name + "\n").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
    }

    /** The next one; empty at the end. */
    static Optional<Section> read(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) return Optional.empty();
        for (; b != '\n'; b = in.read()) {
            if (b < 0) throw new IOException("a piece ends in a section's first line");
            line.write(b);
        }
        var text = line.toString(StandardCharsets.UTF_8);
        var parts = text.split(" ", 3);
        int length = Integer.parseInt(parts[0]);
        var body = in.readNBytes(length);
        if (body.length < length) throw new IOException("a piece ends in a section");
        return Optional.of(new Section(parts[2], Integer.parseInt(parts[1]), body));
    }

    /** Sections with other bodies. */
    static byte[] each(byte[] sections, UnaryOperator<byte[]> how) {
        var out = new ByteArrayOutputStream(sections.length);
        var in = new ByteArrayInputStream(sections);
        try {
            for (var next = read(in); next.isPresent(); next = read(in)) {
                var section = next.get();
                new Section(section.name(), section.records(), how.apply(section.body())).write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
