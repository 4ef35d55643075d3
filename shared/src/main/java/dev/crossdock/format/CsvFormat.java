package dev.crossdock.format;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * CSV and TSV with a header line. Options: {@code delimiter} (one character or {@code tab}; detected), {@code quote} (one
 * character or {@code none}), {@code encoding} (detected: UTF-8, UTF-16, else windows-1252). Every field is a text.
 */
public final class CsvFormat implements FileFormat {
    /** Added to a rejects file, and passed over when it is read again. */
    public static final Set<String> REJECT_COLUMNS = Set.of("_row", "_errors");

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
        var text = new String(head, StandardCharsets.ISO_8859_1);
        return text.indexOf('\0') < 0 && text.matches("(?s)[^\n]*[,;\t|].*");
    }

    @Override
    public boolean seekable(Options options) {
        return !CsvDialect.of(options).wide();
    }

    @Override
    public Detected detect(String file, byte[] head, Options options) {
        return CsvDialect.detect(file, head, options);
    }

    @Override
    public List<Place> cuts(InputStream in, String file, Options options, long targetBytes) {
        var places = new ArrayList<Place>();
        try (var reader = new CsvReading(in, file, CsvDialect.of(options), Place.START)) {
            places.add(reader.place());
            long next = reader.place().byteOffset() + targetBytes;
            for (var place = reader.skip(next); place != null; place = reader.skip(next)) {
                places.add(place);
                next = place.byteOffset() + targetBytes;
            }
        }
        return places;
    }

    @Override
    public RecordReader reader(InputStream in, String file, Options options, Place from) {
        var dialect = CsvDialect.of(options);
        if (!dialect.wide()) return new CsvReading(in, file, dialect, from);
        var reader = new CsvReading(new Transcoded(in, dialect.encoding()), file, dialect, Place.START);
        reader.stepOver(from.record());
        return reader;
    }

    @Override
    public RecordWriter writer(OutputStream out, Options options) {
        var dialect = CsvDialect.of(options);
        var columns = options.values().get("columns") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.<String>of();
        return new CsvWriting(new OutputStreamWriter(out, dialect.read()), dialect, columns);
    }
}
