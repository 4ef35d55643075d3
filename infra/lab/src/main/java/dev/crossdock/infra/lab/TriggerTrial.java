package dev.crossdock.infra.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code TriggerTrial ROUNDS RECORDS [FAILING] [SETTLE] [ROOT]}: imports every record so often, each time with another value, through the
 * packaged host, whose trigger calls a webservice that fails a share of its calls. Says which states were lost, and which came after a later
 * one of their record.
 */
public final class TriggerTrial {
    private static final long PATIENCE_MS = 600_000;

    /** What the webservice was told, in order. */
    private final Map<String, Integer> newest = new HashMap<>();

    private final Map<String, Integer> last = new HashMap<>();
    private long inversions;
    private final AtomicLong heard = new AtomicLong();

    private TriggerTrial() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        int records = Integer.parseInt(arguments[1]);
        double failing = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 0.03;
        var settle = arguments.length > 3 && !arguments[3].equals("none") ? arguments[3] : "";
        var root = Path.of(arguments.length > 4 ? arguments[4] : ".").toAbsolutePath();
        var folder = Files.createTempDirectory("crossdock-triggers-");
        var trial = new TriggerTrial();
        try (var search = new FlakyWebservice(failing, 2_000, 42)) {
            search.listener = trial::told;
            project(folder.resolve("project"), search.url(), settle);
            try (var host = LabHost.start(
                    root,
                    Files.createDirectories(folder.resolve("project")),
                    Files.createDirectories(folder.resolve("data")),
                    List.of("-Xmx320m"))) {
                long began = System.nanoTime();
                for (int round = 1; round <= rounds; round++) {
                    host.put("incoming", "items-%04d.csv".formatted(round), csv(round, records));
                }
                while (LabHost.open(host.newest("import-items"))) Thread.sleep(500);
                double written = (System.nanoTime() - began) / 1e9;
                trial.until(rounds, records, rounds * (long) records, settle.isEmpty());
                trial.report(rounds, records, written, (System.nanoTime() - began) / 1e9, search, host);
            }
        }
    }

    private synchronized void told(String line, String body) {
        var id = line.substring(line.lastIndexOf('/') + 1);
        int n = Integer.parseInt(body.replaceAll(".*\"n\":([0-9]+).*", "$1"));
        heard.incrementAndGet();
        if (n < newest.getOrDefault(id, 0)) inversions++;
        newest.merge(id, n, Math::max);
        last.put(id, n);
    }

    /** Until every record's last state is there, and a while longer, or nothing has come for ten minutes. */
    private void until(int rounds, int records, long changes, boolean all) throws InterruptedException {
        long before = -1;
        long since = System.currentTimeMillis();
        while (System.currentTimeMillis() - since < PATIENCE_MS) {
            long now = heard.get();
            if (now != before) since = System.currentTimeMillis();
            before = now;
            if (complete(rounds, records) && (!all || now >= changes)) {
                Thread.sleep(5_000);
                return;
            }
            Thread.sleep(500);
        }
    }

    private synchronized boolean complete(int rounds, int records) {
        return last.size() == records && last.values().stream().allMatch(n -> n == rounds);
    }

    private synchronized void report(
            int rounds, int records, double written, double seconds, FlakyWebservice search, LabHost host)
            throws IOException, InterruptedException {
        long stale = records - last.values().stream().filter(n -> n == rounds).count();
        System.out.printf(
                "%,d changes of %,d records, written in %.0f s, all there after %.0f s (%.0f/s)%n"
                        + "    states that never came %,d; records whose last state is not there %,d; states behind a later one of their"
                        + " record %,d; %.2f requests a change; undelivered %s; %s%n",
                rounds * (long) records,
                records,
                written,
                seconds,
                rounds * records / seconds,
                rounds * (long) records - search.effects.size(),
                stale,
                inversions,
                search.requests.get() / (double) (rounds * (long) records),
                host.json("/triggers/reindex").path("undelivered").size(),
                host.resident());
    }

    private static String csv(int round, int records) {
        return IntStream.range(0, records)
                .mapToObj(i -> "R-%d,%d\n".formatted(i, round))
                .collect(Collectors.joining("", "id,n\n", ""));
    }

    private static void project(Path project, String url, String settle) throws IOException {
        LabHost.write(
                project,
                Map.of(
                        "crossdock.yaml",
                        "name: trial\nallow: [127.0.0.1]\n",
                        "buckets/incoming.yaml",
                        "description: files\n",
                        "collections/items.yaml",
                        "key: id\n",
                        "jobs/import-items.yaml",
                        "from: { bucket: incoming, files: \"items-*.csv\" }\nto: { collection: items }\n"
                                + "map: '{\"id\": id, \"n\": $number(n)}'\n",
                        "connections/search.yaml",
                        "url: " + url
                                + "\nlimits: { concurrency: 32, timeout: 1s }\nretry: { attempts: 8, for: 24h }\n",
                        "triggers/reindex.yaml",
                        "watch: { collection: items }\ncall: { connection: search, request: \"PUT /docs/{$record.id}\" }\n"
                                + (settle.isEmpty() ? "" : "settle: " + settle + "\n")));
    }
}
