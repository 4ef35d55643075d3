package dev.crossdock.infra.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * {@code KillTrial [KILLS] [ROWS] [SEED] [ROOT] [JOB…]}: host and embedded cloud are killed with -9 together at random moments while a
 * job of each type is at work, started again on the same data, and so on; when all have ended, nothing is lost, nothing is there
 * twice, and no half file was ever seen.
 */
public final class KillTrial {
    private static final int PAGE = 200;
    /** A kill comes within so many milliseconds after the host has begun to work again. */
    private static final int LONGEST_MS = 1500;

    /** An Azurite's address with the account, and a container of it that everybody may read. */
    private static final String AZURE = System.getProperty("azure.endpoint");

    private static final String CONTAINER = System.getProperty("azure.container", "trial");
    /** The emulator's own, the same everywhere. */
    private static final String AZURE_KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private final Path root;
    private final int kills;
    private final int rows;
    private final Random random;
    private final Path folder;
    private final FlakyWebservice shop;
    private final HttpServer pim;
    private final List<String> wrong = new ArrayList<>();

    private KillTrial(Path root, int kills, int rows, long seed) throws IOException {
        this.root = root;
        this.kills = kills;
        this.rows = rows;
        this.random = new Random(seed);
        this.folder = Files.createTempDirectory("crossdock-kill-");
        this.shop = new FlakyWebservice(0, 0, 1);
        this.pim = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pim.createContext("/", exchange -> {
            try (exchange) {
                var query = String.valueOf(exchange.getRequestURI().getQuery());
                int page = query.contains("page=") ? Integer.parseInt(query.replaceAll(".*page=([0-9]+).*", "$1")) : 1;
                var answer = page(page).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        pim.start();
    }

    /** What a job is started by, and what must be there when it has ended. */
    private record Scene(String job, Start start, Check check, Whole whole) {}

    private interface Start {
        void begin(LabHost host) throws IOException, InterruptedException;
    }

    private interface Check {
        void end(LabHost host, JsonNode run) throws IOException, InterruptedException;
    }

    /** What a reader may see at any time: nothing, or all. */
    private interface Whole {
        void look(LabHost host) throws IOException, InterruptedException;
    }

    public static void main(String[] arguments) throws Exception {
        int kills = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
        var root = Path.of(arguments.length > 3 ? arguments[3] : ".").toAbsolutePath();
        var only = arguments.length > 4 ? List.of(arguments).subList(4, arguments.length) : List.<String>of();
        System.out.printf("%d kills of each job, %,d records, seed %d%n", kills, rows, seed);
        var trial = new KillTrial(root, kills, rows, seed);
        for (var scene : trial.scenes()) if (only.isEmpty() || only.contains(scene.job())) trial.play(scene);
        trial.pim.stop(0);
        trial.shop.close();
        if (!trial.wrong.isEmpty()) System.exit(1);
    }

    private List<Scene> scenes() {
        var scenes = new ArrayList<>(List.of(
                new Scene("transform", this::drop, this::transformed, host -> whole(host, "transformed.ndjson")),
                new Scene("import", this::drop, this::imported, host -> {}),
                new Scene("export", this::run, this::exported, host -> whole(host, "exported.csv")),
                new Scene("publish", this::run, this::published, host -> {}),
                new Scene("send", this::drop, this::sent, host -> {}),
                new Scene("order", this::drop, this::ordered, host -> {}),
                new Scene("download", this::run, this::downloaded, host -> whole(host, "downloaded.ndjson")),
                new Scene("pull", this::run, this::pulled, host -> {}),
                new Scene("fetch", this::leave, this::fetched, host -> {})));
        if (AZURE == null)
            System.out.println("archive    skipped: no -Dazure.endpoint and no -Dazure.container of an Azurite");
        else scenes.add(new Scene("archive", this::dropLarge, this::archived, host -> archive()));
        return scenes;
    }

    private String job;
    private int round;

    /** Rounds of the same job with other content, until it was killed often enough while it was at work. */
    private void play(Scene scene) throws IOException, InterruptedException {
        job = scene.job();
        long began = System.nanoTime();
        int before = wrong.size();
        int killed = 0;
        round = 0;
        while (killed < kills) {
            round++;
            shop.effects.clear();
            killed += killedInRound(scene, kills - killed);
        }
        System.out.printf(
                "%-10s %d kills at work in %d rounds, %.0f s: %s%n",
                job,
                killed,
                round,
                (System.nanoTime() - began) / 1e9,
                wrong.size() == before ? "holds" : "DOES NOT HOLD");
    }

    private int killedInRound(Scene scene, int most) throws IOException, InterruptedException {
        int killed = 0;
        JsonNode run = null;
        while (killed < most) {
            var host = host();
            try {
                if (run == null) {
                    var last = host.newest(job).path("id").asText();
                    scene.start().begin(host);
                    run = awaitBegun(host, last);
                }
                scene.whole().look(host);
                Thread.sleep(random.nextInt(LONGEST_MS));
                if (!LabHost.open(host.json("/runs/" + run.path("id").asText()))) break;
                killed++;
            } finally {
                host.kill();
            }
        }
        try (var host = host()) {
            var id = run.path("id").asText();
            while (LabHost.open(run = host.json("/runs/" + id))) {
                scene.whole().look(host);
                Thread.sleep(200);
            }
            scene.check().end(host, run);
        }
        return killed;
    }

    private JsonNode awaitBegun(LabHost host, String last) throws IOException, InterruptedException {
        for (int i = 0; i < 1200; i++) {
            var run = host.newest(job);
            if (!run.isMissingNode() && !run.path("id").asText().equals(last)) return run;
            Thread.sleep(50);
        }
        throw new IllegalStateException("no run of " + job + " began within a minute");
    }

    private LabHost host() throws IOException {
        var project = folder.resolve("project");
        Files.createDirectories(folder.resolve("files/out"));
        LabHost.write(project, project());
        return LabHost.start(root, project, Files.createDirectories(folder.resolve("data")), List.of("-Xmx320m"));
    }

    private Map<String, String> project() {
        var files = new LinkedHashMap<String, String>();
        files.put("crossdock.yaml", "name: trial\nallow: [127.0.0.1]\n");
        files.put("buckets/incoming.yaml", "description: in\n");
        files.put("buckets/outgoing.yaml", "description: out\n");
        files.put("collections/stock.yaml", "key: sku\n");
        files.put("collections/pulled.yaml", "key: sku\n");
        files.put("connections/shop.yaml", "url: " + shop.url() + "\ndelivery: put-by-key\n");
        files.put("connections/orders.yaml", "url: " + shop.url() + "\ndelivery: idempotency-key\n");
        files.put(
                "connections/pim.yaml",
                "url: http://127.0.0.1:" + pim.getAddress().getPort() + "\n");
        files.put("connections/folder.yaml", "folder: " + folder.resolve("files") + "\n");
        files.put(
                "jobs/transform.yaml",
                from("transform") + "map: '{\"sku\": sku}'\nto: { bucket: outgoing, file: transformed.ndjson }\n");
        files.put("jobs/import.yaml", from("import") + "to: { collection: stock }\n");
        files.put(
                "jobs/export.yaml",
                "from: { collection: stock }\nmap: '{\"sku\": sku}'\nto: { bucket: outgoing, file: exported.csv }\n");
        files.put(
                "jobs/publish.yaml",
                "from: { collection: stock }\nto: { connection: shop, request: \"PUT /products/{sku}\" }\n");
        files.put("jobs/send.yaml", from("send") + "to: { connection: shop, request: \"PUT /products/{sku}\" }\n");
        files.put("jobs/order.yaml", from("order") + "to: { connection: orders, request: POST /orders }\n");
        var pull = "from: { connection: pim, request: GET /items, items: data, next: { page: page } }\n";
        files.put("jobs/download.yaml", pull + "to: { bucket: outgoing, file: downloaded.ndjson }\n");
        files.put("jobs/pull.yaml", pull + "to: { collection: pulled }\n");
        files.put(
                "jobs/fetch.yaml",
                "from: { connection: folder, files: \"/out/*.txt\", after: delete, ready: named }\nto: { bucket: outgoing }\n");
        if (AZURE == null) return files;
        files.put("secrets.yaml", "azure: " + AZURE_KEY + "\n");
        files.put(
                "connections/azure.yaml",
                "azure: { account: devstoreaccount1, container: " + CONTAINER + ", endpoint: \"" + AZURE
                        + "\", key: \"${secret:azure}\" }\n");
        files.put("jobs/archive.yaml", from("archive") + "to: { connection: azure, blob: archived.csv }\n");
        return files;
    }

    private static String from(String name) {
        return "from: { bucket: incoming, files: \"" + name + "*.csv\" }\n";
    }

    private String page(int page) {
        var items = new ArrayList<String>();
        for (int i = (page - 1) * PAGE + 1; i <= Math.min(rows, page * PAGE); i++) {
            items.add("{\"sku\":\"S-%d\",\"price\":%d}".formatted(i, price(i)));
        }
        return "{\"data\":[" + String.join(",", items) + "]}";
    }

    /** Another one in each round, so that each round writes each record. */
    private int price(int record) {
        return record % 900 + 1000 * round;
    }

    private void drop(LabHost host) throws IOException, InterruptedException {
        var csv = new StringBuilder("sku,price\n");
        for (int i = 1; i <= rows; i++) csv.append("S-%d,%d\n".formatted(i, price(i)));
        host.put("incoming", job + ".csv", csv.toString());
    }

    /** Some blocks. */
    private void dropLarge(LabHost host) throws IOException, InterruptedException {
        host.put("incoming", job + ".csv", large(round));
    }

    private String large(int round) {
        var text = new StringBuilder();
        for (int i = 1; i <= rows; i++)
            text.append(round).append(',').append(i).append(",x".repeat(1000)).append('\n');
        return text.toString();
    }

    /** What everybody sees: the last round's blob, or this one's. */
    private String archive() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(AZURE + "/" + CONTAINER + "/archived.csv"));
        var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        var seen = answer.statusCode() == 404 ? "" : answer.body();
        boolean whole = seen.equals(large(round)) || seen.equals(round == 1 ? "" : large(round - 1));
        expect(whole, "the old blob or the new one", seen.length() + " characters");
        return seen;
    }

    private void archived(LabHost host, JsonNode run) throws IOException, InterruptedException {
        expect(run.path("state").asText().equals("succeeded"), "success", run.path("state") + " " + run.path("error"));
        expect(archive().equals(large(round)), "the file that was dropped", "another one");
    }

    private void run(LabHost host) throws IOException, InterruptedException {
        host.run(job);
    }

    private void leave(LabHost host) throws IOException, InterruptedException {
        for (int i = 0; i < 300; i++) {
            Files.writeString(
                    folder.resolve("files/out/f-" + i + ".txt"),
                    ("file " + i + " of round " + round + "\n").repeat(2000));
        }
        host.run(job);
    }

    private void expect(boolean holds, String what, Object seen) {
        if (holds) return;
        wrong.add("  " + job + ": expected " + what + ", saw " + seen);
        System.out.println(wrong.get(wrong.size() - 1));
    }

    private void counts(JsonNode run) {
        var counts = run.path("counts");
        expect(run.path("state").asText().equals("succeeded"), "success", run.path("state") + " " + run.path("error"));
        expect(counts.path("read").asInt() == rows, rows + " read", counts);
        expect(counts.path("written").asInt() == rows, rows + " written", counts);
    }

    private void whole(LabHost host, String name) throws IOException, InterruptedException {
        var lines = host.file("outgoing", name).lines().count();
        expect(lines == 0 || lines >= rows, "no half file " + name, lines + " lines");
    }

    private void lines(LabHost host, String name, int header) throws IOException, InterruptedException {
        var lines = host.file("outgoing", name).lines().skip(header).toList();
        expect(lines.size() == rows, rows + " lines", lines.size());
        expect(lines.stream().distinct().count() == rows, "each once", "some twice");
    }

    private void transformed(LabHost host, JsonNode run) throws IOException, InterruptedException {
        counts(run);
        lines(host, "transformed.ndjson", 0);
        var lines = host.file("outgoing", "transformed.ndjson").lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).equals("{\"sku\":\"S-" + (i + 1) + "\"}")) continue;
            expect(false, "the order of the input", "line " + (i + 1) + " is " + lines.get(i));
            return;
        }
    }

    private void imported(LabHost host, JsonNode run) throws IOException, InterruptedException {
        counts(run);
        collection(host, "stock");
    }

    private void collection(LabHost host, String name) throws IOException, InterruptedException {
        var total = host.json("/collections/" + name).at("/counts/total").asInt(-1);
        expect(total == rows, rows + " records", total);
    }

    private void exported(LabHost host, JsonNode run) throws IOException, InterruptedException {
        counts(run);
        lines(host, "exported.csv", 1);
    }

    private void published(LabHost host, JsonNode run) {
        counts(run);
        effects("PUT /products/", false);
    }

    private void sent(LabHost host, JsonNode run) {
        counts(run);
        effects("PUT /products/", false);
    }

    private void ordered(LabHost host, JsonNode run) {
        counts(run);
        effects("POST /orders", true);
    }

    private void effects(String what, boolean once) {
        var about = new TreeMap<String, Integer>();
        shop.effects.forEach((effect, times) -> about.put(effect, times.get()));
        var missing = new ArrayList<String>();
        for (int i = 1; i <= rows; i++) {
            var body = " {\"sku\":\"S-" + i + "\",\"price\":";
            var path = once ? "" : "S-" + i;
            var from = about.ceilingKey(what + path + body);
            if (from == null || !from.startsWith(what + path + body)) missing.add("S-" + i);
            else about.remove(from);
        }
        expect(
                missing.isEmpty(),
                "no record lost",
                missing.size() + ", first " + missing.stream().limit(3).toList());
        expect(
                about.isEmpty(),
                "nothing else",
                about.size() + ", first " + about.keySet().stream().limit(3).toList());
        // Said again with the same content, a PUT changes nothing.
        if (once) expect(shop.effects.values().stream().allMatch(times -> times.get() == 1), "each once", "some twice");
    }

    private void downloaded(LabHost host, JsonNode run) throws IOException, InterruptedException {
        counts(run);
        lines(host, "downloaded.ndjson", 0);
    }

    private void pulled(LabHost host, JsonNode run) throws IOException, InterruptedException {
        counts(run);
        collection(host, "pulled");
    }

    private void fetched(LabHost host, JsonNode run) throws IOException, InterruptedException {
        expect(run.path("state").asText().equals("succeeded"), "success", run.path("state") + " " + run.path("error"));
        expect(run.at("/counts/written").asInt() == 300, "300 files", run.path("counts"));
        for (int i = 0; i < 300; i++) {
            long lines = host.file("outgoing", "f-" + i + ".txt").lines().count();
            if (lines != 2000) expect(false, "whole files", "f-" + i + " has " + lines + " lines");
        }
    }
}
