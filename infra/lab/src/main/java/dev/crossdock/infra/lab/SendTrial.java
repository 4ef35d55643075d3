package dev.crossdock.infra.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * {@code SendTrial MODE RECORDS [FAILING] [ROOT]}: a file's records to a webservice that fails a share of its calls, through the packaged
 * host. Says what was lost, what was done twice, what was reported, and how many requests it took.
 */
public final class SendTrial {
    private SendTrial() {}

    public static void main(String[] arguments) throws Exception {
        var mode = arguments[0];
        int records = Integer.parseInt(arguments[1]);
        double failing = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 0.3;
        var root = Path.of(arguments.length > 3 ? arguments[3] : ".").toAbsolutePath();
        var folder = Files.createTempDirectory("crossdock-send-");
        try (var shop = new FlakyWebservice(failing, 2_000, 42)) {
            project(folder.resolve("project"), shop.url(), mode);
            try (var host = LabHost.start(
                    root,
                    Files.createDirectories(folder.resolve("project")),
                    Files.createDirectories(folder.resolve("data")),
                    List.of("-Xmx320m"))) {
                long began = System.nanoTime();
                host.put("outgoing", "orders.csv", csv(records));
                var run = ended(host);
                report(mode, records, (System.nanoTime() - began) / 1e9, run, shop, host);
            }
        }
    }

    private static void report(
            String mode, int records, double seconds, JsonNode run, FlakyWebservice shop, LabHost host)
            throws IOException, InterruptedException {
        var twice = new TreeSet<String>();
        long doubles = 0;
        for (var effect : shop.effects.entrySet()) {
            if (effect.getValue().get() < 2) continue;
            twice.add(effect.getKey().replaceAll(".*\"sku\":\"([^\"]+)\".*", "$1"));
            doubles += effect.getValue().get() - 1;
        }
        var reported = new HashSet<String>();
        long lines = 0;
        for (var line : host.text("/runs/" + run.path("id").asText() + "/results")
                .lines()
                .toList()) {
            lines++;
            if (line.contains("\"maybeTwice\"")) {
                reported.add("S-" + line.replaceAll(".*\"record\":([0-9]+).*", "$1"));
            }
        }
        var unreported = new TreeSet<>(twice);
        unreported.removeAll(reported);
        System.out.printf(
                "%-16s %,d records in %.0f s, %s, %s%n"
                        + "    lost %,d; the same said more than once: %,d times for %,d records; reported as possible: %,d, of the real ones not"
                        + " reported: %d; %.2f requests a record; %,d lines of results; %s%n",
                mode,
                records,
                seconds,
                run.path("state").asText(),
                run.path("counts"),
                records - shop.effects.size(),
                doubles,
                twice.size(),
                reported.size(),
                unreported.size(),
                shop.requests.get() / (double) records,
                lines,
                host.resident());
    }

    private static JsonNode ended(LabHost host) throws IOException, InterruptedException {
        while (true) {
            var run = host.newest("syndicate");
            if (!run.isMissingNode() && !LabHost.open(run)) return run;
            Thread.sleep(500);
        }
    }

    private static void project(Path project, String url, String mode) throws IOException {
        boolean post = mode.equals("idempotency-key") || mode.startsWith("at-");
        LabHost.write(
                project,
                Map.of(
                        "crossdock.yaml",
                        "name: trial\nallow: [127.0.0.1]\n",
                        "buckets/outgoing.yaml",
                        "description: files\n",
                        "connections/shop.yaml",
                        "url: " + url + "\ndelivery: " + mode
                                + "\nlimits: { concurrency: 32, timeout: 1s }\nretry: { attempts: 8, for: 24h }\n",
                        "jobs/syndicate.yaml",
                        "from: { bucket: outgoing, files: \"*.csv\" }\nto: { connection: shop, request: \""
                                + (post ? "POST /orders" : "PUT /products/{sku}") + "\" }\n"));
    }

    private static String csv(int records) {
        var csv = new StringBuilder("sku,price\n");
        for (int i = 1; i <= records; i++) csv.append("S-%d,%d\n".formatted(i, i % 900));
        return csv.toString();
    }
}
