package dev.crossdock.functions.controlapi;

import dev.crossdock.flow.Counts;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run as the API shows it. */
final class RunAnswer {
    private RunAnswer() {}

    static Map<String, Object> of(Run run, Runs runs, boolean whole) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", run.id());
        answer.put("job", run.job());
        answer.put("type", run.type());
        answer.put("state", run.state().word());
        answer.put("dryRun", run.dryRun());
        answer.put("source", run.file().map(RunAnswer::file).orElse(null));
        answer.put("createdAt", run.createdAt().toString());
        answer.put("startedAt", run.startedAt().map(Object::toString).orElse(null));
        answer.put("endedAt", run.endedAt().map(Object::toString).orElse(null));
        answer.put("progress", Math.round(runs.progress(run) * 1000) / 1000.0);
        answer.put("counts", counts(run.counts()));
        answer.put("error", run.error().map(RunAnswer::problem).orElse(null));
        answer.put("outputs", run.outputs());
        answer.put("input", run.moved().map(FileRef::path).orElse(null));
        if (whole) {
            answer.put("params", run.params());
            answer.put("jobVersion", run.jobVersion());
            answer.put("chunks", run.chunks());
            answer.put("remarks", runs.remarks(run));
        }
        return answer;
    }

    static Map<String, Object> counts(Counts counts) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("read", counts.read());
        answer.put("written", counts.written());
        answer.put("unchanged", counts.unchanged());
        answer.put("skipped", counts.skipped());
        answer.put("rejected", counts.rejected());
        answer.put("unknown", counts.unknown());
        answer.put("deleted", counts.deleted());
        return answer;
    }

    private static Map<String, Object> file(FileRef file) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("bucket", file.bucket());
        answer.put("name", file.name());
        answer.put("size", file.sizeBytes());
        answer.put("etag", file.etag());
        return answer;
    }

    static Map<String, Object> problem(Problem problem) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("code", problem.code());
        answer.put("place", problem.place());
        answer.put("message", problem.message());
        answer.put("hint", problem.hint());
        answer.put("text", problem.toString());
        return answer;
    }
}
