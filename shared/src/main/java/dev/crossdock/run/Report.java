package dev.crossdock.run;

import dev.crossdock.bucket.Draft;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.format.RecordWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What a run leaves to be read by people: its report, its rejects as NDJSON, and its rejects in the input's own format with two
 * more columns, {@code _row} and {@code _errors}, which an import passes over: correct the file and drop it again.
 */
final class Report {
    private static final String ROW = "_row";
    private static final String ERRORS = "_errors";

    private final ObjectStore objects;
    private final Rejects rejects;

    Report(ObjectStore objects) {
        this.objects = objects;
        this.rejects = new Rejects(objects);
    }

    /** @return keys of what was written */
    List<String> rejects(Run run, List<ChunkState> chunks, String date) {
        var keys = new ArrayList<String>();
        var all = ".runs/" + run.id() + "/rejects.ndjson";
        var columns = new LinkedHashSet<String>();
        boolean own = run.file().isPresent() && !chunks.isEmpty();
        write(
                all,
                "application/x-ndjson",
                out -> rejects.lines(run.id(), Runs.recordsBefore(chunks), line -> {
                    put(out, line);
                    if (!own) return;
                    for (var row : FileSource.shape(chunks.get(0).chunk())
                            .rows(Rejects.parse(line).value())) {
                        if (row instanceof Map<?, ?> value) for (var key : value.keySet()) columns.add((String) key);
                    }
                }));
        keys.add(all);
        if (own && !run.dryRun()) keys.add(inOwnFormat(run, run.file().get(), chunks, date, columns));
        return keys;
    }

    /** @return {@code record 4 (/price): "x" is no number. record 9 …} */
    String firstRejects(Run run, List<ChunkState> chunks, int most) {
        var first = new ArrayList<String>();
        rejects.lines(run.id(), Runs.recordsBefore(chunks), line -> {
            if (first.size() == most) return;
            var reject = Rejects.parse(line);
            var field = reject.field().isEmpty() ? "" : " (" + reject.field() + ")";
            var message = reject.message().length() > 300 ? reject.message().substring(0, 300) + "…" : reject.message();
            first.add("record %,d%s: %s".formatted(reject.record(), field, message));
        });
        return String.join(" ", first);
    }

    /** @return its key */
    String write(Run run, List<ChunkState> chunks) {
        var key = ".runs/" + run.id() + "/report.json";
        var report = new LinkedHashMap<String, Object>();
        report.put("run", run);
        if (run.file().isPresent() && !chunks.isEmpty()) {
            report.put("read", FileSource.described(chunks.get(0).chunk()));
        }
        report.put("remarks", Runs.remarksOf(chunks));
        if (run.dryRun()) {
            report.put(
                    "preview",
                    new Preview(objects)
                            .lines(run.id()).stream().map(Preview::parse).toList());
            report.put("rejects", rejects.first(run.id(), Preview.MOST, Runs.recordsBefore(chunks)));
        }
        objects.write(key, Json.write(report).getBytes(StandardCharsets.UTF_8), "application/json");
        return key;
    }

    private String inOwnFormat(
            Run run, FileRef file, List<ChunkState> chunks, String date, LinkedHashSet<String> columns) {
        var shape = FileSource.shape(chunks.get(0).chunk());
        columns.remove(ROW);
        columns.remove(ERRORS);
        columns.add(ROW);
        columns.add(ERRORS);
        var key = "%s/invalid/%s/%s".formatted(file.bucket(), date, rejectsName(file.baseName(), shape.suffix(), run));
        write(key, "application/octet-stream", out -> {
            try (RecordWriter writer = shape.writer(out, List.copyOf(columns))) {
                rejects.lines(run.id(), Runs.recordsBefore(chunks), line -> {
                    var reject = Rejects.parse(line);
                    long number = reject.record();
                    for (var part : shape.rows(reject.value())) {
                        var row = new LinkedHashMap<String, Object>();
                        if (part instanceof Map<?, ?> value) value.forEach((k, v) -> row.put((String) k, v));
                        row.remove(ERRORS);
                        row.put(ROW, number);
                        row.put(ERRORS, number == reject.record() ? errors(reject) : "");
                        writer.write(Record.of(row, new Origin(reject.file(), number++, reject.byteOffset())));
                    }
                });
            }
        });
        return key;
    }

    private static String errors(Rejects.Reject reject) {
        var field = reject.field().isEmpty() ? "" : reject.field() + ": ";
        return (reject.code() + " " + field + reject.message() + " " + reject.hint()).strip();
    }

    /** {@code products.csv} → {@code products.rejects.csv}; a second run on the same day over the same name gets its id in. */
    private String rejectsName(String base, String suffix, Run run) {
        var dot = base.indexOf('.');
        var stem = dot <= 0 ? base : base.substring(0, dot);
        return stem.endsWith(".rejects") || stem.endsWith("-rejects")
                ? stem + "." + run.id() + suffix
                : stem + ".rejects" + suffix;
    }

    private interface Content {
        void to(OutputStream out);
    }

    /** Rejects may be as many as the input. */
    private void write(String key, String contentType, Content content) {
        try (var draft = new Draft()) {
            content.to(draft);
            draft.store(objects, key, contentType);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(OutputStream out, String line) {
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
