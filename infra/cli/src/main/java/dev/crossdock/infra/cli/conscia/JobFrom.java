package dev.crossdock.infra.cli.conscia;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A job, by its type. */
final class JobFrom {
    private final Draft draft;
    private final String name;
    private final Taken job;
    private final Taken params;
    private final Map<String, Object> yaml = Draft.map();
    private final List<String> notes = new ArrayList<>();

    private JobFrom(JsonNode job, Draft draft) {
        this.draft = draft;
        this.job = new Taken(job);
        this.params = this.job.object("params");
        this.name = Draft.name(this.job
                .text("jobCode", "code", "jobId", "name")
                .orElse(job.path("jobType").asText()));
    }

    /** @return whether it is a job here */
    static boolean take(JsonNode json, Draft draft) {
        var from = new JobFrom(json, draft);
        from.job.known("jobType", "name");
        from.job.text("description").ifPresent(text -> from.yaml.put("description", text));
        boolean taken = switch (json.path("jobType").asText()) {
            case "importDataFiles" -> from.importFiles();
            case "exportCollection" -> from.exportCollection();
            case "callWebserviceEndpoint" -> from.callWebservice();
            default -> false;
        };
        if (taken) from.write();
        return taken;
    }

    private void write() {
        for (var note : notes) draft.left.add("jobs/" + name + ".yaml: " + note);
        draft.yaml("jobs/" + name + ".yaml", yaml, job, notes);
    }

    private boolean importFiles() {
        var bucket = params.text("incomingBucketCode");
        var collection = params.text("collectionCode");
        if (bucket.isEmpty() || collection.isEmpty()) return false;
        yaml.put("from", files(bucket.get()));
        var schema = params.node("sourceSchema");
        if (schema.isObject() && !schema.isEmpty()) {
            yaml.put("schema", name + ".schema.json");
            draft.json("jobs/" + name + ".schema.json", schema);
        }
        var to = Draft.map();
        to.put("collection", Draft.name(collection.get()));
        to.put("invalid", params.truth("skipInvalidRecords") ? "reject" : "refuse");
        yaml.put("to", to);
        // A collection's key is what identifies a record here.
        params.known("recordIdentifierField");
        started();
        return true;
    }

    private boolean exportCollection() {
        var bucket = params.text("targetBucketCode");
        var collection = params.text("collectionCode");
        if (bucket.isEmpty() || collection.isEmpty()) return false;
        var from = Draft.map();
        from.put("collection", Draft.name(collection.get()));
        from.put("records", "all");
        yaml.put("from", from);
        var to = Draft.map();
        to.put("bucket", draft.bucket(bucket.get()));
        to.put("file", output(params.text("filenamePattern").orElse(Draft.name(collection.get()) + ".jsonl")));
        yaml.put("to", to);
        scheduled();
        return true;
    }

    private boolean callWebservice() {
        var connection = connection();
        var bucket = params.text("incomingBucketCode", "sourceBucketCode", "bucketCode");
        var collection = params.text("collectionCode");
        if (connection.isEmpty() || bucket.isEmpty() && collection.isEmpty()) return false;
        if (bucket.isPresent()) {
            yaml.put("from", files(bucket.get()));
            started();
        } else {
            yaml.put("from", Map.of("collection", Draft.name(collection.get()), "records", "valid"));
            scheduled();
        }
        var to = Draft.map();
        to.put("connection", connection.get());
        var method = params.text("method").orElse("POST").toUpperCase(Locale.ROOT);
        var path = params.text("path").orElse("/");
        if (Scripts.script(path) || path.contains("{")) {
            notes.add("The path was " + path);
            path = "/";
        }
        to.put("request", method + " " + (path.startsWith("/") ? path : "/" + path));
        yaml.put("to", to);
        return true;
    }

    /** By its name, or one for the address that the job has itself. */
    private Optional<String> connection() {
        var code = params.text("connectionCode", "webserviceConnectionCode");
        if (code.isPresent()) return code.map(Draft::name);
        return params.text("url", "endpoint", "webserviceUrl")
                .filter(url -> url.matches("https?://[^\\s`{}]+"))
                .map(url -> {
                    var made = Draft.name(URI.create(url).getHost());
                    draft.files.putIfAbsent("connections/" + made + ".yaml", Draft.dumped(Map.of("url", url)));
                    return made;
                });
    }

    private Map<String, Object> files(String bucket) {
        var from = Draft.map();
        from.put("bucket", draft.bucket(bucket));
        from.put("files", params.text("filenamePattern").map(this::pattern).orElse("*"));
        if (params.truth("processLastMatchedFile")) from.put("take", "latest");
        for (var folder : List.of("processed", "skipped", "invalid")) {
            params.text(folder + "BucketCode", folder + "DataBucketCode")
                    .ifPresent(other -> notes.add("Files went to the bucket " + other + "; here they go to "
                            + Draft.name(bucket) + "/" + folder + "/."));
        }
        format(params.object("parseOptions")).ifPresent(format -> from.put("format", format));
        return from;
    }

    private String pattern(String pattern) {
        if (!Scripts.script(pattern)) return pattern;
        notes.add("The pattern of file names was " + pattern);
        return "*";
    }

    private static Optional<Object> format(Taken options) {
        var kind = options.text("format", "fileType", "type").orElse("").toLowerCase(Locale.ROOT);
        var delimiter = options.text("delimiter");
        if (delimiter.isPresent()) return Optional.of(Map.of("csv", Map.of("delimiter", delimiter.get())));
        return switch (kind) {
            case "excel", "xlsx" -> Optional.of("xlsx");
            case "json" -> Optional.of("json");
            case "jsonl", "ndjson" -> Optional.of("ndjson");
            case "csv", "delimited" -> Optional.of("csv");
            default -> Optional.empty();
        };
    }

    private String output(String pattern) {
        if (!Scripts.script(pattern) && !pattern.contains("{")) return pattern;
        notes.add("The file's name was " + pattern);
        return name + "-{$run.date}.ndjson";
    }

    /** Each drop starts a run. */
    private void started() {
        var schedule = cron();
        if (schedule.isPresent()) notes.add("It ran by the schedule " + schedule.get() + "; here each drop starts it.");
    }

    private void scheduled() {
        cron().ifPresent(cron -> {
            if (cron.split("\\s+").length == 5) yaml.put("schedule", Map.of("cron", cron));
            else notes.add("It ran by the schedule " + cron);
        });
    }

    private Optional<String> cron() {
        var schedule = job.node("schedule");
        return schedule.isObject()
                ? Optional.of(schedule.path("cron").asText("")).filter(cron -> !cron.isBlank())
                : Optional.of(schedule.asText("")).filter(cron -> !cron.isBlank());
    }
}
