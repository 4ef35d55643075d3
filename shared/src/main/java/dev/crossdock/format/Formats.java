package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** All formats. A new one is a line here. */
public final class Formats {
    /** In the order in which a file's beginning is tried. */
    public static final List<FileFormat> ALL = List.of(new JsonFormat(), new NdjsonFormat(), new CsvFormat());

    private static final int HEAD_BYTES = 64 << 10;

    private Formats() {}

    /** @param remark what a person would like to know of what was detected; empty when nothing */
    public record Detected(FileFormat format, Compression compression, Options options, String remark) {}

    /** @throws Refused {@code format.unknown} */
    public static FileFormat byName(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        Problem.of("format.unknown", "\"" + name + "\" is no format.", "Known: " + names() + ".")));
    }

    public static String names() {
        return ALL.stream().map(FileFormat::name).sorted().collect(Collectors.joining(", "));
    }

    /**
     * What a file is: as the job says, else by its name, else by its beginning.
     *
     * @param head up to 64 KB of the file as stored
     * @throws Refused when it is empty, or cannot be what it is said to be
     */
    public static Detected detect(String file, byte[] head, Options options) {
        var compression = Compression.of(head);
        if (compression == Compression.NONE && file.toLowerCase(Locale.ROOT).endsWith(".gz") && head.length > 0) {
            throw new Refused(Problem.of(
                            "gzip.invalid",
                            "the file is named .gz, and does not begin as gzip does.",
                            "Pack it, or drop it under its own name.")
                    .at(file));
        }
        var bytes = compression == Compression.NONE ? head : unpacked(file, head, compression);
        var format = options.format().isEmpty() ? guess(Compression.bareName(file), bytes) : byName(options.format());
        if (bytes.length == 0) {
            throw new Refused(Problem.of(
                            format.name() + ".empty",
                            "the file is empty.",
                            "Nothing was imported. Look whether the export that made it has failed.")
                    .at(file));
        }
        var detected = format.detect(file, bytes, options);
        return new Detected(format, compression, detected.options(), detected.remark());
    }

    private static FileFormat guess(String name, byte[] head) {
        var lower = name.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(format -> format.suffixes().stream().anyMatch(lower::endsWith))
                .max(Comparator.comparing(format -> format.suffixes().get(0).length()))
                .or(() -> ALL.stream().filter(format -> format.sniff(head)).findFirst())
                .orElseThrow(() -> new Refused(Problem.of(
                                "format.unknown",
                                "neither the name nor the beginning tells the format.",
                                "Name it in the job: format: csv. Known: " + names() + ".")
                        .at(name)));
    }

    /** The beginning of what is packed; as much as the packed beginning holds. */
    private static byte[] unpacked(String file, byte[] head, Compression compression) {
        var bytes = new byte[HEAD_BYTES];
        int length = 0;
        try (var in = compression.open(new ByteArrayInputStream(head), file)) {
            for (int n; length < bytes.length && (n = in.read(bytes, length, bytes.length - length)) >= 0; )
                length += n;
        } catch (IOException | Refused e) {
            // The beginning was cut off by us; damage shows when the file is read. Only what cannot be unpacked at all
            // counts.
            if (length == 0
                    && e instanceof Refused refused
                    && !refused.problem().code().equals("gzip.truncated")) {
                throw refused;
            }
        }
        return java.util.Arrays.copyOf(bytes, length);
    }
}
