package dev.crossdock.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One folder of golden/format: {@code in.*} and what the job says about it ({@code options.json}, may be missing), and in
 * {@code out.json} all that comes of it. {@code -Dgolden=write} writes the latter anew.
 */
record GoldenCase(Path folder) {
    static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Path ROOT = Path.of("src/test/resources/golden/format");

    static Stream<GoldenCase> all() {
        try (var folders = Files.list(ROOT)) {
            return folders.filter(Files::isDirectory).sorted().map(GoldenCase::new).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    Path in() {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("in."))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String file() {
        return in().getFileName().toString();
    }

    byte[] bytes() {
        return read(in());
    }

    Options options() {
        try {
            var file = folder.resolve("options.json");
            return Files.exists(file) ? JSON.readValue(file.toFile(), Options.class) : Options.NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Formats.Detected detected() {
        var bytes = bytes();
        return Formats.detect(file(), Arrays.copyOf(bytes, Math.min(bytes.length, Formats.HEAD_BYTES)), options());
    }

    /** The unpacked bytes, from an offset. */
    InputStream open(Formats.Detected detected, long from) {
        try {
            var in = detected.compression().open(new ByteArrayInputStream(bytes()), file());
            in.skipNBytes(from);
            return in;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One record as read, the place behind it, or the refusal. */
    record Seen(Record record, Place after, Problem refused) {
        @Override
        public String toString() {
            return record == null ? "refused " + refused : record + " then " + after;
        }
    }

    List<Seen> read(Formats.Detected detected, Place from) {
        boolean seek = detected.format().seekable(detected.options());
        return read(detected, open(detected, seek ? from.byteOffset() : 0), from);
    }

    List<Seen> read(Formats.Detected detected, InputStream in, Place from) {
        var seen = new ArrayList<Seen>();
        try (var reader = detected.format().reader(in, file(), detected.options(), from)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                seen.add(new Seen(next.get(), reader.place(), null));
            }
        } catch (Refused e) {
            seen.add(new Seen(null, null, e.problem()));
        }
        return seen;
    }

    /** All that comes of the case. */
    String told() {
        var out = new LinkedHashMap<String, Object>();
        try {
            var detected = detected();
            out.put("format", detected.format().name());
            out.put("compression", detected.compression().name());
            out.put("options", new TreeMap<>(detected.options().values()));
            if (!detected.remark().isEmpty()) out.put("remark", detected.remark());
            var records = new ArrayList<>();
            out.put("records", records);
            for (var seen : read(detected, Place.START)) {
                if (seen.record() != null) records.add(told(seen));
                else out.put("refused", seen.refused().toString());
            }
        } catch (Refused e) {
            out.put("refused", e.problem().toString());
        }
        return write(out);
    }

    private static Map<String, Object> told(Seen seen) {
        var told = new LinkedHashMap<String, Object>();
        told.put("record", seen.record().origin().record());
        told.put("byte", seen.record().origin().byteOffset());
        told.put("next", List.of(seen.after().byteOffset(), seen.after().line()));
        told.put("value", seen.record().value());
        seen.record().unreadable().ifPresent(problem -> {
            told.put("problem", problem.toString());
            if (!problem.field().isEmpty()) told.put("field", problem.field());
        });
        return told;
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
