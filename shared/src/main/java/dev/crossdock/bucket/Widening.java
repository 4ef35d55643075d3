package dev.crossdock.bucket;

import dev.crossdock.flow.Record;
import dev.crossdock.format.FileFormat;
import dev.crossdock.format.Options;
import dev.crossdock.format.Place;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows that were written with some columns, written again with others, which have all of them. Thread-safe. */
final class Widening {
    private final OutputFile file;
    private final List<String> before;
    private final List<String> after;

    Widening(OutputFile file, List<String> before, List<String> after) {
        this.file = file;
        this.before = before;
        this.after = after;
    }

    /** @param body rows without a header, not packed @return likewise */
    byte[] of(byte[] body) {
        var bytes = new ByteArrayOutputStream(body.length + body.length / 4);
        copy(new ByteArrayInputStream(body), bytes);
        return file.frame(file.with(after)).body(bytes.toByteArray());
    }

    /** As {@link #of(byte[])}, by streaming; the header, which comes first, is left out. */
    void copy(InputStream body, OutputStream out, int headBytes) {
        copy(body, new Behind(out, headBytes));
    }

    private void copy(InputStream body, OutputStream out) {
        // Names of our own: a column may have one that a reader passes over, as _errors.
        var own = new ArrayList<String>(before.size());
        for (int i = 0; i < before.size(); i++) own.add("c" + i);
        var as = file.with(own);
        FileFormat format = file.format();
        var head = new ByteArrayInputStream(file.frame(as).head());
        try (var reader = format.reader(new SequenceInputStream(head, body), file.key(), readable(as), Place.START);
                var writer = format.writer(out, file.with(after))) {
            for (var record = reader.next(); record.isPresent(); record = reader.next()) {
                var row = record.get();
                if (row.unreadable().isPresent())
                    throw new IllegalStateException(row.unreadable().get().toString());
                writer.write(renamed(row));
            }
        }
    }

    private Record renamed(Record row) {
        var fields = (Map<?, ?>) row.value();
        var value = new LinkedHashMap<String, Object>();
        for (int i = 0; i < before.size(); i++) value.put(before.get(i), fields.get("c" + i));
        return row.with(value);
    }

    private static Options readable(Options written) {
        var values = new LinkedHashMap<>(written.values());
        values.remove("columns");
        return new Options(written.format(), values);
    }

    /** Passes on what comes behind so many bytes. */
    private static final class Behind extends OutputStream {
        private final OutputStream out;
        private int left;

        Behind(OutputStream out, int bytes) {
            this.out = out;
            this.left = bytes;
        }

        @Override
        public void write(int b) throws IOException {
            if (left > 0) left--;
            else out.write(b);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            int passed = Math.min(left, len);
            left -= passed;
            out.write(b, off + passed, len - passed);
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
