package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** Drops files into {@code incoming} and waits for the runs they start. */
final class Drops {
    private static final String BUCKET = "incoming";
    private static final long PATIENCE_SECONDS = 45;
    private static final long EVERY_MS = 150;

    private final Context context;
    private final Api api;
    private final Set<String> seen = new HashSet<>();

    Drops(Context context, Api api) {
        this.context = context;
        this.api = api;
    }

    void drop(String name, byte[] content) {
        Put.put(api, BUCKET, name, BodyPublishers.ofByteArray(content), false);
    }

    /** By an address that the host signs and the store checks, as large files go. */
    void presigned(String name, byte[] content) {
        var uploads = Api.path("buckets", BUCKET, "uploads");
        var upload = api.post(
                uploads,
                Json.object().put("name", name).put("size", content.length).put("contentType", "text/csv"));
        var parts = Json.array();
        for (var part : upload.path("parts")) { // one: the file is smaller than a part
            var answer = api.putTo(part.path("url").asText(), BodyPublishers.ofByteArray(content));
            parts.addObject()
                    .put("number", part.path("number").asInt())
                    .put("etag", answer.headers().firstValue("ETag").orElse(""));
        }
        var done = Json.object();
        done.set("parts", parts);
        api.post(uploads + Api.path(upload.path("id").asText()), done);
    }

    /** Waits until so many runs that were not seen before have ended. @return them, in the order of their ends */
    List<JsonNode> finished(int count) {
        var ended = new LinkedHashMap<String, JsonNode>();
        var until = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        try (var progress = Progress.ofResults(context)) {
            while (ended.size() < count) {
                for (var run : api.items("/runs", 100)) {
                    var id = run.path("id").asText();
                    if (seen.contains(id) || ended.containsKey(id)) continue;
                    if (Watch.ended(run)) {
                        ended.put(id, run);
                        progress.done(name(run), Watch.mark(run), Watch.line(run));
                    } else {
                        progress.at(name(run), Watch.done(run), Watch.line(run));
                    }
                }
                if (ended.size() == count) break;
                if (System.nanoTime() > until) throw late(count, ended.size());
                Watch.pause(EVERY_MS);
            }
        }
        seen.addAll(ended.keySet());
        // A run of the list may be shorter than the run itself.
        return new ArrayList<>(
                ended.keySet().stream().map(id -> api.get(Api.path("runs", id))).toList());
    }

    private static String name(JsonNode run) {
        return String.format("%-18s %s", run.path("job").asText(), Screen.source(run));
    }

    private static Failure late(int count, int ended) {
        return Failure.failed(Problem.of(
                "demo.late",
                ended + " of " + count + " runs ended within " + PATIENCE_SECONDS + " s.",
                "See the host's log."));
    }

    /** @return the key of what a run left, by its ending */
    static String output(JsonNode run, String ending) {
        for (var output : run.path("outputs")) {
            var key = output.isTextual() ? output.asText() : output.path("key").asText();
            if (key.endsWith(ending)) return key;
        }
        throw Failure.failed(Problem.of(
                "demo.output", "run " + run.path("id").asText() + " names no output that ends in " + ending + ".", ""));
    }
}
