package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.definition.From;
import dev.crossdock.definition.Job;
import dev.crossdock.definition.To;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.memory.Bench;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a job would make of a file of this machine: no host, no store, nothing is written or sent. */
@Command(
        name = "preview",
        description =
                "Show the first records that a job would write of a file, and those it would refuse. Needs no host.")
final class PreviewJob implements Callable<Integer> {
    private static final int MOST = 10_000;

    private final Context context;

    PreviewJob(Context context) {
        this.context = context;
    }

    @Parameters(index = "0", paramLabel = "JOB", description = "The job.")
    String job;

    @Parameters(index = "1", paramLabel = "FILE", description = "A file on this machine.")
    Path file;

    @Option(names = "--project", paramLabel = "DIR", description = "The project (default: here).")
    Path dir = Path.of("");

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Records, and rejects, to show (default: ${DEFAULT-VALUE}). All are counted.",
            defaultValue = "10")
    int limit;

    @Option(names = "--param", paramLabel = "K=V", description = "A value for $params; may be given several times.")
    Map<String, String> params = new LinkedHashMap<>();

    @Option(names = "--strict", description = "Rejects count as a failure.")
    boolean strict;

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw Failure.wrongUse(Problem.of(
                    "usage.limit", "--limit " + limit + " shows nothing useful.", "Write 1 to " + MOST + "."));
        }
        var loaded = LocalJob.load(Up.project(context, dir));
        var known = LocalJob.find(loaded, job);
        var local = LocalJob.readable(context.path(file));
        LocalJob.warn(context, loaded);
        var name = local.getFileName().toString();
        Bench.Result result;
        try {
            result = new Bench(loaded.texts(), Instant.now())
                    .run(new Bench.Wish(job, local, name, "preview\n" + job + "\n" + name, params, limit, limit));
        } catch (Refused e) {
            throw Failure.failed(e.problem());
        }
        if (context.json()) context.out.println(json(result));
        else show(known, name, result);
        return exit(result);
    }

    private int exit(Bench.Result result) {
        var counts = result.run().counts();
        boolean allRejected = counts.rejected() > 0 && counts.rejected() == counts.read();
        return result.run().state() == State.FAILED || allRejected || strict && counts.rejected() > 0
                ? Failure.FAILED
                : 0;
    }

    private void show(Job known, String name, Bench.Result result) {
        context.err.println(name + read(result) + " → " + target(known));
        if (known.from() instanceof From.BucketFiles files && !files.matches(name)) {
            context.err.println("Note: dropped under this name it would start nothing; the job waits for "
                    + files.bucket() + "/" + files.files());
        }
        for (var record : result.records()) {
            context.out.println(JsonLines.of(record.value()));
            if (!record.remark().isEmpty()) context.err.println("  ! " + record.remark());
        }
        for (var reject : result.rejects()) context.err.println("  ✗ " + Screen.reject(json(reject)));
        result.remarks().forEach((code, remark) -> context.err.println("  ! " + remark));
        result.run().error().ifPresent(error -> context.err.println("  ✗ " + error));
        context.err.println(summary(result));
    }

    /** {@code  (csv, delimiter ",", encoding UTF-8)}. */
    private static String read(Bench.Result result) {
        if (result.read().isEmpty()) return "";
        var parts = new StringJoiner(", ", " (", ")");
        parts.add(String.valueOf(result.read().get("format")));
        result.read().forEach((key, value) -> {
            if (key.equals("format") || key.equals("compression") && value.equals("none")) return;
            // One character alone would be overlooked.
            var shown = String.valueOf(value);
            if (key.equals("remark")) parts.add(shown);
            else parts.add(key + " " + (shown.length() == 1 ? "\"" + shown + "\"" : shown));
        });
        return parts.toString();
    }

    private static String target(Job job) {
        var to = job.to();
        if (to instanceof To.CollectionTarget target) return "collection " + target.collection();
        if (to instanceof To.BucketFile target)
            return "bucket " + target.bucket() + (target.file().isEmpty() ? "" : ", file " + target.file());
        if (to instanceof To.WebserviceTarget target) return "requests to " + target.connection();
        return to.kind();
    }

    private static String summary(Bench.Result result) {
        var counts = result.run().counts();
        var shown = result.records().size();
        return "%s%s. Nothing was written."
                .formatted(
                        counts(result),
                        counts.written() + counts.unchanged() > shown ? "; the first " + shown + " are shown" : "");
    }

    static String counts(Bench.Result result) {
        return Screen.counts(countsJson(result));
    }

    private static ObjectNode countsJson(Bench.Result result) {
        var counts = result.run().counts();
        return Json.object()
                .put("read", counts.read())
                .put("written", counts.written())
                .put("unchanged", counts.unchanged())
                .put("skipped", counts.skipped())
                .put("rejected", counts.rejected())
                .put("unknown", counts.unknown())
                .put("deleted", counts.deleted());
    }

    static ObjectNode json(Rejects.Reject reject) {
        var json = Json.object()
                .put("file", reject.file())
                .put("record", reject.record())
                .put("byte", reject.byteOffset())
                .put("field", reject.field())
                .put("code", reject.code())
                .put("message", reject.message())
                .put("hint", reject.hint());
        json.set("value", Json.read(JsonLines.of(reject.value())));
        return json;
    }

    private JsonNode json(Bench.Result result) {
        var run = result.run();
        var json = Json.object()
                .put("job", run.job())
                .put("type", run.type())
                .put("state", run.state().word());
        json.set("read", Json.read(JsonLines.of(result.read())));
        json.set("counts", countsJson(result));
        var records = json.putArray("records");
        for (var record : result.records()) {
            var line = Json.object().put("record", record.record()).put("remark", record.remark());
            line.set("value", Json.read(JsonLines.of(record.value())));
            records.add(line);
        }
        var rejects = json.putArray("rejects");
        for (var reject : result.rejects()) rejects.add(json(reject));
        var remarks = json.putObject("remarks");
        result.remarks().forEach(remarks::put);
        run.error().ifPresentOrElse(error -> json.put("error", error.toString()), () -> json.putNull("error"));
        return json;
    }
}
