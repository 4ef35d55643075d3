package dev.crossdock.infra.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code DeliveryTrial [DELIVERIES] [PER_SECOND] [KILLS] [IMPORT_ROWS] [ROOT]}: webhooks at a steady rate, each of which runs a template
 * that makes one call (three when there are kills), beside an import. The sender tries again what is not acknowledged within 5 s, as providers do ever later; the host and its cloud are
 * killed with -9 at random moments. What was acknowledged has its effect in the end, and no effect is there twice. Prints how long
 * acknowledgements took, from the moment at which the rate had them sent.
 */
public final class DeliveryTrial {
    private static final String SECRET = "s3cret";
    /** So many at a fifth of the rate, before the figures are taken: the host is cold. */
    private static final int WARM_UP = 8_000;

    private static final int ATTEMPTS = 60;
    private static final long PATIENCE_MS = 120_000;

    private final Path root;
    private final int deliveries;
    private final int perSecond;
    private final int kills;
    private final int rows;
    private final Path folder = Files.createTempDirectory("crossdock-deliveries-");
    private final FlakyWebservice oms = new FlakyWebservice(0, 0, 1);
    private final ExecutorService hands = Executors.newFixedThreadPool(8, task -> {
        var thread = new Thread(task, "sender");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(hands)
            .build();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Long> microseconds = new ConcurrentLinkedQueue<>();
    private final AtomicLong again = new AtomicLong();
    private final Random random = new Random(7);
    private volatile LabHost host;

    private DeliveryTrial(Path root, int deliveries, int perSecond, int kills, int rows) throws IOException {
        this.root = root;
        this.deliveries = deliveries;
        this.perSecond = perSecond;
        this.kills = kills;
        this.rows = rows;
    }

    public static void main(String[] arguments) throws Exception {
        var given = Arrays.asList(arguments);
        var trial = new DeliveryTrial(
                Path.of(given.size() > 4 ? given.get(4) : ".").toAbsolutePath(),
                number(given, 0, 10_000),
                number(given, 1, 300),
                number(given, 2, 0),
                number(given, 3, 0));
        System.exit(trial.holds() ? 0 : 1);
    }

    private static int number(List<String> arguments, int index, int otherwise) {
        return arguments.size() > index ? Integer.parseInt(arguments.get(index)) : otherwise;
    }

    private boolean holds() throws IOException, InterruptedException {
        host = start();
        // A host that is killed is cold most of the time.
        int warmUp = kills == 0 ? WARM_UP : 0;
        pour(0, warmUp, Math.max(1, perSecond / 5));
        System.out.printf("warm-up: %s%n", latencies());
        awaitEffects();
        microseconds.clear();
        if (rows > 0) host.put("incoming", "products.csv", ProductFile.csv(rows, 1));
        var killer = new Thread(this::killAll, "killer");
        if (kills > 0) killer.start();
        long began = System.nanoTime();
        pour(warmUp, deliveries, perSecond);
        double seconds = (System.nanoTime() - began) / 1e9;
        killer.join();
        System.out.printf(
                "%,d deliveries in %.1f s, %,d acknowledged, %,d sent again, %d kills; %s%n",
                deliveries, seconds, acknowledged.size() - warmUp, again.get(), kills, latencies());
        awaitEffects();
        long lost = acknowledged.stream()
                .flatMap(i -> paths().stream().map(path -> effect(path, i)))
                .filter(effect -> !oms.effects.containsKey(effect))
                .count();
        long twice =
                oms.effects.values().stream().filter(times -> times.get() > 1).count();
        System.out.printf(
                "acknowledged and lost %d, effects twice %d, effects %,d; import: %s; host's %s%n",
                lost, twice, oms.effects.size(), host.newest("import").path("counts"), host.resident());
        host.close();
        oms.close();
        return lost == 0 && twice == 0 && acknowledged.size() == warmUp + deliveries;
    }

    /** Sends at a steady rate, and returns when all are acknowledged or given up. */
    private void pour(int first, int count, int rate) throws InterruptedException {
        long began = System.nanoTime();
        var all = new CompletableFuture<?>[count];
        for (int i = 0; i < count; i++) {
            long due = began + i * 1_000_000_000L / rate;
            long wait = due - System.nanoTime();
            if (wait > 0) TimeUnit.NANOSECONDS.sleep(wait);
            all[i] = send(first + i, due, 1);
        }
        CompletableFuture.allOf(all).join();
    }

    private CompletableFuture<?> send(int i, long due, int attempt) {
        var body = body(i);
        var request = HttpRequest.newBuilder(URI.create(host.url() + "/listeners/hooks"))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "order")
                .header("X-GitHub-Delivery", "d-" + i)
                .header("X-Hub-Signature-256", "sha256=" + signature(body))
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((answer, problem) -> {
                    if (problem == null && answer.statusCode() / 100 == 2) {
                        acknowledged.add(i);
                        microseconds.add((System.nanoTime() - due) / 1000);
                        return CompletableFuture.completedFuture(null);
                    }
                    if (attempt == ATTEMPTS) return CompletableFuture.completedFuture(null);
                    again.incrementAndGet();
                    var later = CompletableFuture.delayedExecutor(pause(attempt), TimeUnit.MILLISECONDS, hands);
                    return CompletableFuture.supplyAsync(() -> send(i, due, attempt + 1), later)
                            .thenCompose(sent -> sent);
                })
                .thenCompose(sent -> sent);
    }

    /** Milliseconds; longer with each attempt and never the same, as providers do: 2 s to a minute. */
    private long pause(int attempt) {
        long longest = Math.min(60_000, 2_000L << Math.min(attempt, 6));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2);
    }

