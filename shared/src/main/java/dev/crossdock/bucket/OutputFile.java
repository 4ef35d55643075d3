package dev.crossdock.bucket;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.FileFormat;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Frame;
import dev.crossdock.format.Options;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
        file.frame(options);
        return file;
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
                        "a file of format " + options.format() + " cannot be written piece by piece.",
                        "Write csv, json or ndjson.")));
    }

    /** Whether the records' fields must be known before the first of them is written. */
    boolean needsColumns() {
        return options.format().equals("csv") && !options.values().containsKey(COLUMNS);
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
