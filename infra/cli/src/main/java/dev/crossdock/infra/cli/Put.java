package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Uploads files: small ones in one request, large ones by presigned parts, straight to the store. */
@Command(name = "put", description = "Put files into a bucket; a file that a job waits for starts a run.")
final class Put implements Callable<Integer> {
    /** API Gateway takes 10 MB and hands a function 6 MB, of which base64 takes a quarter. */
    private static final long SMALL = 4L << 20;

    private final Context context;

    Put(Context context) {
        this.context = context;
    }

    @Parameters(arity = "2..*", paramLabel = "FILE… BUCKET[/NAME]", description = "The files, and last where they go.")
    List<String> words;

    @Option(names = "--if-absent", description = "Refuse to replace a file that is there.")
    boolean ifAbsent;

    @Override
    public Integer call() {
        var target = BucketPath.of(words.get(words.size() - 1));
        var files = words.subList(0, words.size() - 1).stream()
                .map(word -> context.path(Path.of(word)))
                .toList();
        if (files.size() > 1 && !target.name().isEmpty() && !target.name().endsWith("/")) {
            throw Failure.wrongUse(Problem.of(
                    "usage.one-name",
                    files.size() + " files cannot all be named \"" + target.name() + "\".",
                    "Name the bucket only, or a folder that ends in /."));
        }
        for (var file : files) check(file);
        var stored = new ArrayList<JsonNode>();
        try (var progress = Progress.ofMessages(context)) {
            for (var file : files) stored.add(put(file, target, progress));
        }
        if (context.json()) context.out.println(Json.list(stored));
        return 0;
    }

    private static void check(Path file) {
        if (Files.isDirectory(file)) {
            throw Failure.wrongUse(Problem.of(
                    "put.folder", file + " is a folder.", "Name its files, for example " + file.getFileName() + "/*."));
        }
        if (!Files.isReadable(file)) {
            throw Failure.failed(Problem.of(
                    "put.unreadable", file + " cannot be read.", "See whether it exists and you may read it."));
        }
    }

    private JsonNode put(Path file, BucketPath target, Progress progress) {
        var folder = target.name().isEmpty() || target.name().endsWith("/");
        var name = folder ? target.name() + file.getFileName() : target.name();
        try {
            var size = Files.size(file);
            var stored = size <= SMALL
                    ? whole(file, target.bucket(), name)
                    : inParts(file, size, target.bucket(), name, progress);
            if (!context.json()) progress.done(target.bucket() + "/" + name, "✓", Screen.size(size));
            return stored;
        } catch (IOException e) {
            throw Failure.failed(Problem.of(
                    "put.unreadable", file + ": " + e.getMessage() + ".", "See whether it changes while it is sent."));
        }
    }

    private JsonNode whole(Path file, String bucket, String name) throws FileNotFoundException {
        var headers = new HashMap<>(onlyNew(ifAbsent));
        headers.put("Content-Digest", "sha-256=:" + Digests.sha256(open(file, 0, Long.MAX_VALUE)) + ":");
        var path = Api.path("buckets", bucket, "files", name);
        return context.api().json(context.api().send("PUT", path, BodyPublishers.ofFile(file), headers));
    }

    /** A drop in one request. @return name, size and etag */
    static JsonNode put(Api api, String bucket, String name, BodyPublisher body, boolean ifAbsent) {
        return api.json(api.send("PUT", Api.path("buckets", bucket, "files", name), body, onlyNew(ifAbsent)));
    }

    private static Map<String, String> onlyNew(boolean ifAbsent) {
        return ifAbsent ? Map.of("If-None-Match", "*") : Map.of();
    }

    private JsonNode inParts(Path file, long size, String bucket, String name, Progress progress) throws IOException {
        var api = context.api();
        var uploads = Api.path("buckets", bucket, "uploads");
        var wish = Json.object()
                .put("name", name)
                .put("size", size)
                .put("contentType", "application/octet-stream")
                .put("resume", true);
        var upload = api.post(uploads, wish);
        var count = upload.path("parts").size();
        // All parts are equally long but the last; the host may say how long, else they follow from their number.
        var length = upload.path("partSize").asLong((size + count - 1) / count);
        var parts = Json.array();
        for (var part : upload.path("parts")) {
            var from = (part.path("number").asLong() - 1) * length;
            progress.at(bucket + "/" + name, (double) from / size, Screen.size(from) + " of " + Screen.size(size));
            var bytes = Math.min(length, size - from);
            var etag = part.path("etag").asText("");
            // Sent before the last try broke off; another file of that size would have other parts.
            if (etag.isEmpty() || !etag.equals(Digests.md5(open(file, from, bytes)))) {
                var answer = api.putTo(part.path("url").asText(), slice(file, from, bytes));
                etag = answer.headers().firstValue("ETag").orElse("");
            }
            parts.addObject().put("number", part.path("number").asInt()).put("etag", etag);
        }
        var done = Json.object();
        done.set("parts", parts);
        return api.post(uploads + Api.path(upload.path("id").asText()), done, onlyNew(ifAbsent));
    }

    private static BodyPublisher slice(Path file, long from, long length) {
        return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> open(file, from, length)), length);
    }

    private static InputStream open(Path file, long from, long length) {
        try {
            var channel = FileChannel.open(file).position(from);
            return new LimitedStream(Channels.newInputStream(channel), length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