    private void killAll() {
        try {
            long meanMs = deliveries * 1000L / perSecond / (kills + 1);
            for (int i = 0; i < kills; i++) {
                Thread.sleep(meanMs / 2 + random.nextInt((int) meanMs));
                host.kill();
                host = start();
            }
        } catch (InterruptedException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitEffects() throws InterruptedException {
        int seen = -1;
        for (long last = System.nanoTime();
                oms.effects.size() < acknowledged.size() * paths().size();
                Thread.sleep(100)) {
            if (oms.effects.size() != seen) last = System.nanoTime();
            seen = oms.effects.size();
            if ((System.nanoTime() - last) / 1_000_000 > PATIENCE_MS) return;
        }
    }

    private String latencies() {
        var sorted = microseconds.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) return "no figures";
        return "ms: p50 %.1f, p90 %.1f, p99 %.1f, most %.1f"
                .formatted(at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * sorted.length))] / 1000.0;
    }

    private static String body(int i) {
        return "{\"number\":\"SF-" + i + "\",\"total\":" + i + "}";
    }

    private List<String> paths() {
        return kills == 0 ? List.of("/orders") : List.of("/orders", "/invoices", "/tickets");
    }

    private static String effect(String path, int i) {
        return "POST " + path + " " + body(i);
    }

    private String steps() {
        return paths().stream()
                .map(path -> "{ call: { connection: oms, request: POST " + path + ", body: $input } }")
                .collect(Collectors.joining(", ", "steps: [", "]\n"));
    }

    private static String signature(String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private LabHost start() throws IOException {
        var project = folder.resolve("project");
        LabHost.write(
                project,
                Map.of(
                        "crossdock.yaml", "name: trial\nallow: [127.0.0.1]\n",
                        "secrets.yaml", "hooks: " + SECRET + "\n",
                        "buckets/incoming.yaml", "description: in\n",
                        "collections/products.yaml", "key: sku\n",
                        "connections/oms.yaml", "url: " + oms.url() + "\ndelivery: idempotency-key\n",
                        "listeners/hooks.yaml",
                                "verify: { scheme: github, secret: \"${secret:hooks}\" }\nrun: { template: push }\n",
                        "templates/push.yaml", steps(),
                        "product.jsonata", ProductFile.MAPPING,
                        "jobs/import.yaml",
                                "from: { bucket: incoming, files: \"*\" }\nmap: product.jsonata\nto: { collection: products }\n"));
        return LabHost.start(root, project, Files.createDirectories(folder.resolve("data")), List.of("-Xmx512m"));
    }
}
