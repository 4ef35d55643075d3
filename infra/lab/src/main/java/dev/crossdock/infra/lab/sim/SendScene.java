package dev.crossdock.infra.lab.sim;

import dev.crossdock.graph.RecordText;
import dev.crossdock.run.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files are sent to webservices (1.3), in each mode of delivery; the webservices are away for hours now and then. */
final class SendScene implements Scene {
    private static final List<String> MODES =
            List.of("put-by-key", "idempotency-key", "at-least-once", "at-most-once", "check-then-write");

    /** By mode, then by record: nothing yet. */
    private final Map<String, Map<String, Integer>> sent = new TreeMap<>();

    private final Map<String, Integer> rows = new LinkedHashMap<>();
    private int number;

    @Override
    public String name() {
        return "send";
    }

    @Override
    public Map<String, String> definitions() {
        var all = new TreeMap<String, String>();
        for (var mode : MODES) {
            all.put(
                    "connection/" + mode,
                    "{\"url\": \"https://" + mode + ".example\", \"delivery\": \"" + mode + "\"}");
            boolean put = mode.equals("put-by-key") || mode.equals("check-then-write");
            all.put("job/send-" + mode, """
                    {"from": {"bucket": "outbox", "files": "%s-*.csv"},
                     "to": {"connection": "%s", "request": "%s"}}""".formatted(mode, mode, put ? "PUT /things/{sku}" : "POST /things"));
        }
        return all;
    }

    @Override
    public void open(World world) {
        for (var mode : MODES) {
            sent.put(mode, new TreeMap<>());
            if (mode.equals("put-by-key") || mode.equals("check-then-write")) world.shops.shelf(mode + ".example");
            else world.shops.desk(mode + ".example");
        }
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int file = i;
            var at = within.dividedBy(happenings).multipliedBy(i);
            if (i % 20 == 19) script.at(at, "away " + i, () -> away(world));
            else script.at(at, "send " + i, () -> drop(world, file));
        }
    }

    private void away(World world) {
        var mode = world.chance.one("away", MODES);
        world.shops.away(mode + ".example", Duration.ofMinutes(world.chance.below("away", 180)));
    }

    private void drop(World world, int file) {
        var mode = world.chance.one("send", MODES);
        int count = 1 + world.chance.below("send", 6);
        var text = new StringBuilder("sku\n");
        for (int i = 0; i < count; i++) {
            var sku = "T" + ++number;
            sent.get(mode).put(sku, 0);
            text.append(sku).append('\n');
        }
        var name = mode + "-" + file + ".csv";
        rows.put(name, count);
        world.objects.write("outbox/" + name, text.toString().getBytes(StandardCharsets.UTF_8), "text/csv");
    }

    @Override
    public void check(World world) {
        for (var mode : MODES) {
            var done = new TreeMap<>(sent.get(mode));
            for (var effect : world.shops.effects(mode + ".example")) done.merge(sku(effect.body()), 1, Integer::sum);
            boolean once = mode.equals("idempotency-key") || mode.equals("at-most-once");
            long written = 0;
            long unknown = 0;
            for (var run : Look.runs(world, "send-" + mode)) {
                var counts = run.counts();
                written += counts.written() + counts.unchanged();
                unknown += counts.unknown();
                world.findings.expect(
                        counts.read() == rows.get(run.file().orElseThrow().name()),
                        "counts",
                        "run " + run.id() + " of " + run.job() + " read " + counts.read());
                boolean well = run.state() == State.SUCCEEDED || run.state() == State.PARTIAL && counts.unknown() > 0;
                world.findings.expect(
                        well,
                        "end of a run",
                        run.job() + " " + run.id() + " is " + run.state() + " " + counts + " " + run.error());
            }
            long effects = done.values().stream().filter(n -> n > 0).count();
            long none = done.values().stream().filter(n -> n == 0).count();
            world.findings.expect(
                    written + unknown == done.size(),
                    "counts",
                    mode + ": " + written + " written, " + unknown + " unknown");
            world.findings.expect(
                    written <= effects, "lost", mode + ": " + written + " written, " + effects + " effects");
            world.findings.expect(none <= unknown, "lost", mode + ": nothing of " + none + ", unknown " + unknown);
            if (!mode.equals("at-most-once")) {
                world.findings.expect(unknown == 0, "unknown", mode + ": " + unknown);
            }
            if (once) {
                done.forEach(
                        (sku, n) -> world.findings.expect(n <= 1, "twice", mode + ": " + sku + " " + n + " times"));
            }
        }
    }

    private static String sku(String body) {
        return (String) ((Map<?, ?>) RecordText.read(body)).get("sku");
    }
}
