package dev.crossdock.format;

import dev.crossdock.flow.Refused;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * CSV and TSV with a header line. Options: {@code delimiter} (one character or {@code tab}; detected), {@code quote} (one
 * character or {@code none}), {@code escape} (one character or {@code none}; the quote itself), {@code strayQuotes}
 * ({@code keep} or {@code reject}), {@code trim}, {@code skip} and {@code header} (lines), {@code columns} (a list: the names
 * that the file must have, or is written with), {@code encoding} (detected: UTF-8, UTF-16, else windows-1252). Every field is a text, an empty one the empty text.
 */
public final class CsvFormat implements FileFormat {
    /** Added to a rejects file, and passed over when it is read again: the record's number, and what is wrong with it. */
    public static final Set<String> REJECT_COLUMNS = Set.of("_row", "_errors");

    private static final Pattern LINE_WITH_DELIMITER = Pattern.compile("[^\r\n]*[,;\t|]");

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public List<String> suffixes() {
        return List.of(".csv", ".tsv");
    }

    @Override
    public boolean sniff(byte[] head) {
        // Any text with a delimiter may be CSV; tried last.
        var text = new String(head, Encoding.wide(head).map(Encoding::of).orElse(StandardCharsets.ISO_8859_1));
        return text.indexOf('\0') < 0 && LINE_WITH_DELIMITER.matcher(text).lookingAt();
    }

    @Override
    public boolean seekable(Options options) {
        return !CsvDialect.of(options).transcoded();
    }

    @Override
    public Detected detect(String file, byte[] head, Options options) {
        return CsvDetector.detect(file, head, options);
    }

    @Override
    public boolean mayBeEmpty(Options options) {
        return CsvTop.of(options).none();
    }

    @Override
    public List<Place> cuts(InputStream in, String file, Options options, long targetBytes) {
        if (!seekable(options)) return List.of(Place.START);
        var places = new ArrayList<Place>();
        try (var reader = new CsvReading(in, file, CsvDialect.of(options), Place.START)) {
            for (var place = Optional.of(reader.place()); place.isPresent(); ) {
                places.add(place.get());
                place = next(reader, place.get().byteOffset() + targetBytes);
            }
        }
        return places;
    }

    /** A place that cannot be read ends the cutting, not the run: what lies before it is still worth reading. */
    private static Optional<Place> next(CsvReading reader, long offset) {
        try {
            return reader.skip(offset);
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalLong probe(byte[] window, boolean toEnd, Options options, Place first) {
        var columns = CsvHeader.parse(first.state()).names().size();
        return new CsvProbe(window, toEnd, CsvDialect.of(options), columns, CsvProbe.ENOUGH_BYTES).begin();
    }

    @Override
    public Optional<Place> seek(InputStream in, String file, Options options, Place known, long offset) {
        try (var reader = new CsvReading(in, file, CsvDialect.of(options), known)) {
            return next(reader, offset);
        }
    }

    @Override
    public RecordReader reader(InputStream in, String file, Options options, Place from) {
        var dialect = CsvDialect.of(options);
        if (!dialect.transcoded()) return new CsvReading(in, file, dialect, from);
        var reader = new CsvReading(new Transcoded(in, dialect.encoding()), file, dialect, Place.START);
        reader.stepOver(from.record());
        return reader;
    }

    @Override
    public RecordWriter writer(OutputStream out, Options options) {
        var columns = options.values().get("columns") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.<String>of();
        return Boolean.TRUE.equals(options.values().get("guard"))
                ? new Unformulated(guarded -> new CsvWriting(out, CsvDialect.of(options), guarded), columns)
                : new CsvWriting(out, CsvDialect.of(options), columns);
    }

    @Override
    public Optional<Frame> frame(Options options) {
        var header = new ByteArrayOutputStream();
        writer(header, options).close();
        var nothing = new byte[0];
        return Optional.of(new Frame(header.toByteArray(), nothing, nothing, header.toByteArray()));
    }
}
