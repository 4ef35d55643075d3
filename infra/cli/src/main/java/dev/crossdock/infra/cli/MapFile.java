package dev.crossdock.infra.cli;

import dev.crossdock.definition.ProjectFolder;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import dev.crossdock.mapping.JsonataMapping;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A mapping over a file of this machine: no host, no store, all cores. What is written to a file is whole, or not there. */
@Command(
        name = "map",
        description = "Map a file of this machine into another one, or to standard output. Needs no host.",
        footer = {
            "%nRecords keep their order. Memory does not grow with the file, but for --key, which takes about 40 bytes",
            "a record."
        })
final class MapFile implements Callable<Integer> {
    private static final int MOST_THREADS = 64;

    private final Context context;

    MapFile(Context context) {
        this.context = context;
    }

    @Parameters(index = "0", paramLabel = "FILE", description = "A file on this machine.")
    Path file;

    @Option(
            names = "--map",
            paramLabel = "EXPR-OR-FILE",
            description = "JSONata, or a file that has it (default: records go as they are).")
    String map;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to; it appears when it is whole (default: standard output).")
    Path out;

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            description = "The format to write (default: by the name of --out, else ndjson).")
    String to;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "The format to read (default: by the name, else detected).")
    String format;

    @Option(names = "--delimiter", paramLabel = "CHAR", description = "Of a CSV to read (default: detected).")
    String delimiter;

    @Option(names = "--encoding", paramLabel = "NAME", description = "Of a file to read (default: detected).")
    String encoding;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            split = ",",
            description = "Fields that every record written must have, no two records the same: others are refused.")
    List<String> key = List.of();

    @Option(names = "--threads", paramLabel = "N", description = "Workers (default: the machine's cores).")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--rejects",
            paramLabel = "FILE",
            description = "Where refused records go, as NDJSON (default: the first of them are said).")
    Path rejects;

    @Option(names = "--param", paramLabel = "K=V", description = "A value for $params; may be given several times.")
    Map<String, String> params = new LinkedHashMap<>();

    @Option(names = "--strict", description = "Refused records count as a failure.")
    boolean strict;

    @Override
    public Integer call() {
        if (threads < 1 || threads > MOST_THREADS) {
            throw Failure.wrongUse(Problem.of(
                    "usage.threads",
                    "--threads " + threads + " is no number of workers.",
                    "Write 1 to " + MOST_THREADS + "."));
        }
        var input = LocalJob.readable(context.path(file));
        try {
            var mapping = mapping(input);
            return run(input, mapping, written());
        } catch (Refused e) {
            throw Failure.failed(e.problem());
        }
    }

    private int run(Path input, JsonataMapping mapping, Options written) {
        var began = System.nanoTime();
        try (var rejected = new MapRejects(context, rejects == null ? null : context.path(rejects))) {
            MapCounts counts;
            try (var work = new MapWork(input, read(), mapping, written, key, threads, rejected)) {
                counts = out == null ? toStandardOutput(work) : toFile(work, context.path(out));
            }
            rejected.keep();
            say(counts, Files.size(input), (System.nanoTime() - began) / 1e9);
            boolean all = counts.rejected() > 0 && counts.rejected() == counts.read();
            return all || strict && counts.rejected() > 0 ? Failure.FAILED : 0;
        } catch (IOException e) {
            throw Failure.failed(Problem.of(
                    "map.broken", "reading or writing broke off: " + e.getMessage() + ".", "Nothing half is left."));
        }
    }

    private MapCounts toStandardOutput(MapWork work) throws IOException {
        // A print stream keeps its failures to itself: without this a closed pipe would be written to until the end.
        return work.into(new FilterOutputStream(context.out) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                context.out.write(bytes, from, length);
                if (context.out.checkError()) throw new IOException("standard output was closed");
            }
        });
    }

    private static MapCounts toFile(MapWork work, Path target) throws IOException {
        var part = target.resolveSibling(target.getFileName() + ".part");
        try {
            MapCounts counts;
            try (var file = packed(target, new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
                counts = work.into(file);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            return counts;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static OutputStream packed(Path target, OutputStream file) throws IOException {
        return target.toString().toLowerCase(Locale.ROOT).endsWith(".gz") ? new GZIPOutputStream(file, 1 << 16) : file;
    }

    private Options read() {
        var values = new LinkedHashMap<String, Object>();
        if (delimiter != null) values.put("delimiter", delimiter);
        if (encoding != null) values.put("encoding", encoding);
        if (format != null) Formats.byName(format);
        return new Options(format == null ? "" : format, values);
    }

    private Options written() {
        var name = out == null ? "out.ndjson" : out.getFileName().toString();
        if (name.toLowerCase(Locale.ROOT).matches(".*[.](zst|zstd|zip)")) {
            throw new Refused(Problem.of(
                    "file.format",
                    "\"" + name + "\" names a way of packing that is read, and not written.",
                    "Name it .gz, or leave it unpacked."));
        }
        return to == null && name.indexOf('.') < 0
                ? new Options("ndjson", Map.of())
                : Formats.written(name, new Options(to == null ? "" : to, Map.of()));
    }

    private JsonataMapping mapping(Path input) {
        var text = map == null ? "$" : map;
        var place = "--map";
        if (map != null && looksLikeFile(map)) {
            var local = LocalJob.readable(context.path(Path.of(map)));
            place = map;
            try {
                text = Files.readString(local);
            } catch (IOException e) {
                throw Failure.failed(new Problem(
                        "file.unreadable",
                        map,
                        "it is no text in UTF-8.",
                        "Name a file with a JSONata expression.",
                        ""));
            }
        }
        return JsonataMapping.compile(text, place, variables(input));
    }

    private boolean looksLikeFile(String text) {
        if (text.endsWith(".jsonata")) return true;
        try {
            return Files.isRegularFile(context.path(Path.of(text)));
        } catch (java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    /** As a job's map has them; {@code $vars} where a project is here. */
    private Map<String, Object> variables(Path input) {
        var variables = new LinkedHashMap<String, Object>();
        boolean project = Files.exists(context.here.resolve("crossdock.yaml"));
        var settings =
                project ? ProjectFolder.load(context.here, "").project() : dev.crossdock.definition.Project.EMPTY;
        var now = ZonedDateTime.now(ZoneId.of(settings.zone())).truncatedTo(ChronoUnit.SECONDS);
        variables.put("run", run(now));
        variables.put(
                "file",
                Map.of(
                        "bucket",
                        "",
                        "name",
                        input.getFileName().toString(),
                        "etag",
                        "",
                        "size",
                        input.toFile().length()));
        variables.put("params", Map.copyOf(params));
        variables.put("vars", settings.vars());
        return variables;
    }

    private static Map<String, Object> run(ZonedDateTime now) {
        LocalDateTime local = now.toLocalDateTime();
        return Map.of(
                "id", "",
                "job", "map",
                "date", local.toLocalDate().toString(),
                "year", "%04d".formatted(local.getYear()),
                "month", "%02d".formatted(local.getMonthValue()),
                "day", "%02d".formatted(local.getDayOfMonth()),
                "time", local.toLocalTime().toString(),
                "started", now.toInstant().toString());
    }

    private void say(MapCounts counts, long bytes, double seconds) {
        if (context.json()) {
            var json = Json.object()
                    .put("read", counts.read())
                    .put("written", counts.written())
                    .put("skipped", counts.skipped())
                    .put("rejected", counts.rejected())
                    .put("bytes", bytes)
                    .put("ms", Math.round(seconds * 1000));
            (out == null ? context.err : context.out).println(json);
            return;
        }
        var parts = new java.util.StringJoiner(", ");
        parts.add(Screen.number(counts.written()) + " written");
        if (counts.skipped() > 0) parts.add(Screen.number(counts.skipped()) + " gave nothing");
        if (counts.rejected() > 0) parts.add(Screen.number(counts.rejected()) + " rejected");
        context.err.println("%s read: %s, in %.1f s (%.0f MB/s)%s"
                .formatted(
                        Screen.number(counts.read()),
                        parts,
                        seconds,
                        bytes / 1e6 / Math.max(seconds, 0.001),
                        out == null ? "" : " → " + out));
    }
}
