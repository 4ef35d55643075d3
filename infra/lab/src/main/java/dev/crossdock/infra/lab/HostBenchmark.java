package dev.crossdock.infra.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An import through the whole product: the packaged host ({@code -Xmx256m}) over the embedded cloud, from the drop to the run's
 * end, then the same file again (nothing to write). Prints rows per second and the host's memory.
 */
final class HostBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process host;
    private final String url;

    private HostBenchmark(Process host, String url) {
        this.host = host;
        this.url = url;
    }

    /** @param root the project's root, built */
    static void run(Path root, int rows) throws IOException, InterruptedException {
        var project = project();
        var host = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Dcrossdock.parent=stdin",
                        "-Dcrossdock.project=" + project,
                        "-Dcrossdock.data=ephemeral",
                        "-Dcrossdock.template=" + root.resolve("template.yaml"),
                        "-Dcrossdock.cloud.lib=" + root.resolve("infra/cloud/target/cloud/lib"),
                        "-jar",
                        root.resolve("infra/local/target/quarkus-app/quarkus-run.jar")
                                .toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var out = new BufferedReader(new InputStreamReader(host.getInputStream(), StandardCharsets.UTF_8));
            var ready = String.valueOf(out.readLine());
            if (!ready.startsWith("ready ")) throw new IllegalStateException("the host said: " + ready);
            var benchmark = new HostBenchmark(host, ready.split(" ")[1]);
            var csv = ProductFile.csv(rows, 1);
            benchmark.load("host, first load", "products-1.csv", csv, rows);
            benchmark.load("host, same content again", "products-2.csv", csv, rows);
        } finally {
            host.getOutputStream().close();
            host.waitFor();
        }
    }

    private void load(String what, String name, String csv, int rows) throws IOException, InterruptedException {
        long began = System.nanoTime();
        send(HttpRequest.newBuilder(URI.create(url + "/buckets/incoming/files/" + name))
                .header("Content-Type", "text/csv")
                .PUT(HttpRequest.BodyPublishers.ofString(csv)));
        long heap = 0;
        while (true) {
            heap = Math.max(heap, heapBytes());
            var run = get("/runs?limit=1").path("items").path(0);
            var state = run.path("state").asText();
            if (run.path("source").path("name").asText().equals(name)
                    && !state.equals("queued")
                    && !state.equals("running")) {
                double seconds = (System.nanoTime() - began) / 1e9;
                System.out.printf(
                        "%-36s %,10.0f rows/s   %s, %s, heap at most %,d MB of 256, resident %s%n",
                        what, rows / seconds, state, run.path("counts"), heap >> 20, resident());
                return;
            }
            Thread.sleep(200);
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(URI.create(url + path)).GET()));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        return answer.body();
    }

    private long heapBytes() throws IOException, InterruptedException {
        var metrics = send(HttpRequest.newBuilder(URI.create(url + "/metrics")).GET());
        var used = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\".*} (\\S+)$")
                .matcher(metrics);
        double sum = 0;
        while (used.find()) sum += Double.parseDouble(used.group(1));
        return (long) sum;
    }

    /** Linux only. */
    private String resident() throws IOException {
        var status = Path.of("/proc/" + host.pid() + "/status");
        if (!Files.exists(status)) return "unknown";
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .map(line -> line.replaceAll("\\s+", " "))
                .orElse("unknown");
    }

    private static Path project() throws IOException {
        var project = Files.createTempDirectory("crossdock-benchmark-");
        for (var kind : List.of("buckets", "collections", "jobs")) Files.createDirectories(project.resolve(kind));
        Files.writeString(project.resolve("crossdock.yaml"), "name: benchmark\nzone: UTC\n");
        Files.writeString(project.resolve("buckets/incoming.yaml"), "description: files\n");
        Files.writeString(project.resolve("collections/products.yaml"), "key: sku\nschema: products.schema.json\n");
        Files.writeString(project.resolve("collections/products.schema.json"), ProductFile.SCHEMA);
        Files.writeString(project.resolve("product.jsonata"), ProductFile.MAPPING);
        Files.writeString(project.resolve("jobs/import-products.yaml"), """
                from: { bucket: incoming, files: "*.csv" }
                map: product.jsonata
                to: { collection: products }
                """);
        return project;
    }
}
