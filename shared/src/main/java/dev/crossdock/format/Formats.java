package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** All formats. A new one is a line here. */
public final class Formats {
    /** In the order in which a file's beginning is tried. */
    public static final List<FileFormat> ALL = List.of(
            new XlsxFormat(),
            new ParquetFormat(),
            new JsonFormat(),
            new NdjsonFormat(),
            new XmlFormat(),
            new CsvFormat());

    /** How much of a file {@link #detect} looks at. */
    public static final int HEAD_BYTES = 64 << 10;

    /** How much of a file as stored is wanted for that: a block of zstd gives nothing until it is whole. */
    public static final int STORED_BYTES = 192 << 10;

    private Formats() {}

    /**
     * What a file is.
     *
     * @param options what the job says, and what was detected: all that a reader on another machine needs
     * @param remark what a person would like to know of what was detected; empty when nothing
     */
    public record Detected(FileFormat format, Compression compression, Options options, String remark) {}

    /** @throws Refused {@code format.unknown} */
    public static FileFormat byName(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refused(Problem.of(
                        "format.unknown",
                        "\"" + name + "\" is no format.",
                        "Known: " + names() + "."
                                + nearest(name)
                                        .map(n -> " Did you mean " + n + "?")
                                        .orElse(""))));
    }

    /** In alphabetical order, for messages: {@code csv, json, ndjson}. */
    public static String names() {
        return ALL.stream().map(FileFormat::name).sorted().collect(Collectors.joining(", "));
    }

    /**
     * What a file is: as the job says, else by its name, else by its beginning.
     *
     * @param head the first {@link #STORED_BYTES} of the file as stored; fewer only when the file is smaller
     * @throws Refused when it is empty, or cannot be what it is said to be
     */
    public static Detected detect(String file, byte[] head, Options options) {
        var compression = XlsxFormat.said(file, head, options) ? Compression.NONE : Compression.of(head);
        var said = Compression.bySuffix(file);
        if (compression == Compression.NONE && said != Compression.NONE && head.length > 0) {
            var kind = said.name().toLowerCase(Locale.ROOT);
            throw new Refused(Problem.of(
                            kind + ".invalid",
                            "the file is named " + said.suffix() + ", and does not begin as " + kind + " does.",
                            "Pack it, or drop it under its own name.")
                    .at(file));
        }
        var bytes = compression == Compression.NONE
                ? Arrays.copyOf(head, Math.min(head.length, HEAD_BYTES))
                : unpacked(file, head, compression);
        var format = options.format().isEmpty()
                ? guess(file, named(file, head, compression), bytes)
                : byName(options.format());
        if (bytes.length == 0 && !format.mayBeEmpty(options)) {
            throw new Refused(Problem.of(
                            format.name() + ".empty",
                            "the file is empty.",
                            "Nothing was imported. Look whether the export that made it has failed.")
                    .at(file));
        }
        var other = options.format().isEmpty() ? otherJson(format, bytes) : Optional.<FileFormat>empty();
        if (other.isPresent()) {
            var remark = "By its name the file is " + format.name() + "; it was read as what it is, "
                    + other.get().name() + ".";
            return new Detected(
                    other.get(),
                    compression,
                    other.get().detect(file, bytes, options).options(),
                    remark);
        }
        var detected = format.detect(file, bytes, options);
        return new Detected(format, compression, detected.options(), detected.remark());
    }

    /** JSON of one kind named as the other is common, and can be told for sure. */
    private static Optional<FileFormat> otherJson(FileFormat format, byte[] head) {
        var text = JsonEncoding.text(head);
        if (format instanceof JsonFormat && NdjsonFormat.severalLines(text)) return Optional.of(byName("ndjson"));
        if (format instanceof NdjsonFormat && NdjsonFormat.array(text)) return Optional.of(byName("json"));
        return Optional.empty();
    }

    /**
     * What a file that is to be written is: as the job says, else by its name.
     *
     * @return the format's name, and its keys with what the name adds to them
     * @throws Refused {@code format.unknown}
     */
    public static Options written(String file, Options options) {
        var name = Compression.bareName(file).toLowerCase(Locale.ROOT);
        var format = options.format().isEmpty()
                ? ALL.stream()
                        .filter(known -> known.suffixes().stream().anyMatch(name::endsWith))
                        .findFirst()
                        .orElseThrow(() -> new Refused(Problem.of(
                                "format.unknown",
                                "the name \"" + file + "\" does not tell the format to write.",
                                "Name it in the job: to: { …, format: csv }. Known: " + names() + ".")))
                : byName(options.format());
        var values = new LinkedHashMap<>(options.values());
        if (name.endsWith(".tsv")) values.putIfAbsent("delimiter", "tab");
        return new Options(format.name(), values);
    }

    /** Without the compression's suffix; of a file in an archive its own name. */
    private static String named(String file, byte[] head, Compression compression) {
        var inside = compression == Compression.ZIP ? Unzip.nameIn(head, file) : Optional.<String>empty();
        return inside.orElse(Compression.bareName(file)).toLowerCase(Locale.ROOT);
    }

    private static FileFormat guess(String file, String name, byte[] head) {
        return ALL.stream()
                .filter(format -> format.suffixes().stream().anyMatch(name::endsWith))
                .findFirst()
                .or(() -> ALL.stream().filter(format -> format.sniff(head)).findFirst())
                .orElseThrow(() -> new Refused(Problem.of(
                                "format.unknown",
                                Binary.called(head)
                                        .map(is -> "the file is " + is + ", and that is no format of records.")
                                        .orElse("neither the name nor the beginning tells the format."),
                                "Name it in the job: format: csv. Known: " + names() + ".")
                        .at(file)));
    }

    /** The beginning of what is packed; as much as the packed beginning holds. */
    private static byte[] unpacked(String file, byte[] head, Compression compression) {
        var bytes = new byte[HEAD_BYTES];
        int length = 0;
        try (var in = compression.open(new ByteArrayInputStream(head), file)) {
            for (int n; length < bytes.length && (n = in.read(bytes, length, bytes.length - length)) >= 0; )
                length += n;
        } catch (IOException | Refused e) {
            // Damage further on shows when the file is read, after the records before it. And a beginning is cut off by
            // us.
            boolean cutByUs = head.length >= HEAD_BYTES
                    && e instanceof Refused r
                    && r.problem().code().endsWith(".truncated");
            if (length == 0 && !cutByUs) throw e instanceof Refused refused ? refused : new IllegalStateException(e);
        }
        return Arrays.copyOf(bytes, length);
    }

    private static Optional<String> nearest(String name) {
        return ALL.stream()
                .map(FileFormat::name)
                .min(Comparator.comparing(known -> distance(name.toLowerCase(Locale.ROOT), known)))
                .filter(known -> distance(name.toLowerCase(Locale.ROOT), known) <= 2);
    }

    /** Levenshtein's: how many letters must be changed, added or left out. */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
