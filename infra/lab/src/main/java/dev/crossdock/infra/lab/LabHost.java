package dev.crossdock.infra.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The packaged host on a project and a data folder: started, asked over HTTP, killed with -9, started again. */
final class LabHost implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final String url;

    private LabHost(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * @param root the product's root, built
     * @param data kept from one start to the next
     * @param flags of the JVM
     */
    static LabHost start(Path root, Path project, Path data, List<String> flags) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(flags);
        command.addAll(List.of(
                "-Dcrossdock.parent=stdin",
                "-Dcrossdock.project=" + project,
                "-Dcrossdock.data=" + data,
                "-Dcrossdock.port=0",
                "-Dcrossdock.s3-port=0",
                "-Dcrossdock.dynamodb-port=0",
                "-Dcrossdock.sqs-port=0",
                "-Dcrossdock.template=" + root.resolve("template.yaml"),
                "-Dcrossdock.cloud.lib=" + root.resolve("infra/cloud/target/cloud/lib"),
                "-jar",
                root.resolve("infra/local/target/quarkus-app/quarkus-run.jar").toString()));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        data.resolveSibling("host.log").toFile()))
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var ready = String.valueOf(out.readLine());
        if (!ready.startsWith("ready ")) throw new IllegalStateException("the host said: " + ready);
        return new LabHost(process, ready.split(" ")[1]);
    }

    String url() {
        return url;
    }

    static void write(Path project, Map<String, String> files) throws IOException {
        for (var file : files.entrySet()) {
            var path = project.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(text(path));
    }

    String text(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    /** @return empty when there is none */
    String file(String bucket, String name) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/buckets/" + bucket + "/files/" + name))
                .GET();
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 404 ? "" : answer.body();
    }

    void put(String bucket, String name, String content) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url + "/buckets/" + bucket + "/files/" + name))
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString(content)));
    }

    /** By presigned parts, as the command does it for large files. */
    void put(String bucket, String name, Path file) throws IOException, InterruptedException {
        var begin = JSON.createObjectNode().put("name", name).put("size", Files.size(file));
        var upload = JSON.readTree(post("/buckets/" + bucket + "/uploads", begin));
        var done = JSON.createObjectNode();
        var etags = done.putArray("parts");
        try (var in = Files.newInputStream(file)) {
            for (var each : upload.path("parts")) {
                var bytes = in.readNBytes(upload.path("partSize").asInt());
                var request = HttpRequest.newBuilder(URI.create(each.path("url").asText()))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
                var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() >= 300)
                    throw new IllegalStateException(answer.statusCode() + " " + answer.body());
                etags.addObject()
                        .put("number", each.path("number").asInt())
                        .put("etag", answer.headers().firstValue("ETag").orElseThrow());
            }
        }
        post("/buckets/" + bucket + "/uploads/" + upload.path("id").asText(), done);
    }

    /** SHA-256 of a file, and its length in bytes behind a blank. */
    String digest(String bucket, String name) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/buckets/" + bucket + "/files/" + name));
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var in = new DigestInputStream(answer.body(), MessageDigest.getInstance("SHA-256"))) {
            if (answer.statusCode() != 200) throw new IllegalStateException(name + ": " + answer.statusCode());
            long length = in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest()) + " " + length;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String post(String path, JsonNode body) throws IOException, InterruptedException {
        return post(path, body.toString());
    }

    /** @return the answer's body */
    String post(String path, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    JsonNode run(String job) throws IOException, InterruptedException {
        return JSON.readTree(post("/jobs/" + job + "/runs", JSON.createObjectNode()));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        return answer.body();
    }

    /** The newest run of a job; missing when there is none. */
    JsonNode newest(String job) throws IOException, InterruptedException {
        return json("/runs?limit=1&job=" + job).path("items").path(0);
    }

    static boolean open(JsonNode run) {
        var state = run.path("state").asText();
        return state.equals("queued") || state.equals("running");
    }

    /** Linux only. */
    String resident() throws IOException {
        var status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) return "unknown";
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .map(line -> line.replaceAll("\\s+", " "))
                .orElse("unknown");
    }

    /** With -9, the embedded cloud with it. */
    void kill() {
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
