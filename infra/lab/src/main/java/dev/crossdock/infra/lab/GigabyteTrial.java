package dev.crossdock.infra.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * {@code GigabyteTrial [MB] [ROOT] [csv|ndjson]}: a large file of each format through {@code transform-file} in the packaged host with
 * {@code -Xmx320m}, cut into chunks and in one: the output must be the same, and the memory flat. Needs three times the file's size
 * on the disk.
 */
public final class GigabyteTrial {
    private static final String WHOLE = "never";

    private final Path root;
    private final long bytes;

    private GigabyteTrial(Path root, long bytes) {
        this.root = root;
        this.bytes = bytes;
    }

    public static void main(String[] arguments) throws Exception {
        long bytes = (arguments.length > 0 ? Long.parseLong(arguments[0]) : 1024) << 20;
        var root = Path.of(arguments.length > 1 ? arguments[1] : ".").toAbsolutePath();
        boolean same = true;
        for (var format : arguments.length > 2 ? List.of(arguments[2]) : List.of("csv", "ndjson")) {
            same &= new GigabyteTrial(root, bytes).play(format);
        }
        if (!same) System.exit(1);
    }

    private boolean play(String format) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("crossdock-gigabyte-");
        var file = folder.resolve("products." + format);
        int rows = format.equals("csv") ? ProductFile.csv(file, bytes, 1) : ProductFile.ndjson(file, bytes, 1);
        var outputs = new HashSet<String>();
        for (var split : List.of("64MB", WHOLE)) outputs.add(transformed(folder, file, split, rows));
        System.out.println(format + (outputs.size() == 1 ? ": the same" : ": NOT THE SAME") + " " + outputs);
        Files.delete(file);
        return outputs.size() == 1;
    }

    private String transformed(Path folder, Path file, String split, int rows)
            throws IOException, InterruptedException {
        var project = folder.resolve("project");
        LabHost.write(
                project,
                Map.of(
                        "crossdock.yaml", "name: gigabyte\n",
                        "buckets/incoming.yaml", "description: in\n",
                        "buckets/outgoing.yaml", "description: out\n",
                        "product.jsonata", ProductFile.MAPPING,
                        "jobs/transform.yaml",
                                "from: { bucket: incoming, files: \"*\" }\nmap: product.jsonata\n"
                                        + "to: { bucket: outgoing, file: products.ndjson }\n"));
        var data = Files.createTempDirectory(folder, "data");
        try (var host = LabHost.start(root, project, data, List.of("-Xmx320m", "-Dcrossdock.split=" + split))) {
            var name = file.getFileName().toString();
            host.put("incoming", name, file);
            long began = System.nanoTime();
            while (host.newest("transform").isMissingNode() || LabHost.open(host.newest("transform")))
                Thread.sleep(500);
            var run = host.newest("transform");
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "%-16s split %-6s %s %s of %,d, %.0f s, %.1f MB/s, host's %s%n",
                    name,
                    split,
                    run.path("state").asText() + run.path("error"),
                    run.path("counts"),
                    rows,
                    seconds,
                    bytes / seconds / (1 << 20),
                    host.resident());
            return host.digest("outgoing", "products.ndjson");
        } finally {
            LabHost.delete(data);
        }
    }
}
