package dev.crossdock.bucket;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Assembly;
import dev.crossdock.format.FileFormat;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Frame;
import dev.crossdock.format.Options;
import dev.crossdock.format.RecordWriter;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The file that a run writes.
 *
 * @param run whose folder {@code .runs/<run>/} takes what is not finished
 * @param onlyNew a file of that name is never replaced
 * @param options the format's name and its keys
 * @param packed by gzip
 */
public record OutputFile(String run, String bucket, String name, boolean onlyNew, Options options, boolean packed) {
    private static final String COLUMNS = "columns";
    /** Formats whose files have a row of names. */
    private static final Set<String> TABLES = Set.of("csv", "xlsx");

    private static final Pattern PACKED_OTHERWISE = Pattern.compile("(?is).*[.](zst|zstd|zip)");

    /**
     * @param name with folders
     * @param given what the job says of the format; {@link Options#NONE} = by the name
     * @throws Refused when it cannot be a file's name, or its format is unknown or not written by several workers
     */
    public static OutputFile of(String run, String bucket, String name, boolean onlyNew, Options given) {
        FileName.check(bucket, name).ifPresent(problem -> {
            throw new Refused(problem);
        });
        return any(run, bucket, name, onlyNew, given);
    }

    /**
     * A file that is put together somewhere else than in a bucket, and may have any name.
     *
     * @throws Refused when its format is unknown or not written by several workers
     */
    public static OutputFile elsewhere(String run, String name, Options given) {
        return any(run, "", name, false, given);
    }

    private static OutputFile any(String run, String bucket, String name, boolean onlyNew, Options given) {
        var options = Formats.written(name, given);
        var packed = name.toLowerCase(Locale.ROOT).endsWith(".gz");
        if (!packed && PACKED_OTHERWISE.matcher(name).matches()) {
            throw new Refused(Problem.of(
                    "file.format",
                    "\"" + name + "\" names a way of packing that is read, and not written.",
                    "Name it .gz, or leave it unpacked."));
        }
        var file = new OutputFile(run, bucket, name, onlyNew, options, packed);
        if (file.assembled() && packed) {
            throw new Refused(Problem.of(
                    "file.format",
                    "a file of format " + options.format() + " is packed already, and \"" + name
                            + "\" is to be packed again.",
                    "Leave out .gz."));
        }
        if (!file.assembled()) file.frame(file.with(List.of("")));
        return file;
    }

    /** Another one of the same kind. */
    OutputFile named(String other) {
        return new OutputFile(run, bucket, other, onlyNew, options, packed);
    }

    String key() {
        return bucket + "/" + name;
    }

    FileFormat format() {
        return Formats.byName(options.format());
    }

    Frame frame(Options with) {
        return format().frame(with)
                .orElseThrow(() -> new Refused(Problem.of(
                        "file.format",
                        "a file of format " + options.format() + " is read, and not written.",
                        "Write csv, json, ndjson, xlsx or xml.")));
    }

    /** Whether one worker makes the file of what the others left. */
    boolean assembled() {
        return format().assembly(with(List.of(""))).isPresent();
    }

    Assembly assembly(Options with) {
        return format().assembly(with).orElseThrow();
    }

    /** Writes records as they lie in pieces. */
    RecordWriter writer(OutputStream out, Options with) {
        return assembled() ? assembly(with).pieces(out) : format().writer(out, with);
    }

    /** What stands around the records in pieces. */
    Frame around(Options with) {
        return assembled() ? new Frame(new byte[0], new byte[0], new byte[0], new byte[0]) : frame(with);
    }

    /** Whether the records' fields must be known before the first of them is written. */
    boolean needsColumns() {
        return table() && !options.values().containsKey(COLUMNS);
    }

    /** Whether it is a table, whose rows people read. */
    public boolean table() {
        return TABLES.contains(options.format());
    }

    /** For people, unless the job says that it is not: no text is a formula for the program that opens it. */
    public OutputFile guarded() {
        if (!options.format().equals("csv") || options.values().containsKey("guard")) return this;
        var values = new LinkedHashMap<>(options.values());
        values.put("guard", true);
        return new OutputFile(run, bucket, name, onlyNew, new Options(options.format(), values), packed);
    }

    Options with(List<String> columns) {
        if (!needsColumns()) return options;
        var values = new LinkedHashMap<>(options.values());
        values.put(COLUMNS, columns);
        return new Options(options.format(), values);
    }

    String contentType() {
        if (packed) return "application/gzip";
        return switch (options.format()) {
            case "csv" -> "text/csv";
            case "json" -> "application/json";
            case "xml" -> "application/xml";
            case "xlsx" -> "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            default -> "application/x-ndjson";
        };
    }

    /** Where what is not finished lies. */
    String folder() {
        return ".runs/" + run + "/out/";
    }

    /** What finish has decided, and whether it is done. */
    String decision() {
        return ".runs/" + run + "/output.json";
    }
}
